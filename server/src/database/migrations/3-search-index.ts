import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The search index, and how Chinese names are read. Both are filled for existing records when Kehu starts. */
export class SearchIndex1764200000000 implements MigrationInterface {
  readonly name = 'SearchIndex1764200000000';

  async up(runner: QueryRunner): Promise<void> {
    const sqlite = runner.connection.options.type === 'better-sqlite3';
    for (const [table, column] of sounds) {
      // MySQL commits at every statement, so each can be repeated.
      if (sqlite || !(await runner.hasColumn(table, column))) {
        await runner.query(`ALTER TABLE ${table} ADD COLUMN ${column} ${sqlite ? 'text' : 'varbinary(1600) NULL'}`);
      }
    }
    const statements = sqlite ? sqliteTables : mysqlTables.map((sql) => sql.replaceAll('"', '`'));
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables) await runner.query(`DROP TABLE IF EXISTS ${table}`);
    for (const [table, column] of sounds) await runner.query(`ALTER TABLE ${table} DROP COLUMN ${column}`);
  }
}

const sounds = [
  ['customers', 'name_sound'],
  ['contacts', 'name_sound'],
  ['opportunities', 'name_sound'],
  ['products', 'name_sound'],
  ['tickets', 'subject_sound'],
] as const;

const tables = ['search_blocks', 'search_changed', 'search_words', 'search_state'];

const sqliteTables = [
  `CREATE TABLE "search_blocks" (
    "noun" varchar(32) NOT NULL, "term" text NOT NULL, "block" integer NOT NULL, "build" integer NOT NULL,
    "pks" blob NOT NULL,
    PRIMARY KEY ("noun", "term", "block")
  )`,
  `CREATE TABLE "search_changed" (
    "pk" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "noun" varchar(32) NOT NULL, "record_pk" bigint NOT NULL
  )`,
  'CREATE INDEX "ix_search_changed_noun_record_pk" ON "search_changed" ("noun", "record_pk")',
  `CREATE TABLE "search_words" (
    "noun" varchar(32) NOT NULL, "word" text NOT NULL,
    PRIMARY KEY ("noun", "word")
  )`,
  `CREATE TABLE "search_state" (
    "noun" varchar(32) PRIMARY KEY NOT NULL, "build" integer NOT NULL, "built" integer NOT NULL, "highest" bigint NOT NULL
  )`,
];

const noun = '"noun" varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL';
const options = 'ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin';

const mysqlTables = [
  `CREATE TABLE IF NOT EXISTS "search_blocks" (
    ${noun}, "term" varbinary(128) NOT NULL, "block" int NOT NULL, "build" int NOT NULL, "pks" varbinary(4096) NOT NULL,
    PRIMARY KEY ("noun", "term", "block")
  ) ${options}`,
  `CREATE TABLE IF NOT EXISTS "search_changed" (
    "pk" bigint NOT NULL AUTO_INCREMENT, ${noun}, "record_pk" bigint NOT NULL,
    PRIMARY KEY ("pk"),
    KEY "ix_search_changed_noun_record_pk" ("noun", "record_pk")
  ) ${options}`,
  `CREATE TABLE IF NOT EXISTS "search_words" (
    ${noun}, "word" varbinary(128) NOT NULL,
    PRIMARY KEY ("noun", "word")
  ) ${options}`,
  `CREATE TABLE IF NOT EXISTS "search_state" (
    ${noun}, "build" int NOT NULL, "built" tinyint NOT NULL, "highest" bigint NOT NULL,
    PRIMARY KEY ("noun")
  ) ${options}`,
];
