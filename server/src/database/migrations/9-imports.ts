import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Imports keep their books: how far they are, what became of each row, what to undo. */
export class Imports1764800000000 implements MigrationInterface {
  readonly name = 'Imports1764800000000';

  async up(runner: QueryRunner): Promise<void> {
    const sqlite = runner.connection.options.type === 'better-sqlite3';
    // MySQL commits at every statement, so each can be repeated.
    const statements = sqlite ? sqliteTables : mysqlTables.map((sql) => sql.replaceAll('"', '`'));
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [...tables].reverse()) await runner.query(`DROP TABLE IF EXISTS ${table}`);
  }
}

const tables = ['imports', 'import_rows', 'import_refusals', 'import_chunks', 'import_templates'];

const sqliteTables = [
  `CREATE TABLE "imports" (
    "pk" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    "id" blob NOT NULL,
    "by_user_pk" bigint NOT NULL,
    "noun" varchar(32) NOT NULL,
    "state" varchar(16) NOT NULL,
    "wanted" varchar(16) NOT NULL,
    "source" varchar(64) NOT NULL,
    "file_name" varchar(255) NOT NULL,
    "file_bytes" bigint NOT NULL,
    "file_digest" blob NOT NULL,
    "plan" text NOT NULL,
    "checkpoint" bigint NOT NULL,
    "progress" integer NOT NULL,
    "created" bigint NOT NULL,
    "updated" bigint NOT NULL,
    "unchanged" bigint NOT NULL,
    "refused" bigint NOT NULL,
    "kept" bigint NOT NULL,
    "active_ms" bigint NOT NULL,
    "report" text,
    "fault" text,
    "created_at" bigint NOT NULL,
    "updated_at" bigint NOT NULL,
    "finished_at" bigint,
    CONSTRAINT "fk_imports_by_user_pk" FOREIGN KEY ("by_user_pk") REFERENCES "users" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  )`,
  'CREATE UNIQUE INDEX "uq_imports_id" ON "imports" ("id")',
  'CREATE INDEX "ix_imports_file_digest" ON "imports" ("file_digest")',
  'CREATE INDEX "ix_imports_updated_at" ON "imports" ("updated_at")',
  'CREATE INDEX "ix_imports_by_user_pk" ON "imports" ("by_user_pk")',
  `CREATE TABLE "import_rows" (
    "import_pk" bigint NOT NULL,
    "position" bigint NOT NULL,
    "line" integer NOT NULL,
    "record_pk" bigint NOT NULL,
    "created" integer NOT NULL,
    "version" integer NOT NULL,
    "undone" varchar(16),
    "before" text,
    PRIMARY KEY ("import_pk", "position"),
    CONSTRAINT "fk_import_rows_import_pk" FOREIGN KEY ("import_pk") REFERENCES "imports" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  )`,
  'CREATE INDEX "ix_import_rows_record_pk" ON "import_rows" ("record_pk")',
  `CREATE TABLE "import_refusals" (
    "import_pk" bigint NOT NULL,
    "position" bigint NOT NULL,
    "line" integer NOT NULL,
    "code" varchar(32) NOT NULL,
    "place" varchar(255),
    "message" text NOT NULL,
    "cells" text NOT NULL,
    PRIMARY KEY ("import_pk", "position"),
    CONSTRAINT "fk_import_refusals_import_pk" FOREIGN KEY ("import_pk") REFERENCES "imports" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  )`,
  `CREATE TABLE "import_chunks" (
    "import_pk" bigint NOT NULL,
    "position" bigint NOT NULL,
    "bytes" blob NOT NULL,
    PRIMARY KEY ("import_pk", "position"),
    CONSTRAINT "fk_import_chunks_import_pk" FOREIGN KEY ("import_pk") REFERENCES "imports" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  )`,
  `CREATE TABLE "import_templates" (
    "pk" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    "id" blob NOT NULL,
    "by_user_pk" bigint NOT NULL,
    "name" varchar(100) NOT NULL,
    "noun" varchar(32) NOT NULL,
    "plan" text NOT NULL,
    "updated_at" bigint NOT NULL,
    CONSTRAINT "fk_import_templates_by_user_pk" FOREIGN KEY ("by_user_pk") REFERENCES "users" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  )`,
  'CREATE UNIQUE INDEX "uq_import_templates_id" ON "import_templates" ("id")',
  'CREATE INDEX "ix_import_templates_by_user_pk" ON "import_templates" ("by_user_pk")',
];

const mysqlTables = [
  `CREATE TABLE IF NOT EXISTS "imports" (
    "pk" bigint NOT NULL AUTO_INCREMENT,
    "id" binary(16) NOT NULL,
    "by_user_pk" bigint NOT NULL,
    "noun" varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    "state" varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    "wanted" varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    "source" varchar(64) NOT NULL,
    "file_name" varchar(255) NOT NULL,
    "file_bytes" bigint NOT NULL,
    "file_digest" binary(32) NOT NULL,
    "plan" longtext NOT NULL,
    "checkpoint" bigint NOT NULL,
    "progress" int NOT NULL,
    "created" bigint NOT NULL,
    "updated" bigint NOT NULL,
    "unchanged" bigint NOT NULL,
    "refused" bigint NOT NULL,
    "kept" bigint NOT NULL,
    "active_ms" bigint NOT NULL,
    "report" longtext NULL,
    "fault" longtext NULL,
    "created_at" bigint NOT NULL,
    "updated_at" bigint NOT NULL,
    "finished_at" bigint NULL,
    PRIMARY KEY ("pk"),
    UNIQUE KEY "uq_imports_id" ("id"),
    KEY "ix_imports_file_digest" ("file_digest"),
    KEY "ix_imports_updated_at" ("updated_at"),
    KEY "ix_imports_by_user_pk" ("by_user_pk"),
    CONSTRAINT "fk_imports_by_user_pk" FOREIGN KEY ("by_user_pk") REFERENCES "users" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`,
  `CREATE TABLE IF NOT EXISTS "import_rows" (
    "import_pk" bigint NOT NULL,
    "position" bigint NOT NULL,
    "line" int NOT NULL,
    "record_pk" bigint NOT NULL,
    "created" tinyint NOT NULL,
    "version" int NOT NULL,
    "undone" varchar(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
    "before" longtext NULL,
    PRIMARY KEY ("import_pk", "position"),
    KEY "ix_import_rows_record_pk" ("record_pk"),
    CONSTRAINT "fk_import_rows_import_pk" FOREIGN KEY ("import_pk") REFERENCES "imports" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`,
  `CREATE TABLE IF NOT EXISTS "import_refusals" (
    "import_pk" bigint NOT NULL,
    "position" bigint NOT NULL,
    "line" int NOT NULL,
    "code" varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    "place" varchar(255) NULL,
    "message" longtext NOT NULL,
    "cells" longtext NOT NULL,
    PRIMARY KEY ("import_pk", "position"),
    CONSTRAINT "fk_import_refusals_import_pk" FOREIGN KEY ("import_pk") REFERENCES "imports" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`,
  `CREATE TABLE IF NOT EXISTS "import_chunks" (
    "import_pk" bigint NOT NULL,
    "position" bigint NOT NULL,
    "bytes" varbinary(32768) NOT NULL,
    PRIMARY KEY ("import_pk", "position"),
    CONSTRAINT "fk_import_chunks_import_pk" FOREIGN KEY ("import_pk") REFERENCES "imports" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`,
  `CREATE TABLE IF NOT EXISTS "import_templates" (
    "pk" bigint NOT NULL AUTO_INCREMENT,
    "id" binary(16) NOT NULL,
    "by_user_pk" bigint NOT NULL,
    "name" varchar(100) NOT NULL,
    "noun" varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    "plan" longtext NOT NULL,
    "updated_at" bigint NOT NULL,
    PRIMARY KEY ("pk"),
    UNIQUE KEY "uq_import_templates_id" ("id"),
    KEY "ix_import_templates_by_user_pk" ("by_user_pk"),
    CONSTRAINT "fk_import_templates_by_user_pk" FOREIGN KEY ("by_user_pk") REFERENCES "users" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`,
];
