import { noRules, type RuleDocument } from '../access/overlay';
import type { SqlRunner } from '../database/database';

// Raw SQL: rules are what views are made of, so they are read before any view exists.

/** The administrators' rules in force and their version; 0 before the first change. */
export async function currentRules(runner: SqlRunner): Promise<{ version: number; document: RuleDocument }> {
  const [row] = await runner.rows('SELECT version, document FROM rule_versions ORDER BY version DESC LIMIT 1');
  return row
    ? { version: Number(row[0]), document: JSON.parse(String(row[1])) as RuleDocument }
    : { version: 0, document: noRules };
}

/** The rules as they were at a version; null where there never was one. */
export async function rulesAt(runner: SqlRunner, version: number): Promise<RuleDocument | null> {
  if (version === 0) return noRules;
  const [row] = await runner.rows('SELECT document FROM rule_versions WHERE version = ?', [version]);
  return row ? (JSON.parse(String(row[0])) as RuleDocument) : null;
}
