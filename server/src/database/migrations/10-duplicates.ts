import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What sweeps for duplicates found, what people decided about it, and merges with what splits them again. */
export class Duplicates1764900000000 implements MigrationInterface {
  readonly name = 'Duplicates1764900000000';

  async up(runner: QueryRunner): Promise<void> {
    const sqlite = runner.connection.options.type === 'better-sqlite3';
    const statements = sqlite ? sqliteTables : mysqlTables.map((sql) => sql.replaceAll('"', '`'));
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables) await runner.query(`DROP TABLE IF EXISTS ${table}`);
  }
}

const tables = [
  'merge_proposals',
  'merge_moves',
  'merge_members',
  'merges',
  'duplicate_decisions',
  'duplicate_pairs',
  'duplicate_sweeps',
];

const sqliteTables = [
  `CREATE TABLE "duplicate_sweeps" (
    "pk" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "id" blob NOT NULL, "noun" varchar(32) NOT NULL, "view_key" blob NOT NULL, "model" text, "records" bigint NOT NULL, "pairs" bigint NOT NULL, "started_at" bigint NOT NULL, "finished_at" bigint
  )`,
  'CREATE UNIQUE INDEX "uq_duplicate_sweeps_id" ON "duplicate_sweeps" ("id")',
  'CREATE INDEX "ix_duplicate_sweeps_noun_view_key_finished_at" ON "duplicate_sweeps" ("noun", "view_key", "finished_at")',
  `CREATE TABLE "duplicate_pairs" (
    "sweep_pk" bigint NOT NULL, "a_pk" bigint NOT NULL, "b_pk" bigint NOT NULL, "cluster_pk" bigint NOT NULL, "weight" bigint NOT NULL, "evidence" text NOT NULL,
    PRIMARY KEY ("sweep_pk", "a_pk", "b_pk"),
    CONSTRAINT "fk_duplicate_pairs_sweep_pk" FOREIGN KEY ("sweep_pk") REFERENCES "duplicate_sweeps" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  )`,
  'CREATE INDEX "ix_duplicate_pairs_sweep_pk_weight_a_pk_b_pk" ON "duplicate_pairs" ("sweep_pk", "weight", "a_pk", "b_pk")',
  'CREATE INDEX "ix_duplicate_pairs_sweep_pk_cluster_pk" ON "duplicate_pairs" ("sweep_pk", "cluster_pk")',
  `CREATE TABLE "duplicate_decisions" (
    "noun" varchar(32) NOT NULL, "a_pk" bigint NOT NULL, "b_pk" bigint NOT NULL, "decision" varchar(16) NOT NULL, "at" bigint NOT NULL, "by_user_pk" bigint,
    PRIMARY KEY ("noun", "a_pk", "b_pk"),
    CONSTRAINT "fk_duplicate_decisions_by_user_pk" FOREIGN KEY ("by_user_pk") REFERENCES "users" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  )`,
  'CREATE INDEX "ix_duplicate_decisions_by_user_pk" ON "duplicate_decisions" ("by_user_pk")',
  `CREATE TABLE "merges" (
    "pk" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "id" blob NOT NULL, "noun" varchar(32) NOT NULL, "survivor_pk" bigint NOT NULL, "at" bigint NOT NULL, "by_user_pk" bigint, "by_client_pk" bigint, "state" text NOT NULL, "undone_at" bigint,
    CONSTRAINT "fk_merges_by_user_pk" FOREIGN KEY ("by_user_pk") REFERENCES "users" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "fk_merges_by_client_pk" FOREIGN KEY ("by_client_pk") REFERENCES "api_keys" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  )`,
  'CREATE UNIQUE INDEX "uq_merges_id" ON "merges" ("id")',
  'CREATE INDEX "ix_merges_noun_survivor_pk_undone_at" ON "merges" ("noun", "survivor_pk", "undone_at")',
  'CREATE INDEX "ix_merges_by_user_pk" ON "merges" ("by_user_pk")',
  'CREATE INDEX "ix_merges_by_client_pk" ON "merges" ("by_client_pk")',
  `CREATE TABLE "merge_members" (
    "merge_pk" bigint NOT NULL, "record_pk" bigint NOT NULL,
    PRIMARY KEY ("merge_pk", "record_pk"),
    CONSTRAINT "fk_merge_members_merge_pk" FOREIGN KEY ("merge_pk") REFERENCES "merges" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  )`,
  'CREATE INDEX "ix_merge_members_record_pk" ON "merge_members" ("record_pk")',
  `CREATE TABLE "merge_moves" (
    "merge_pk" bigint NOT NULL, "noun" varchar(32) NOT NULL, "link" varchar(64) NOT NULL, "row_pk" bigint NOT NULL, "from_pk" bigint NOT NULL,
    PRIMARY KEY ("merge_pk", "noun", "link", "row_pk"),
    CONSTRAINT "fk_merge_moves_merge_pk" FOREIGN KEY ("merge_pk") REFERENCES "merges" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  )`,
  `CREATE TABLE "merge_proposals" (
    "pk" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "id" blob NOT NULL, "noun" varchar(32) NOT NULL, "at" bigint NOT NULL, "by_user_pk" bigint, "request" text NOT NULL, "closed_at" bigint,
    CONSTRAINT "fk_merge_proposals_by_user_pk" FOREIGN KEY ("by_user_pk") REFERENCES "users" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  )`,
  'CREATE UNIQUE INDEX "uq_merge_proposals_id" ON "merge_proposals" ("id")',
  'CREATE INDEX "ix_merge_proposals_noun_closed_at_at" ON "merge_proposals" ("noun", "closed_at", "at")',
  'CREATE INDEX "ix_merge_proposals_by_user_pk" ON "merge_proposals" ("by_user_pk")',
];

const mysqlTables = [
  `CREATE TABLE IF NOT EXISTS "duplicate_sweeps" (
    "pk" bigint NOT NULL AUTO_INCREMENT, "id" binary(16) NOT NULL, "noun" varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, "view_key" binary(32) NOT NULL, "model" longtext NULL, "records" bigint NOT NULL, "pairs" bigint NOT NULL, "started_at" bigint NOT NULL, "finished_at" bigint NULL,
    PRIMARY KEY ("pk"),
    UNIQUE KEY "uq_duplicate_sweeps_id" ("id"),
    KEY "ix_duplicate_sweeps_noun_view_key_finished_at" ("noun", "view_key", "finished_at")
  ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`,
  `CREATE TABLE IF NOT EXISTS "duplicate_pairs" (
    "sweep_pk" bigint NOT NULL, "a_pk" bigint NOT NULL, "b_pk" bigint NOT NULL, "cluster_pk" bigint NOT NULL, "weight" bigint NOT NULL, "evidence" longtext NOT NULL,
    PRIMARY KEY ("sweep_pk", "a_pk", "b_pk"),
    KEY "ix_duplicate_pairs_sweep_pk_weight_a_pk_b_pk" ("sweep_pk", "weight", "a_pk", "b_pk"),
    KEY "ix_duplicate_pairs_sweep_pk_cluster_pk" ("sweep_pk", "cluster_pk"),
    CONSTRAINT "fk_duplicate_pairs_sweep_pk" FOREIGN KEY ("sweep_pk") REFERENCES "duplicate_sweeps" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`,
  `CREATE TABLE IF NOT EXISTS "duplicate_decisions" (
    "noun" varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, "a_pk" bigint NOT NULL, "b_pk" bigint NOT NULL, "decision" varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, "at" bigint NOT NULL, "by_user_pk" bigint NULL,
    PRIMARY KEY ("noun", "a_pk", "b_pk"),
    KEY "ix_duplicate_decisions_by_user_pk" ("by_user_pk"),
    CONSTRAINT "fk_duplicate_decisions_by_user_pk" FOREIGN KEY ("by_user_pk") REFERENCES "users" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`,
  `CREATE TABLE IF NOT EXISTS "merges" (
    "pk" bigint NOT NULL AUTO_INCREMENT, "id" binary(16) NOT NULL, "noun" varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, "survivor_pk" bigint NOT NULL, "at" bigint NOT NULL, "by_user_pk" bigint NULL, "by_client_pk" bigint NULL, "state" longtext NOT NULL, "undone_at" bigint NULL,
    PRIMARY KEY ("pk"),
    UNIQUE KEY "uq_merges_id" ("id"),
    KEY "ix_merges_noun_survivor_pk_undone_at" ("noun", "survivor_pk", "undone_at"),
    KEY "ix_merges_by_user_pk" ("by_user_pk"),
    KEY "ix_merges_by_client_pk" ("by_client_pk"),
    CONSTRAINT "fk_merges_by_user_pk" FOREIGN KEY ("by_user_pk") REFERENCES "users" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "fk_merges_by_client_pk" FOREIGN KEY ("by_client_pk") REFERENCES "api_keys" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`,
  `CREATE TABLE IF NOT EXISTS "merge_members" (
    "merge_pk" bigint NOT NULL, "record_pk" bigint NOT NULL,
    PRIMARY KEY ("merge_pk", "record_pk"),
    KEY "ix_merge_members_record_pk" ("record_pk"),
    CONSTRAINT "fk_merge_members_merge_pk" FOREIGN KEY ("merge_pk") REFERENCES "merges" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`,
  `CREATE TABLE IF NOT EXISTS "merge_moves" (
    "merge_pk" bigint NOT NULL, "noun" varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, "link" varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, "row_pk" bigint NOT NULL, "from_pk" bigint NOT NULL,
    PRIMARY KEY ("merge_pk", "noun", "link", "row_pk"),
    CONSTRAINT "fk_merge_moves_merge_pk" FOREIGN KEY ("merge_pk") REFERENCES "merges" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`,
  `CREATE TABLE IF NOT EXISTS "merge_proposals" (
    "pk" bigint NOT NULL AUTO_INCREMENT, "id" binary(16) NOT NULL, "noun" varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, "at" bigint NOT NULL, "by_user_pk" bigint NULL, "request" longtext NOT NULL, "closed_at" bigint NULL,
    PRIMARY KEY ("pk"),
    UNIQUE KEY "uq_merge_proposals_id" ("id"),
    KEY "ix_merge_proposals_noun_closed_at_at" ("noun", "closed_at", "at"),
    KEY "ix_merge_proposals_by_user_pk" ("by_user_pk"),
    CONSTRAINT "fk_merge_proposals_by_user_pk" FOREIGN KEY ("by_user_pk") REFERENCES "users" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`,
];
