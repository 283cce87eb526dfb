import { fold } from '@kehu/shared';
import type { SqlValue } from '../database/database';
import { badInput } from '../errors/errors';
import type { Compilation } from './context';
import { checkTextLength } from './query-limits';
import { sql, type Sql } from './sql';

/** Text operators over the folded companion. `startsWith` is a range, which an index serves on both engines. */
export function textSql(
  compilation: Compilation,
  column: Sql,
  operator: 'contains' | 'startsWith' | 'endsWith',
  text: unknown,
  path: string,
): Sql {
  const operand = (shape: (folded: string) => string): Sql =>
    compilation.value(text, (of) => shape(foldedText(String(of), path)));
  if (operator === 'startsWith') {
    return sql`(${column} >= ${operand((folded) => folded)} AND ${column} < ${operand((folded) => `${folded}\u{10FFFF}`)})`;
  }
  const pattern = operator === 'contains' ? containing : (folded: string) => `%${likeEscaped(folded)}`;
  return sql`${column} LIKE ${operand(pattern)} ESCAPE '!'`;
}

/**
 * Text operators over keys, which are compared as they are, like other codes. Not by LIKE, which one engine answers without
 * regard to case.
 */
export function codeSql(
  compilation: Compilation,
  column: Sql,
  operator: 'contains' | 'startsWith' | 'endsWith',
  text: unknown,
  path: string,
): Sql {
  const operand = (from: (code: string) => SqlValue): Sql =>
    compilation.value(text, (of) => {
      foldedText(String(of), path);
      return from(String(of));
    });
  const whole = operand((code) => code);
  if (operator === 'contains') return sql`INSTR(${column}, ${whole}) > 0`;
  if (operator === 'startsWith') {
    return sql`(${column} >= ${whole} AND ${column} < ${operand((code) => `${code}\u{10FFFF}`)})`;
  }
  return sql`SUBSTR(${column}, ${operand((code) => -[...code].length)}) = ${whole}`;
}

function foldedText(text: string, path: string): string {
  checkTextLength(text, path);
  const folded = fold(text);
  if (folded === '') throw badInput(path, `${path} must not be empty.`, `${path} 不能为空。`);
  return folded;
}

/** The pattern of LIKE for a text that stands anywhere. */
export const containing = (folded: string): string => `%${likeEscaped(folded)}%`;

/** `%` and `_` are themselves. */
export const likeEscaped = (text: string): string => text.replace(/[!%_]/g, (c) => `!${c}`);
