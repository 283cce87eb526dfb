import type { GuardedRow } from '../../access/guard';
import type { Field, Noun } from '../../model/registry';
import type { ReadContext } from '../../query/context';
import { readByPks } from '../../query/finish';
import type { Selection } from '../../query/selection';
import { probabilityOf } from '../matching/match-model';
import { comparedFields, comparedSelection } from './compared-columns';
import { comparesAlways, deskKey } from './desk-key';
import { shownEvidence, type ShownEvidence } from './duplicates-of-input';
import { lastSweep, openClusters, pairsOf, type StoredPair, type StoredSweep } from './sweep-store';

/** Two records of a group and what speaks for and against their being one. */
export interface DeskPair {
  a: string;
  b: string;
  score: number;
  evidence: ShownEvidence[];
}

/** Records that may be one, of which nobody has said that they are not. */
export interface DeskGroup {
  records: GuardedRow[];
  pairs: DeskPair[];
  score: number;
  later: boolean;
}

export interface Desk {
  sweep: StoredSweep | null;
  groups: DeskGroup[];
  /** Where the next page begins; null at the end. */
  next: number | null;
}

const most = {
  /** Groups that one request looks at. */
  looked: 200,
  /** Groups that are read at once. */
  batch: 50,
} as const;

/**
 * A page of the desk: what was last found in the asker's own view, as far as it is in the view still. A pair with a side out of
 * sight is as none, and so is one of which nothing that was compared is readable on both sides: a score says no more than its
 * evidence. Where many groups have gone out of sight a page may hold fewer than asked for and still have one after it.
 */
export async function readDesk(
  context: ReadContext,
  noun: Noun,
  page: { first: number; from: number },
  selection: Selection,
): Promise<Desk> {
  const sweep = await lastSweep(context.runner, noun.name, await deskKey(context, noun));
  if (!sweep) return { sweep: null, groups: [], next: null };
  const fields = comparedSelection(comparedFields(noun, context.ruleSet)).fields;
  const wanted = withFields(selection, [noun.fields.get('id')!, ...fields]);
  // What was found by values that may be out of sight by now does not say in which order groups come.
  const bySureness = comparesAlways(context.ruleSet, noun);
  const groups: DeskGroup[] = [];
  let at = page.from;
  const last = at + most.looked;
  let next: number | null = null;
  while (next === null) {
    const size = Math.min(page.first, most.batch, last - at);
    const clusters = await openClusters(context.runner, noun.name, sweep.pk, { first: size, from: at, bySureness });
    const pairs = await pairsOf(context, noun.name, sweep, clusters);
    const rows = await readByPks(context, noun, [...new Set(pairs.flatMap(({ a, b }) => [a, b]))], wanted);
    const byPk = new Map(rows.map((row) => [row.pk, row]));
    for (const cluster of clusters) {
      at++;
      const group = groupOf(
        pairs.filter((pair) => pair.cluster === cluster),
        byPk,
      );
      if (group) groups.push(group);
      if (groups.length === page.first) break;
    }
    if (groups.length === page.first || at === last) next = at;
    else if (clusters.length < size) break;
  }
  groups.sort((a, b) => Number(a.later) - Number(b.later) || b.score - a.score);
  return { sweep, groups, next };
}

/** The selection with these fields read as well. */
const withFields = ({ shape: _, ...selection }: Selection, fields: readonly Field[]): Selection => ({
  ...selection,
  fields: [...new Set([...selection.fields, ...fields])],
});

function groupOf(
  found: readonly (StoredPair & { later: boolean })[],
  rows: ReadonlyMap<number, GuardedRow>,
): DeskGroup | null {
  const idOf = (pk: number): string => String(rows.get(pk)!.loaded('id'));
  const shown = found.flatMap(({ a, b, weight, evidence, later }) => {
    if (!rows.has(a) || !rows.has(b)) return [];
    const reads = (field: string): boolean => rows.get(a)!.readable(field) && rows.get(b)!.readable(field);
    const readable = evidence.filter(([field]) => reads(field));
    if (readable.length === 0) return [];
    const hidden = evidence.filter(([field]) => !reads(field)).reduce((sum, [, , bits]) => sum + bits, 0);
    const pair: DeskPair = {
      a: idOf(a),
      b: idOf(b),
      score: probabilityOf(weight - hidden),
      evidence: readable.map(([column, level, bits]) => shownEvidence({ column, level, weight: bits })),
    };
    return [{ a, b, pair, later }];
  });
  if (shown.length === 0) return null;
  shown.sort((x, y) => y.pair.score - x.pair.score || x.a - y.a || x.b - y.b);
  return {
    records: [...new Set(shown.flatMap(({ a, b }) => [a, b]))].map((pk) => rows.get(pk)!),
    pairs: shown.map(({ pair }) => pair),
    score: shown[0]!.pair.score,
    later: shown.some(({ later }) => later),
  };
}
