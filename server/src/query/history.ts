import type { GuardedRow } from '../access/guard';
import type { Noun } from '../model/registry';
import type { ReadContext } from './context';
import { readByPks } from './finish';
import { sealCursor, unsealCursor, type Place } from './cursor';
import { hideUnseenLinks } from './history-links';
import type { HistorySelection } from './selection';
import { allOf, bind, list, raw, sql, yes } from './sql';

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
 * that row now, a link only where it led or leads to a record in the view. An entry that would then say nothing but that
 * something changed is left out, and what is left out never stands in the way of what is shown.
 */
export async function readHistory(
  context: ReadContext,
  noun: Noun,
  rows: readonly GuardedRow[],
  selection: HistorySelection,
): Promise<void> {
  const shape = `history:${noun.name}`;
  const place = selection.after === null ? null : unsealCursor(context, shape, selection.after, 'after');
  const shown = new Map<GuardedRow, ShownEntry[]>(rows.map((row) => [row, []]));
  for (let i = 0; i < rows.length; i += maxRows) {
    await collect(context, noun, rows.slice(i, i + maxRows), selection.first + 1, place, shown);
  }
  for (const entries of shown.values()) context.onRows?.(entries.length);
  await logReads(context, noun, shown, selection.first);
  const people = await readPeople(context, [...shown.values()].flat(), selection);
  for (const [row, found] of shown) {
    const entries = found.slice(0, selection.first).map(({ id, at, action, byUserPk, changes }): HistoryEntry => {
      const by = byUserPk === null ? null : (people.get(byUserPk) ?? null);
      const cursor = sealCursor(context, shape, [at], id);
      return { at: new Date(at).toISOString(), action, by, changes, cursor };
    });
    const page: HistoryPage = { entries, hasNextPage: found.length > selection.first };
    row.relate(selection.key, page);
  }
}

/** An entry as stored, its changes as the reader sees them. */
interface ShownEntry {
  id: Buffer;
  at: number;
  action: string;
  byUserPk: number | null;
  changes: readonly StoredChange[];
}

/** Most records of one statement, and most entries that one reads. */
const maxRows = 1_000;
const maxEntries = 2_000;

/** Reads on, older and older, until every row has as many shown entries as are wanted or has no more. */
async function collect(
  context: ReadContext,
  noun: Noun,
  rows: readonly GuardedRow[],
  wanted: number,
  place: Place | null,
  shown: Map<GuardedRow, ShownEntry[]>,
): Promise<void> {
  const open = new Map(rows.map((row) => [row.pk, row]));
  let older = place
    ? sql`(h.at < ${bind(place.values[0]!)} OR (h.at = ${bind(place.values[0]!)} AND h.pk < (SELECT p.pk FROM history p WHERE p.id = ${bind(place.id)})))`
    : yes;
  while (open.size > 0) {
    const where = allOf([sql`h.noun = ${bind(noun.name)}`, sql`h.record_pk IN ${list([...open.keys()])}`, older]);
    const text = sql`SELECT h.pk, h.id, h.record_pk, h.at, h.action, h.by_user_pk, h.changes FROM history h WHERE ${where} ORDER BY h.at DESC, h.pk DESC LIMIT ${raw(String(maxEntries))}`;
    const stored = await context.runner.rows(text.text, text.params);
    const readable = stored.map((entry) => {
      const row = open.get(Number(entry[2]))!;
      return (JSON.parse(String(entry[6])) as StoredChange[]).filter((change) => row.readable(change.field));
    });
    const shownChanges = await hideUnseenLinks(context, noun, readable.flat());
    stored.forEach(([, id, recordPk, at, action, byUserPk], i) => {
      const seen = shownChanges.splice(0, readable[i]!.length).filter((change) => !isUnseenMove(noun, change));
      const row = open.get(Number(recordPk));
      if (!row) return;
      if (seen.length === 0 && action === 'update') return;
      const entries = shown.get(row)!;
      entries.push({
        id: id as Buffer,
        at: Number(at),
        action: String(action),
        byUserPk: byUserPk === null ? null : Number(byUserPk),
        changes: seen,
      });
      if (entries.length === wanted) open.delete(row.pk);
    });
    if (stored.length < maxEntries) return;
    const last = stored.at(-1)!;
    older = sql`(h.at < ${bind(Number(last[3]))} OR (h.at = ${bind(Number(last[3]))} AND h.pk < ${bind(Number(last[0]))}))`;
  }
}

/** A link from one record out of sight to another: it shows as none before and after. */
const isUnseenMove = (noun: Noun, change: StoredChange): boolean =>
  noun.fields.get(change.field)?.kind === 'link' && change.old === null && change.new === null;

/** Old values of logged fields are read as much as today's are. */
async function logReads(
  context: ReadContext,
  noun: Noun,
  shown: ReadonlyMap<GuardedRow, readonly ShownEntry[]>,
  first: number,
): Promise<void> {
  const fields = new Set<string>();
  const ids: string[] = [];
  for (const [row, entries] of shown) {
    const logged = entries
      .slice(0, first)
      .flatMap(({ changes }) => changes.map(({ field }) => field))
      .filter((field) => row.view.cells.get(field)?.sensitive);
    if (logged.length > 0) ids.push(String(row.loaded('id')));
    for (const field of logged) fields.add(field);
  }
  if (fields.size === 0) return;
  await context.onSensitiveRead(context.runner, { noun: noun.name, fields: [...fields], ids });
}

async function readPeople(
  context: ReadContext,
  entries: readonly ShownEntry[],
  selection: HistorySelection,
): Promise<ReadonlyMap<number, GuardedRow>> {
  if (!selection.by) return new Map();
  const wanted = [...new Set(entries.flatMap(({ byUserPk }) => byUserPk ?? []))];
  const people = await readByPks(context, context.nouns.get('user'), wanted, selection.by);
  return new Map(people.map((person) => [person.pk, person]));
}
