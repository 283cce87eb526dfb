import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Added texts are searched: records of types that have any are kept under them from the next start on. */
export class SearchAddedTexts1765100000000 implements MigrationInterface {
  readonly name = 'SearchAddedTexts1765100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      "UPDATE search_state SET built = 0 WHERE noun IN (SELECT noun FROM custom_fields WHERE kind = 'text')",
    );
  }

  /** What the index holds beside what is asked for costs nothing. */
  async down(): Promise<void> {
    return Promise.resolve();
  }
}
