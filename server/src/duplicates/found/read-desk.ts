import type { GuardedRow } from '../../access/guard';
import type { Noun } from '../../model/registry';
import type { ReadContext } from '../../query/context';
import { readByPks } from '../../query/finish';
import type { Selection } from '../../query/selection';
import { probabilityOf } from '../matching/match-model';
import { openProposals } from '../merge/proposals';
import { seesAll } from '../merge/sees-all';
import { visibleKeys } from '../../records/references';
import type { WriteContext } from '../../records/write-context';
import { deskKey } from './desk-key';
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

/**
 * A page of the desk: what was last found in the asker's own view, as far as it is in the view still. A pair with a side out of
 * sight is as none, and evidence of a field that is not readable on both sides does not count.
 */
export async function readDesk(
  context: ReadContext,
  noun: Noun,
  page: { first: number; from: number },
  selection: Selection,
): Promise<Desk> {
  const sweep = await lastSweep(context.runner, noun.name, await deskKey(context, noun));
  if (!sweep) return { sweep: null, groups: [], next: null };
  const groups: DeskGroup[] = [];
  let at = page.from;
  for (;;) {
    const clusters = await openClusters(context.runner, noun.name, sweep.pk, page.first, at);
    const pairs = await pairsOf(context, noun.name, sweep, clusters);
    const rows = await readByPks(context, noun, [...new Set(pairs.flatMap(({ a, b }) => [a, b]))], selection);
    const byPk = new Map(rows.map((row) => [row.pk, row]));
    for (const cluster of clusters) {
      at++;
      const group = groupOf(
        pairs.filter((pair) => pair.cluster === cluster),
        byPk,
      );
      if (group) groups.push(group);
      if (groups.length === page.first) return { sweep, groups, next: at };
    }
    if (clusters.length < page.first) return { sweep, groups, next: null };
  }
}

function groupOf(
  pairs: readonly (StoredPair & { later: boolean })[],
  rows: ReadonlyMap<number, GuardedRow>,
): DeskGroup | null {
  const shown = pairs.filter(({ a, b }) => rows.has(a) && rows.has(b));
  if (shown.length === 0) return null;
  const pks = [...new Set(shown.flatMap(({ a, b }) => [a, b]))];
  const idOf = (pk: number): string => String(rows.get(pk)!.loaded('id'));
  return {
    records: pks.map((pk) => rows.get(pk)!),
    pairs: shown.map(({ a, b, weight, evidence }): DeskPair => {
      const read = (field: string): boolean => rows.get(a)!.readable(field) && rows.get(b)!.readable(field);
      const hidden = evidence.filter(([field]) => !read(field)).reduce((sum, [, , bits]) => sum + bits, 0);
      const readable = evidence.filter(([field]) => read(field));
      return {
        a: idOf(a),
        b: idOf(b),
        score: probabilityOf(weight - hidden),
        evidence: readable.map(([column, level, bits]) => shownEvidence({ column, level, weight: bits })),
      };
    }),
    score: probabilityOf(shown[0]!.weight),
    later: shown.some(({ later }) => later),
  };
}

/** A merge that waits for somebody who sees all. */
export interface ShownProposal {
  id: string;
  at: string;
  into: string;
  records: GuardedRow[];
  choices: { field: string; from: string }[];
}

/** Proposals whose records are all in the view; for who sees all and may merge. */
export async function readProposals(
  context: ReadContext,
  writing: WriteContext,
  noun: Noun,
  selection: Selection,
): Promise<ShownProposal[]> {
  if (context.ruleSet.write(noun.name).merge.kind === 'none') return [];
  if (!seesAll(context.ruleSet, context.nouns, noun)) return [];
  const shown: ShownProposal[] = [];
  for (const { id, at, into, from, choices } of await openProposals(context, context.runner, noun, 50)) {
    const keys = await visibleKeys(writing, context.runner, noun, [into, ...from]);
    if (keys.size < from.length + 1) continue;
    const records = await readByPks(context, noun, [...keys.values()], selection);
    shown.push({ id, at: new Date(at).toISOString(), into, records, choices });
  }
  return shown;
}
