import type { SqlRunner } from '../database/database';
import { forbidden } from '../errors/errors';
import type { Field, Noun } from '../model/registry';
import { list, raw, sql } from '../query/sql';
import { keepDerived, lockParents } from './derived';
import { Draft } from './draft';
import { appendHistory, noteWrite } from './history';
import { rowTruth } from './row-conditions';
import { chunks, updateDraft } from './save';
import type { WriteContext } from './write-context';

/** A row and the record it is to hang on. */
export interface Move {
  pk: number;
  from: number;
  to: number;
}

/** Most rows that are moved at once. */
const batch = 500;

/**
 * Hangs rows on another record, as merging and splitting do: their link changes and nothing else. It asks one rule, that the
 * writer may merge the records on both sides; who gains sight of the rows by it is for the caller to find out beforehand.
 * Deleted rows move as well, so that they can be restored where they belong.
 * @throws KehuError FORBIDDEN
 */
export async function repointRows(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  link: Field,
  moves: readonly Move[],
): Promise<void> {
  await mustBeMergeable(context, tx, context.nouns.get(link.to!), moves);
  for (const part of chunks(moves, batch)) {
    const drafts = part.map((move, index) => {
      const draft = new Draft(index, noun, 'update', nothing);
      draft.pk = move.pk;
      draft.stored = new Map<string, unknown>([[link.name, move.from]]);
      draft.keep(link.name, move.to);
      draft.changed.add(link.name);
      draft.clearance.settle();
      return draft;
    });
    await lockParents(tx, context.nouns, noun, drafts);
    for (const draft of drafts) await updateDraft(tx, noun, draft, context.now);
    await keepDerived(tx, context.nouns, noun, drafts);
    if (noun.features.history) await appendHistory(context, tx, noun, drafts);
    else for (const { pk } of part) await noteWrite(context, tx, noun, pk, 'update');
  }
}

const nothing = { values: new Map(), references: [], owned: new Map(), paths: new Map() };

async function mustBeMergeable(
  context: WriteContext,
  tx: SqlRunner,
  parent: Noun,
  moves: readonly Move[],
): Promise<void> {
  const rule = context.ruleSet.write(parent.name).merge;
  if (rule.kind === 'all') return;
  for (const pk of new Set(moves.flatMap(({ from, to }) => [from, to]))) {
    if (rule.kind === 'none' || !(await rowTruth(context, tx, parent, pk, [rule]))(rule)) throw forbidden([]);
  }
}

/** Rows of a noun, deleted ones too, that hang on one of these records: key and record. */
export async function hangingRows(
  tx: SqlRunner,
  noun: Noun,
  link: Field,
  pks: readonly number[],
): Promise<{ pk: number; on: number }[]> {
  const column = raw(link.column);
  const text = sql`SELECT pk, ${column} FROM ${raw(noun.table)} WHERE ${column} IN ${list(pks)} ORDER BY pk`;
  return (await tx.rows(text.text, text.params)).map(([pk, on]) => ({ pk: Number(pk), on: Number(on) }));
}
