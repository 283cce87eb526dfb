import type { GuardedRow } from '../access/guard';
import type { Noun } from '../model/registry';
import type { ReadContext } from './context';
import { readByPks } from './finish';
import { sealCursor, unsealCursor } from './cursor';
import { hideUnseenLinks } from './history-links';
import type { HistorySelection } from './selection';
import { allOf, bind, list, raw, sql } from './sql';

/** One change of a record as stored: by whom, and per field the old and the new value in answer form. */
export interface StoredChange {
  field: string;
  old: unknown;
  new: unknown;
}

export interface HistoryEntry {
  at: string;
  action: string;
  /** Who changed it, where the reader may see that person. */
  by: GuardedRow | null;
  changes: readonly StoredChange[];
  cursor: string;
}

export interface HistoryPage {
  entries: readonly HistoryEntry[];
  hasNextPage: boolean;
}

/**
 * Newest entries first for each row of a page, under today's rules: an old value is shown iff its field is readable on
 * that row now. An entry that would then say nothing but that something changed is left out.
 */
export async function readHistory(
  context: ReadContext,
  noun: Noun,
  rows: readonly GuardedRow[],
  selection: HistorySelection,
): Promise<void> {
  const shape = `history:${noun.name}`;
  const place = selection.after === null ? null : unsealCursor(context, shape, selection.after, 'after');
  const where = allOf([
    sql`h.noun = ${bind(noun.name)}`,
    sql`h.record_pk IN ${list(rows.map((row) => row.pk))}`,
    ...(place
      ? [
          sql`(h.at < ${bind(place.values[0]!)} OR (h.at = ${bind(place.values[0]!)} AND h.pk < (SELECT p.pk FROM history p WHERE p.id = ${bind(place.id)})))`,
        ]
      : []),
  ]);
  const text = sql`SELECT h.pk, h.id, h.record_pk, h.at, h.action, h.by_user_pk, h.changes FROM history h WHERE ${where} ORDER BY h.at DESC, h.pk DESC LIMIT ${raw(String(maxScanned))}`;
  const stored = await context.runner.rows(text.text, text.params);
  const people = await readPeople(
    context,
    stored.map((row) => row[5]),
    selection,
  );
  const byRow = new Map<number, HistoryEntry[]>(rows.map((row) => [row.pk, []]));
  const rowOf = new Map(rows.map((row) => [row.pk, row]));
  const readable = stored.map((entry) => {
    const row = rowOf.get(Number(entry[2]))!;
    return (JSON.parse(String(entry[6])) as StoredChange[]).filter((change) => row.readable(change.field));
  });
  const shownChanges = await hideUnseenLinks(context, noun, readable.flat());
  for (const [i, [, id, recordPk, at, action, byUserPk]] of stored.entries()) {
    const row = rowOf.get(Number(recordPk))!;
    const shown = shownChanges.splice(0, readable[i]!.length);
    if (shown.length === 0 && action === 'update') continue;
    byRow.get(row.pk)!.push({
      at: new Date(Number(at)).toISOString(),
      action: String(action),
      by: people.get(Number(byUserPk)) ?? null,
      changes: shown,
      cursor: sealCursor(context, shape, [Number(at)], id as Buffer),
    });
  }
  for (const row of rows) {
    const entries = byRow.get(row.pk)!;
    const page: HistoryPage = {
      entries: entries.slice(0, selection.first),
      hasNextPage: entries.length > selection.first,
    };
    row.related.set(selection.key, page);
  }
}

async function readPeople(
  context: ReadContext,
  pks: readonly unknown[],
  selection: HistorySelection,
): Promise<ReadonlyMap<number, GuardedRow>> {
  if (!selection.by) return new Map();
  const wanted = [...new Set(pks.filter((pk) => pk !== null).map(Number))];
  const people = await readByPks(context, context.nouns.get('user'), wanted, selection.by);
  return new Map(people.map((person) => [person.pk, person]));
}

/** Bound on entries read for one page of records; older ones are reached with `after`. */
const maxScanned = 2_000;
