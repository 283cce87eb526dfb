import type { GuardedRow } from '../../access/guard';
import type { Noun } from '../../model/registry';
import type { ReadContext } from '../../query/context';
import { readByPks } from '../../query/finish';
import { readByPk, readRecord } from '../../query/record';
import type { Selection } from '../../query/selection';
import { mergesInto } from './merge-store';
import { seesAll } from './sees-all';

/** A merge into a record, as far as the asker sees it. */
export interface ShownMerge {
  id: string;
  at: string;
  by: GuardedRow | null;
  undone: boolean;
  /** The newest that has not been taken back can be. */
  canUndo: boolean;
  /** Those merged away, for who may restore them. */
  from: GuardedRow[];
  /** Where each value came from, for fields that are readable now. */
  sources: { field: string; from: string[] }[];
}

/** What a merge names beside the record. */
export interface MergeSelections {
  by: Selection;
  from: Selection;
}

const nothing: Selection = { fields: [], links: [], manys: [], history: [], access: false };

/** Merges into a record of the view, newest first; none for who may not merge it. */
export async function readMerges(
  context: ReadContext,
  noun: Noun,
  id: string,
  selections: MergeSelections,
): Promise<ShownMerge[]> {
  const { ruleSet, nouns, runner } = context;
  const write = ruleSet.write(noun.name);
  if (write.merge.kind === 'none' || !seesAll(ruleSet, nouns, noun)) return [];
  const record = await readRecord(context, noun, id, nothing);
  if (!record) return [];
  const merges = await mergesInto(context, runner, noun.name, [record.pk]);
  if (merges.length === 0) return [];
  const people = await readByPks(
    context,
    nouns.get('user'),
    [...new Set(merges.flatMap(({ byUserPk }) => byUserPk ?? []))],
    selections.by,
  );
  const last = merges.find(({ undoneAt }) => undoneAt === null);
  const shown: ShownMerge[] = [];
  for (const merge of merges) {
    const from: GuardedRow[] = [];
    for (const pk of merge.memberPks) {
      const deleted = merge.undoneAt === null;
      if (deleted && write.restore.kind === 'none') continue;
      const row = await readByPk(context, noun, pk, selections.from, deleted);
      if (row) from.push(row);
    }
    const sources = Object.entries(merge.state.fields)
      .filter(([field]) => record.readable(field))
      .map(([field, of]) => ({ field, from: of.from }));
    shown.push({
      id: merge.id,
      at: new Date(merge.at).toISOString(),
      by: people.find(({ pk }) => pk === merge.byUserPk) ?? null,
      undone: merge.undoneAt !== null,
      canUndo: merge === last,
      from,
      sources,
    });
  }
  return shown;
}
