import type { SqlRunner } from '../database/database';
import { badInput, KehuError } from '../errors/errors';
import type { Noun } from '../model/registry';
import { countGuesses } from './code-guesses';
import { lineOf, unusableCode } from './coerce-text';
import type { Draft } from './draft';
import {
  externalIdKey,
  externalIdLabel,
  matchExternalIds,
  maxExternalId,
  refuseExternalId,
  sourceOf,
} from './external-ids';
import type { WriteContext } from './write-context';

const path = 'externalIds';

/**
 * Looks at the ids in further systems that new records are to have, a statement for each system: one that a record has already
 * refuses its draft in the words of a malformed one, and so does a system that is a partner's, whose ids nobody else gives.
 * Whoever met too many of records out of sight is refused: they could be found by trying.
 */
export async function checkFurtherIds(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  drafts: readonly Draft[],
): Promise<void> {
  const bySource = new Map<string, Map<string, Draft>>();
  const named = new Set<Draft>();
  for (const draft of drafts) {
    for (const { source, id } of furtherIds(draft)) {
      named.add(draft);
      const ids = bySource.get(source) ?? new Map<string, Draft>();
      bySource.set(source, ids.set(id, draft));
    }
  }
  const taken: Draft[] = [];
  const met = new Map<Draft, string[]>();
  for (const [source, ids] of bySource) {
    const fault = await faultOf(context, tx, source);
    for (const [id, draft] of ids) {
      if (fault) draft.refuse(fault);
      else if (!isLine(id)) draft.refuse(unusableCode({ path, label: externalIdLabel }, maxExternalId));
    }
    if (fault) continue;
    for (const [id, { visible }] of await matchExternalIds(context, tx, noun, source, [...ids.keys()])) {
      const draft = ids.get(id);
      if (!draft) continue;
      taken.push(draft);
      if (!visible) met.set(draft, [...(met.get(draft) ?? []), externalIdKey(noun, source, id)]);
    }
  }
  countGuesses(context, [...named], met);
  for (const draft of taken) if (draft.refusal === null) refuseExternalId(draft);
}

/** Ids of a draft that are in systems it was not looked up by; the first of them stands alone where the record has no other id. */
const furtherIds = ({ externalId }: Draft): readonly { source: string; id: string }[] =>
  externalId === null ? [] : [...(externalId.path === path ? [externalId] : []), ...(externalId.others ?? [])];

async function faultOf(context: WriteContext, tx: SqlRunner, source: string): Promise<KehuError | null> {
  try {
    await sourceOf(context, tx, source);
    return null;
  } catch (error) {
    if (!(error instanceof KehuError)) throw error;
    return badInput(
      path,
      'Ids of this system are given by the partner itself. Leave them out, or the column.',
      '该系统的编号只能由合作系统自己写入，请去掉这些编号或不导入该列。',
    );
  }
}

function isLine(id: string): boolean {
  try {
    return lineOf(id, maxExternalId, { path, label: externalIdLabel }) === id;
  } catch {
    return false;
  }
}
