import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Rules that administrators make are kept as versions of one document; passwords may be for one use; teams may be retired;
 * reviews of access leave their decisions. The tables `roles` and `rules`, which nothing ever wrote to, go.
 */
export class Administration1764100000000 implements MigrationInterface {
  readonly name = 'Administration1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    const sqlite = runner.connection.options.type === 'better-sqlite3';
    for (const [table, column] of added) {
      // MySQL commits at every statement, so each can be repeated.
      if (sqlite || !(await runner.hasColumn(table, column))) {
        await runner.query(`ALTER TABLE ${table} ADD COLUMN ${column} bigint NULL`);
      }
    }
    const statements = sqlite ? sqliteTables : mysqlTables.map((sql) => sql.replaceAll('"', '`'));
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['rule_versions', 'access_decisions']) await runner.query(`DROP TABLE IF EXISTS ${table}`);
  }
}

const added = [
  ['credentials', 'once_until'],
  ['credentials', 'used_at'],
  ['teams', 'retired_at'],
] as const;

const sqliteTables = [
  'DROP TABLE "roles"',
  'DROP TABLE "rules"',
  `CREATE TABLE "rule_versions" (
    "pk" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "id" blob NOT NULL, "version" integer NOT NULL,
    "at" bigint NOT NULL, "by_user_pk" bigint, "note" varchar(500), "restored" integer, "changes" text NOT NULL,
    "document" text NOT NULL,
    CONSTRAINT "fk_rule_versions_by_user_pk" FOREIGN KEY ("by_user_pk") REFERENCES "users" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  )`,
  'CREATE UNIQUE INDEX "uq_rule_versions_id" ON "rule_versions" ("id")',
  'CREATE UNIQUE INDEX "uq_rule_versions_version" ON "rule_versions" ("version")',
  'CREATE INDEX "ix_rule_versions_by_user_pk" ON "rule_versions" ("by_user_pk")',
  `CREATE TABLE "access_decisions" (
    "pk" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "id" blob NOT NULL, "at" bigint NOT NULL, "by_user_pk" bigint NOT NULL,
    "user_pk" bigint, "client_pk" bigint, "role" varchar(64) NOT NULL, "decision" varchar(16) NOT NULL, "note" varchar(500),
    CONSTRAINT "fk_access_decisions_by_user_pk" FOREIGN KEY ("by_user_pk") REFERENCES "users" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "fk_access_decisions_user_pk" FOREIGN KEY ("user_pk") REFERENCES "users" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "fk_access_decisions_client_pk" FOREIGN KEY ("client_pk") REFERENCES "api_keys" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  )`,
  'CREATE UNIQUE INDEX "uq_access_decisions_id" ON "access_decisions" ("id")',
  'CREATE INDEX "ix_access_decisions_user_pk_role" ON "access_decisions" ("user_pk", "role")',
  'CREATE INDEX "ix_access_decisions_client_pk_role" ON "access_decisions" ("client_pk", "role")',
  'CREATE INDEX "ix_access_decisions_by_user_pk" ON "access_decisions" ("by_user_pk")',
];

const mysqlTables = [
  'DROP TABLE IF EXISTS "roles"',
  'DROP TABLE IF EXISTS "rules"',
  `CREATE TABLE IF NOT EXISTS "rule_versions" (
    "pk" bigint NOT NULL AUTO_INCREMENT, "id" binary(16) NOT NULL, "version" int NOT NULL, "at" bigint NOT NULL,
    "by_user_pk" bigint NULL, "note" varchar(500) NULL, "restored" int NULL, "changes" longtext NOT NULL,
    "document" longtext NOT NULL,
    PRIMARY KEY ("pk"),
    UNIQUE KEY "uq_rule_versions_id" ("id"),
    UNIQUE KEY "uq_rule_versions_version" ("version"),
    KEY "ix_rule_versions_by_user_pk" ("by_user_pk"),
    CONSTRAINT "fk_rule_versions_by_user_pk" FOREIGN KEY ("by_user_pk") REFERENCES "users" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`,
  `CREATE TABLE IF NOT EXISTS "access_decisions" (
    "pk" bigint NOT NULL AUTO_INCREMENT, "id" binary(16) NOT NULL, "at" bigint NOT NULL, "by_user_pk" bigint NOT NULL,
    "user_pk" bigint NULL, "client_pk" bigint NULL,
    "role" varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    "decision" varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, "note" varchar(500) NULL,
    PRIMARY KEY ("pk"),
    UNIQUE KEY "uq_access_decisions_id" ("id"),
    KEY "ix_access_decisions_user_pk_role" ("user_pk", "role"),
    KEY "ix_access_decisions_client_pk_role" ("client_pk", "role"),
    KEY "ix_access_decisions_by_user_pk" ("by_user_pk"),
    CONSTRAINT "fk_access_decisions_by_user_pk" FOREIGN KEY ("by_user_pk") REFERENCES "users" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "fk_access_decisions_user_pk" FOREIGN KEY ("user_pk") REFERENCES "users" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "fk_access_decisions_client_pk" FOREIGN KEY ("client_pk") REFERENCES "api_keys" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`,
];
