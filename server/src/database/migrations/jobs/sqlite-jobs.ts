/** Tables of jobs and saved questions on SQLite. */
export const sqliteJobs: readonly string[] = [
  `CREATE TABLE "jobs" (
    "pk" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "id" blob NOT NULL, "kind" varchar(64) NOT NULL,
    "title" varchar(200), "state" varchar(16) NOT NULL, "wanted" varchar(16), "owner_user_pk" bigint,
    "owner_client_pk" bigint, "purpose" varchar(16) NOT NULL, "language" varchar(2) NOT NULL,
    "params" text NOT NULL, "checkpoint" text, "result" text, "error" text, "done" bigint NOT NULL,
    "total" bigint, "rate" bigint, "view_key" blob, "file_name" varchar(200), "file_type" varchar(100),
    "file_size" bigint, "chunks" integer NOT NULL, "holder" varchar(64), "lease_until" bigint,
    "attempts" integer NOT NULL, "created_at" bigint NOT NULL, "not_before" bigint NOT NULL,
    "started_at" bigint, "heartbeat_at" bigint, "finished_at" bigint, "expires_at" bigint,
    CONSTRAINT "fk_jobs_owner_user_pk" FOREIGN KEY ("owner_user_pk") REFERENCES "users" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "fk_jobs_owner_client_pk" FOREIGN KEY ("owner_client_pk") REFERENCES "api_keys" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  )`,
  'CREATE UNIQUE INDEX "uq_jobs_id" ON "jobs" ("id")',
  'CREATE INDEX "ix_jobs_state_not_before" ON "jobs" ("state", "not_before")',
  'CREATE INDEX "ix_jobs_expires_at" ON "jobs" ("expires_at")',
  'CREATE INDEX "ix_jobs_owner_user_pk" ON "jobs" ("owner_user_pk")',
  'CREATE INDEX "ix_jobs_owner_client_pk" ON "jobs" ("owner_client_pk")',
  `CREATE TABLE "job_chunks" (
    "job_pk" bigint NOT NULL, "seq" integer NOT NULL, "bytes" blob NOT NULL,
    PRIMARY KEY ("job_pk", "seq"),
    CONSTRAINT "fk_job_chunks_job_pk" FOREIGN KEY ("job_pk") REFERENCES "jobs" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  )`,
  `CREATE TABLE "saved_items" (
    "pk" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "id" blob NOT NULL, "version" integer NOT NULL,
    "kind" varchar(16) NOT NULL, "name" varchar(200) NOT NULL, "noun" varchar(32), "definition" text NOT NULL,
    "owner_user_pk" bigint NOT NULL, "audience" varchar(16) NOT NULL, "audience_role" varchar(64),
    "audience_team_pk" bigint, "created_at" bigint NOT NULL, "updated_at" bigint NOT NULL,
    CONSTRAINT "fk_saved_items_owner_user_pk" FOREIGN KEY ("owner_user_pk") REFERENCES "users" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "fk_saved_items_audience_team_pk" FOREIGN KEY ("audience_team_pk") REFERENCES "teams" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  )`,
  'CREATE UNIQUE INDEX "uq_saved_items_id" ON "saved_items" ("id")',
  'CREATE INDEX "ix_saved_items_audience_audience_role" ON "saved_items" ("audience", "audience_role")',
  'CREATE INDEX "ix_saved_items_owner_user_pk" ON "saved_items" ("owner_user_pk")',
  'CREATE INDEX "ix_saved_items_audience_team_pk" ON "saved_items" ("audience_team_pk")',
  `CREATE TABLE "saved_pins" (
    "user_pk" bigint NOT NULL, "saved_pk" bigint NOT NULL, "position" integer NOT NULL,
    PRIMARY KEY ("user_pk", "saved_pk"),
    CONSTRAINT "fk_saved_pins_user_pk" FOREIGN KEY ("user_pk") REFERENCES "users" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "fk_saved_pins_saved_pk" FOREIGN KEY ("saved_pk") REFERENCES "saved_items" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  )`,
  'CREATE INDEX "ix_saved_pins_saved_pk" ON "saved_pins" ("saved_pk")',
  `CREATE TABLE "report_schedules" (
    "pk" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "id" blob NOT NULL, "saved_pk" bigint NOT NULL,
    "user_pk" bigint NOT NULL, "created_by_user_pk" bigint NOT NULL, "frequency" varchar(16) NOT NULL,
    "day" integer, "minute" integer NOT NULL, "time_zone" varchar(64) NOT NULL, "format" varchar(16) NOT NULL,
    "next_at" bigint NOT NULL, "last_at" bigint, "created_at" bigint NOT NULL,
    CONSTRAINT "fk_report_schedules_saved_pk" FOREIGN KEY ("saved_pk") REFERENCES "saved_items" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "fk_report_schedules_user_pk" FOREIGN KEY ("user_pk") REFERENCES "users" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "fk_report_schedules_created_by_user_pk" FOREIGN KEY ("created_by_user_pk") REFERENCES "users" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  )`,
  'CREATE UNIQUE INDEX "uq_report_schedules_id" ON "report_schedules" ("id")',
  'CREATE INDEX "ix_report_schedules_next_at" ON "report_schedules" ("next_at")',
  'CREATE INDEX "ix_report_schedules_saved_pk" ON "report_schedules" ("saved_pk")',
  'CREATE INDEX "ix_report_schedules_user_pk" ON "report_schedules" ("user_pk")',
  'CREATE INDEX "ix_report_schedules_created_by_user_pk" ON "report_schedules" ("created_by_user_pk")',
];
