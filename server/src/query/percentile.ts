import { divideRounded, formatDecimal } from '@kehu/shared';
import type { SqlRow, SqlValue } from '../database/database';
import type { AggregateRow } from './aggregate';
import { answerPath, setPath } from './answer-path';
import type { ReadContext } from './context';
import type { Group } from './group';
import { isRead, partsOf, valuesKey, whole, type Measure } from './measure';
import { allOf, anyOf, join, list, raw, sql, type Sql } from './sql';
import type { Suppression } from './suppression';
import { textOf } from './values';

interface Aggregated {
  groups: readonly Group[];
  measures: readonly Measure[];
  from: Sql;
  where: Sql;
  rows: readonly AggregateRow[];
  found: readonly SqlRow[];
  suppression: Suppression | null;
}

/**
 * Fills in the medians and percentiles of the groups of a page: the value at that part of the way from the smallest to the
 * largest, in a straight line between the two it falls between.
 */
export async function readPercentiles(context: ReadContext, of: Aggregated): Promise<void> {
  const measures = of.measures
    .filter((measure) => isRead(measure))
    .map((measure) => ({ measure, parts: partsOf(measure) }));
  if (of.found.length === 0) return;
  for (const { measure, parts } of measures) {
    const byKey = await percentiles(context, of, measure, parts);
    of.rows.forEach((row, i) => {
      const key = keyOf(of.found[i]!.slice(0, of.groups.length));
      const values = row.values[valuesKey(measure)] as Record<string, unknown>;
      setPath(values, answerPath([measure.field]), byKey.get(key) ?? null);
    });
  }
}

async function percentiles(
  context: ReadContext,
  of: Aggregated,
  measure: Measure,
  parts: bigint,
): Promise<Map<string, string>> {
  const groups = of.groups.map((group, i) => sql`${group.expression} AS ${raw(`g${i}`)}`);
  const inner = sql`SELECT ${join([...groups, sql`${measure.value} AS v`], ', ')} FROM ${of.from} WHERE ${of.where}`;
  const names = raw(of.groups.map((_, i) => `x.g${i}`).join(', '));
  const partition = of.groups.length ? sql`PARTITION BY ${names}` : raw('');
  const wanted = of.groups.map((_, i) =>
    amongSql(
      raw(`x.g${i}`),
      of.found.map((row) => row[i] as SqlValue),
    ),
  );
  const ranked = sql`SELECT x.*, ROW_NUMBER() OVER (${partition} ORDER BY x.v) AS rn, COUNT(*) OVER (${partition}) AS n FROM (${inner}) x WHERE ${allOf([raw('x.v IS NOT NULL'), ...wanted])}`;
  const keys = of.groups.map((_, i) => `w.g${i}`);
  const select = raw([...keys, 'MIN(w.v)', 'MAX(w.v)', 'MAX(w.n)'].join(', '));
  const grouped = keys.length ? sql` GROUP BY ${raw(keys.join(', '))}` : raw('');
  // The one or two values less than a step from the place `p * (n - 1)`, counted from 0. Whole numbers are exact on both engines.
  const place = `${parts} * (w.n - 1)`;
  const around = `w.rn * ${whole} < ${place} + ${2n * whole} AND w.rn * ${whole} > ${place}`;
  const text = sql`SELECT ${select} FROM (${ranked}) w WHERE ${raw(around)}${grouped}`;
  const rows = await context.runner.rows(text.text, text.params);
  const width = of.groups.length;
  const answers = new Map<string, string>();
  for (const row of rows) {
    if (row[width] === null) continue;
    const [low, high, n] = [row[width], row[width + 1], row[width + 2]].map((value) => BigInt(String(value)));
    const beyond = (parts * (n! - 1n)) % whole;
    // Whole numbers are not scaled; what lies between two of them has places all the same.
    const scale = measure.definition.kind === 'integer' ? whole : 1n;
    answers.set(
      keyOf(row.slice(0, width)),
      formatDecimal(divideRounded((low! * (whole - beyond) + high! * beyond) * scale, whole)),
    );
  }
  return answers;
}

/**
 * Keeps to the groups of the page, and perhaps some that have a key of each of them: a page is at most 200 of what may be as
 * many groups as there are records.
 */
function amongSql(column: Sql, keys: readonly SqlValue[]): Sql {
  const present = [...new Map(keys.filter((key) => key !== null).map((key) => [String(key), key])).values()];
  const among = present.length > 0 ? [sql`${column} IN ${list(present)}`] : [];
  return anyOf([...among, ...(keys.includes(null) ? [sql`${column} IS NULL`] : [])]);
}

const keyOf = (values: readonly unknown[]): string => JSON.stringify(values.map(textOf));
