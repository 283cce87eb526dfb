import { BusyError, ConstraintError, type SqlRunner, type TransactionOptions } from '../database/database';
import { KehuError } from '../errors/errors';
import type { Noun } from '../model/registry';
import { Compilation } from '../query/context';
import { planOf } from '../query/plan';
import { join, list, raw, sql } from '../query/sql';
import { decideChanges } from './changes';
import { unusableCode } from './coerce-text';
import { complete } from './complete';
import { keepDerived, lockParents } from './derived';
import { checkDictionaryKeys } from './dictionary-keys';
import type { Draft } from './draft';
import { externalIdLabel, maxExternalId, refuseExternalId, saveExternalIds } from './external-ids';
import { grantQuestions } from './grants';
import { appendHistory } from './history';
import { loadStored } from './load-stored';
import { lookedAt } from './looked-at';
import { checkNeeded } from './needed';
import { completeOwnedRows, loadOwnedRows, saveOwnedRows } from './owned-rows';
import { refuseMergedAway } from './merged-away';
import { resolveReferences } from './references';
import { RowQuestions } from './row-truth';
import { checkAfter, checkStatic, ruleQuestions } from './rules';
import { insertDrafts, markDeleted, updateDraft } from './save';
import { saveSecrets } from './secrets';
import { saveChoices } from './choices';
import { saveTags } from './tags';
import { checkCodes, takenSince } from './unique-codes';
import { noteSearched } from './search-index';
import { readingIn, type WriteContext } from './write-context';

/** How often a write starts again when the engine chose it to give way to another. */
const attempts = 3;

/**
 * Runs `work` in a transaction, again where another writer held what it needs.
 * @throws KehuError UNAVAILABLE where that goes on
 */
export async function inTransaction<T>(
  context: WriteContext,
  work: (tx: SqlRunner) => Promise<T>,
  options?: TransactionOptions,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await context.database.transaction(work, options);
    } catch (error) {
      if (!(error instanceof BusyError)) throw error;
      if (attempt < attempts) continue;
      throw new KehuError('UNAVAILABLE', {
        en: 'Others are changing these records right now. Try again in a moment.',
        zh: '其他用户正在修改这些记录，请稍后重试。',
      });
    }
  }
}

const alive = (drafts: readonly Draft[]): Draft[] => drafts.filter((draft) => draft.refusal === null);

/**
 * Reads and checks everything that can be known before anything is written, in the order in which refusals come. All
 * drafts are of one noun. What is left to write has `changed` fields, or is a deletion or restoration.
 */
export async function prepareDrafts(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  drafts: readonly Draft[],
): Promise<void> {
  for (const draft of alive(drafts)) checkNeeded(context, draft);
  for (const draft of alive(drafts)) checkStatic(context, draft);
  await checkDictionaryKeys(context, tx, alive(drafts));
  await resolveReferences(context, tx, alive(drafts));
  await loadStored(
    context,
    tx,
    noun,
    alive(drafts).filter((draft) => draft.action !== 'create'),
  );
  await refuseMergedAway(tx, noun, alive(drafts));
  const writing = alive(drafts).filter((draft) => draft.action === 'create' || draft.action === 'update');
  await loadOwnedRows(context, tx, noun, writing);
  for (const draft of writing) {
    if (draft.action === 'create') draft.id = context.newId();
    complete(context, draft);
    completeOwnedRows(context, draft);
  }
  if (writing.length > 0) await context.hooks.get(noun.name)?.complete?.(context, tx, writing);
  const open = alive(writing); // hooks may refuse
  for (const draft of open) decideChanges(context, draft);
  await checkCodes(context, tx, noun, open);
  for (const draft of open) {
    // Nothing is written, so the row rules have had their say.
    if (draft.changed.size === 0 && draft.later) draft.refuse(draft.later);
  }
  await lockParents(tx, context.nouns, noun, alive(drafts));
}

/** Whether there is something to write. */
export const isChange = (draft: Draft): boolean =>
  (draft.action !== 'create' && draft.action !== 'update') || draft.changed.size > 0;

/**
 * Writes the drafts and asks the rules about the rows as they have become. A draft that is refused now has been written:
 * the caller rolls back.
 */
export async function applyDrafts(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  drafts: readonly Draft[],
): Promise<void> {
  const creates = drafts.filter((draft) => draft.action === 'create');
  if (creates.length > 0) await insertDrafts(tx, noun, creates);
  for (const draft of drafts) {
    if (draft.action === 'update') await updateDraft(tx, noun, draft, context.now);
    if (draft.action === 'delete') await markDeleted(tx, noun, draft, context.now, context.now);
    if (draft.action === 'restore') await markDeleted(tx, noun, draft, null, context.now);
  }
  await saveSecrets(context.vault, tx, noun, drafts);
  await saveTags(tx, noun, drafts);
  await saveChoices(tx, noun, drafts);
  await saveExternalIds(tx, noun, drafts);
  await saveOwnedRows(context, tx, noun, drafts);
  await keepDerived(tx, context.nouns, noun, drafts);
  await noteSearched(tx, noun, drafts);
  await askAfter(context, tx, noun, drafts);
  for (const draft of alive(drafts)) if (draft.later) draft.refuse(draft.later);
}

/**
 * Whether the rules can't say anything else of the row as it became than of the row as it was: it was only updated, and no
 * condition looks at a field that got another value.
 */
function saysTheSame(context: WriteContext, tx: SqlRunner, noun: Noun, draft: Draft, single: boolean): boolean {
  if (draft.action !== 'update' || !draft.truth || draft.owned.size > 0 || draft.externalId) return false;
  const key = `same ${[...draft.given].join()} ${[...draft.changed].join()}`;
  // Batches come in more combinations than are met again.
  return planOf(readingIn(context, tx), single ? noun : null, key, () => {
    const changed = [...draft.changed, 'version', 'updatedAt'].map((field) => `${noun.name}.${field}`);
    return [...ruleQuestions(context, draft), ...grantQuestions(context, noun.name)].every((predicate) => {
      const fields = lookedAt(context.nouns, noun.name, predicate);
      return !changed.some((field) => fields.has(field));
    });
  });
}

async function askAfter(context: WriteContext, tx: SqlRunner, noun: Noun, drafts: readonly Draft[]): Promise<void> {
  if (drafts.every((draft) => saysTheSame(context, tx, noun, draft, drafts.length === 1))) {
    for (const draft of drafts) checkAfter(context, draft, draft.truth, draft.truth!);
    return;
  }
  const compilation = new Compilation(readingIn(context, tx));
  const alias = compilation.alias();
  const questions = new RowQuestions(compilation, noun, alias);
  for (const draft of drafts) for (const predicate of ruleQuestions(context, draft)) questions.ask(predicate);
  for (const predicate of grantQuestions(context, noun.name)) questions.ask(predicate);
  if (questions.expressions.length === 0) {
    const truth = questions.answers([], 0);
    for (const draft of drafts) checkAfter(context, draft, draft.truth, truth);
    return;
  }
  const byPk = new Map(drafts.map((draft) => [draft.pk!, draft]));
  const text = sql`SELECT ${alias}.pk, ${join(questions.expressions, ', ')} FROM ${raw(noun.table)} ${alias} WHERE ${alias}.pk IN ${list([...byPk.keys()])}`;
  for (const row of await tx.rows(text.text, text.params)) {
    const draft = byPk.get(Number(row[0]))!;
    checkAfter(context, draft, draft.truth, questions.answers(row, 1));
  }
}

/** Leaves the traces of what was written: history, and the audit entries of granting writes. */
export async function recordDrafts(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  drafts: readonly Draft[],
): Promise<void> {
  for (const draft of drafts) {
    if (!draft.clearance.settled) throw new Error(`a ${noun.name} is kept without its rules being asked`);
  }
  await appendHistory(context, tx, noun, drafts);
  for (const draft of drafts) {
    if (draft.granted.length === 0) continue;
    await context.onGrant(tx, {
      noun: noun.name,
      recordId: draft.id!,
      action: draft.action,
      fields: draft.granted,
    });
  }
}

/** Turns a unique key's refusal into the draft's: another writer took the code since it was looked up. */
export function refuseTaken(draft: Draft, error: unknown): void {
  const taken = error instanceof ConstraintError && error.kind === 'unique' ? takenSince(draft) : null;
  if (taken === null) throw error;
  if (taken === 'externalId') {
    refuseExternalId(draft);
    return draft.refuse(unusableCode({ path: draft.externalId!.path, label: externalIdLabel }, maxExternalId));
  }
  draft.taken.add(taken.name);
  draft.refuse(unusableCode({ path: draft.path(taken.name), label: taken.label }, taken.max!));
}

/** Has it written down that codes were refused because records have them: once a batch and field. */
export async function reportTaken(context: WriteContext, noun: Noun, drafts: readonly Draft[]): Promise<void> {
  const fields = new Set(drafts.flatMap((draft) => [...draft.taken]));
  if (drafts.some((draft) => draft.externalId?.taken)) fields.add('externalIds');
  for (const field of fields) await context.onCodeTaken(noun.name, field);
}
