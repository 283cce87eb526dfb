/** Tables beside the nouns on SQLite. Fixed: a later change of the tables is a migration of its own. */
export const sqliteSystem: readonly string[] = [
  `CREATE TABLE "credentials" (
    "user_pk" bigint NOT NULL, "password_hash" varchar(255) NOT NULL, "changed_at" bigint NOT NULL,
    PRIMARY KEY ("user_pk"),
    CONSTRAINT "fk_credentials_user_pk" FOREIGN KEY ("user_pk") REFERENCES "users" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  )`,
  `CREATE TABLE "user_roles" (
    "user_pk" bigint NOT NULL, "role" varchar(64) NOT NULL, "position" integer NOT NULL,
    PRIMARY KEY ("user_pk", "role"),
    CONSTRAINT "fk_user_roles_user_pk" FOREIGN KEY ("user_pk") REFERENCES "users" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  )`,
  'CREATE INDEX "ix_user_roles_role" ON "user_roles" ("role")',
  `CREATE TABLE "user_teams" (
    "user_pk" bigint NOT NULL, "team_pk" bigint NOT NULL,
    PRIMARY KEY ("user_pk", "team_pk"),
    CONSTRAINT "fk_user_teams_user_pk" FOREIGN KEY ("user_pk") REFERENCES "users" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "fk_user_teams_team_pk" FOREIGN KEY ("team_pk") REFERENCES "teams" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  )`,
  'CREATE INDEX "ix_user_teams_team_pk" ON "user_teams" ("team_pk")',
  `CREATE TABLE "api_keys" (
    "pk" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "id" blob NOT NULL, "name" varchar(100) NOT NULL,
    "prefix" varchar(16) NOT NULL, "key_hash" blob NOT NULL, "roles" text NOT NULL, "scopes" text NOT NULL,
    "source" varchar(64), "created_by_user_pk" bigint, "created_at" bigint NOT NULL, "expires_at" bigint,
    "revoked_at" bigint, "last_used_at" bigint,
    CONSTRAINT "fk_api_keys_created_by_user_pk" FOREIGN KEY ("created_by_user_pk") REFERENCES "users" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  )`,
  'CREATE UNIQUE INDEX "uq_api_keys_id" ON "api_keys" ("id")',
  'CREATE UNIQUE INDEX "uq_api_keys_key_hash" ON "api_keys" ("key_hash")',
  'CREATE UNIQUE INDEX "uq_api_keys_prefix" ON "api_keys" ("prefix")',
  'CREATE INDEX "ix_api_keys_created_by_user_pk" ON "api_keys" ("created_by_user_pk")',
  `CREATE TABLE "sessions" (
    "pk" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "id" blob NOT NULL, "token_hash" blob NOT NULL,
    "user_pk" bigint, "client_pk" bigint, "created_at" bigint NOT NULL, "last_used_at" bigint NOT NULL,
    "expires_at" bigint NOT NULL, "idle_expires_at" bigint NOT NULL, "user_agent" varchar(200),
    CONSTRAINT "fk_sessions_user_pk" FOREIGN KEY ("user_pk") REFERENCES "users" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "fk_sessions_client_pk" FOREIGN KEY ("client_pk") REFERENCES "api_keys" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  )`,
  'CREATE UNIQUE INDEX "uq_sessions_id" ON "sessions" ("id")',
  'CREATE UNIQUE INDEX "uq_sessions_token_hash" ON "sessions" ("token_hash")',
  'CREATE INDEX "ix_sessions_expires_at" ON "sessions" ("expires_at")',
  'CREATE INDEX "ix_sessions_user_pk" ON "sessions" ("user_pk")',
  'CREATE INDEX "ix_sessions_client_pk" ON "sessions" ("client_pk")',
  `CREATE TABLE "sign_in_attempts" (
    "pk" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "key_hash" blob NOT NULL, "at" bigint NOT NULL
  )`,
  'CREATE INDEX "ix_sign_in_attempts_key_hash_at" ON "sign_in_attempts" ("key_hash", "at")',
  'CREATE INDEX "ix_sign_in_attempts_at" ON "sign_in_attempts" ("at")',
  `CREATE TABLE "roles" (
    "name" varchar(64) NOT NULL, "label" text NOT NULL, "purposes" text NOT NULL, "rights" text NOT NULL,
    "position" integer NOT NULL,
    PRIMARY KEY ("name")
  )`,
  `CREATE TABLE "rules" (
    "pk" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "id" blob NOT NULL, "role" varchar(64),
    "noun" varchar(64) NOT NULL, "kind" varchar(16) NOT NULL, "body" text NOT NULL, "enabled" integer NOT NULL,
    "created_at" bigint NOT NULL, "updated_at" bigint NOT NULL
  )`,
  'CREATE UNIQUE INDEX "uq_rules_id" ON "rules" ("id")',
  `CREATE TABLE "access_state" (
    "pk" bigint NOT NULL, "version" bigint NOT NULL,
    PRIMARY KEY ("pk")
  )`,
  `CREATE TABLE "dictionary_entries" (
    "pk" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "id" blob NOT NULL, "dictionary" varchar(64) NOT NULL,
    "entry_key" varchar(64) NOT NULL, "name" varchar(100) NOT NULL, "name_zh" varchar(100) NOT NULL,
    "position" integer NOT NULL, "active" integer NOT NULL
  )`,
  'CREATE UNIQUE INDEX "uq_dictionary_entries_id" ON "dictionary_entries" ("id")',
  'CREATE UNIQUE INDEX "uq_dictionary_entries_dictionary_entry_key" ON "dictionary_entries" ("dictionary", "entry_key")',
  `CREATE TABLE "settings" (
    "name" varchar(64) NOT NULL, "value" text NOT NULL,
    PRIMARY KEY ("name")
  )`,
  `CREATE TABLE "external_ids" (
    "pk" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "noun" varchar(32) NOT NULL, "record_pk" bigint NOT NULL,
    "source" varchar(64) NOT NULL, "external_id" varchar(200) NOT NULL
  )`,
  'CREATE UNIQUE INDEX "uq_external_ids_noun_source_external_id" ON "external_ids" ("noun", "source", "external_id")',
  'CREATE INDEX "ix_external_ids_noun_record_pk_source" ON "external_ids" ("noun", "record_pk", "source")',
  `CREATE TABLE "subject_keys" (
    "noun" varchar(32) NOT NULL, "record_pk" bigint NOT NULL, "key_version" integer NOT NULL,
    "wrapped_key" blob NOT NULL,
    PRIMARY KEY ("noun", "record_pk")
  )`,
  `CREATE TABLE "history" (
    "pk" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "id" blob NOT NULL, "noun" varchar(32) NOT NULL,
    "record_pk" bigint NOT NULL, "at" bigint NOT NULL, "by_user_pk" bigint, "by_client_pk" bigint,
    "action" varchar(32) NOT NULL, "changes" text NOT NULL,
    CONSTRAINT "fk_history_by_user_pk" FOREIGN KEY ("by_user_pk") REFERENCES "users" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "fk_history_by_client_pk" FOREIGN KEY ("by_client_pk") REFERENCES "api_keys" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  )`,
  'CREATE UNIQUE INDEX "uq_history_id" ON "history" ("id")',
  'CREATE INDEX "ix_history_noun_record_pk_at" ON "history" ("noun", "record_pk", "at")',
  'CREATE INDEX "ix_history_by_user_pk" ON "history" ("by_user_pk")',
  'CREATE INDEX "ix_history_by_client_pk" ON "history" ("by_client_pk")',
  `CREATE TABLE "audit_entries" (
    "pk" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "id" blob NOT NULL, "at" bigint NOT NULL,
    "actor_type" varchar(16) NOT NULL, "actor_id" blob, "action" varchar(64) NOT NULL, "noun" varchar(32),
    "record_id" blob, "fields" text, "detail" text
  )`,
  'CREATE UNIQUE INDEX "uq_audit_entries_id" ON "audit_entries" ("id")',
  'CREATE INDEX "ix_audit_entries_at" ON "audit_entries" ("at")',
  'CREATE INDEX "ix_audit_entries_actor_id_at" ON "audit_entries" ("actor_id", "at")',
  'CREATE INDEX "ix_audit_entries_record_id_at" ON "audit_entries" ("record_id", "at")',
];
