import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Fields that administrators add, and the values of those that take several. */
export class CustomFields1764600000000 implements MigrationInterface {
  readonly name = 'CustomFields1764600000000';

  async up(runner: QueryRunner): Promise<void> {
    const sqlite = runner.connection.options.type === 'better-sqlite3';
    // MySQL commits at every statement, so each can be repeated.
    const statements = sqlite ? sqliteTables : mysqlTables.map((sql) => sql.replaceAll('"', '`'));
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['custom_choices', 'custom_fields']) await runner.query(`DROP TABLE IF EXISTS ${table}`);
  }
}

const sqliteTables = [
  `CREATE TABLE "custom_fields" (
    "pk" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "id" blob NOT NULL, "version" integer NOT NULL,
    "noun" varchar(32) NOT NULL, "field_key" varchar(40) NOT NULL, "kind" varchar(16) NOT NULL,
    "label" varchar(80) NOT NULL, "label_zh" varchar(80) NOT NULL, "help" varchar(500) NOT NULL, "max_length" integer,
    "currency" varchar(3), "links_to" varchar(32), "required" integer NOT NULL, "position" integer NOT NULL,
    "indexed" integer NOT NULL, "retired_at" bigint
  )`,
  'CREATE UNIQUE INDEX "uq_custom_fields_id" ON "custom_fields" ("id")',
  'CREATE UNIQUE INDEX "uq_custom_fields_noun_field_key" ON "custom_fields" ("noun", "field_key")',
  `CREATE TABLE "custom_choices" (
    "field_pk" bigint NOT NULL, "record_pk" bigint NOT NULL, "choice" varchar(64) NOT NULL,
    CONSTRAINT "fk_custom_choices_field_pk" FOREIGN KEY ("field_pk") REFERENCES "custom_fields" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION,
    PRIMARY KEY ("field_pk", "record_pk", "choice")
  )`,
  'CREATE INDEX "ix_custom_choices_field_pk_choice_record_pk" ON "custom_choices" ("field_pk", "choice", "record_pk")',
];

const ascii = (name: string, length: number): string =>
  `"${name}" varchar(${length}) CHARACTER SET ascii COLLATE ascii_bin`;
const options = 'ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin';

const mysqlTables = [
  `CREATE TABLE IF NOT EXISTS "custom_fields" (
    "pk" bigint NOT NULL AUTO_INCREMENT, "id" binary(16) NOT NULL, "version" int NOT NULL, ${ascii('noun', 32)} NOT NULL,
    ${ascii('field_key', 40)} NOT NULL, ${ascii('kind', 16)} NOT NULL, "label" varchar(80) NOT NULL,
    "label_zh" varchar(80) NOT NULL, "help" varchar(500) NOT NULL, "max_length" int NULL, ${ascii('currency', 3)} NULL,
    ${ascii('links_to', 32)} NULL, "required" tinyint NOT NULL, "position" int NOT NULL, "indexed" tinyint NOT NULL,
    "retired_at" bigint NULL,
    PRIMARY KEY ("pk"),
    UNIQUE KEY "uq_custom_fields_id" ("id"),
    UNIQUE KEY "uq_custom_fields_noun_field_key" ("noun", "field_key")
  ) ${options}`,
  `CREATE TABLE IF NOT EXISTS "custom_choices" (
    "field_pk" bigint NOT NULL, "record_pk" bigint NOT NULL, "choice" varchar(64) NOT NULL,
    PRIMARY KEY ("field_pk", "record_pk", "choice"),
    KEY "ix_custom_choices_field_pk_choice_record_pk" ("field_pk", "choice", "record_pk"),
    CONSTRAINT "fk_custom_choices_field_pk" FOREIGN KEY ("field_pk") REFERENCES "custom_fields" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  ) ${options}`,
];
