import { all, and, none, not, or, type Predicate } from '../access/predicate';
import { forbidden } from '../errors/errors';
import type { Draft } from './draft';
import { grantsOf } from './grants';
import type { Truth } from './row-truth';
import type { WriteContext } from './write-context';

type Rules = Pick<WriteContext, 'ruleSet'>;

/** Told of each condition; `field` is what it is about, null for the row. */
type See = (predicate: Predicate, field: string | null) => void;

/**
 * Tells what must hold of the row before a change and after it, without a list of it, as batches ask for every record. `all`:
 * whatever is given of owned rows, as statements that ask it are kept by the fields of the record alone.
 */
function eachCondition(context: Rules, draft: Draft, asked: 'given' | 'all', see: See): void {
  const write = context.ruleSet.write(draft.noun.name);
  see(write[draft.action], null);
  if (draft.action === 'delete' || draft.action === 'restore') return;
  for (const field of draft.given) {
    see(fieldRule(context, draft, field), field);
    const { owned, to } = draft.noun.fields.get(field)!;
    if (!owned) continue;
    const given =
      asked === 'given' ? draft.givenOfOwned.get(field)! : context.ruleSet.book.nouns.get(to!).fields.keys();
    for (const predicate of ownedConditions(context, draft, field, given)) see(predicate, field);
  }
  if (draft.externalId && draft.action === 'create') see(fieldRule(context, draft, 'externalIds'), 'externalIds');
}

/** Fields of the conditions that fail, each once; null among them for the row itself. */
function failing(context: Rules, draft: Draft, fails: (predicate: Predicate) => boolean): (string | null)[] {
  let failed: Set<string | null> | null = null;
  eachCondition(context, draft, 'given', (predicate, field) => {
    if (fails(predicate)) (failed ??= new Set()).add(field);
  });
  return failed ? [...(failed as Set<string | null>)] : [];
}

/**
 * What takes the rows of an owned relation from the principal, asked of the record they hang on. An update writes the list anew,
 * so that it may make, change and take away rows.
 */
function ownedConditions({ ruleSet }: Rules, draft: Draft, name: string, fields: Iterable<string>): Predicate[] {
  const { to, via } = draft.noun.fields.get(name)!;
  const { left } = ruleSet.write(to!);
  const actions = draft.action === 'create' ? (['create'] as const) : (['create', 'update'] as const);
  const asked = [
    ...actions.flatMap((action) => [left(action, null), ...[...fields].map((field) => left(action, field))]),
    ...(draft.action === 'create' ? [] : [left('delete', null)]),
  ];
  return asked.map((predicate) => ofParent(predicate, via!));
}

/** A condition over a row said of the record it hangs on; where it cannot be said of that alone, it does not hold. */
function ofParent(predicate: Predicate, link: string, positive = true): Predicate {
  switch (predicate.kind) {
    case 'all':
    case 'none':
      return predicate;
    case 'and':
      return and(...predicate.of.map((part) => ofParent(part, link, positive)));
    case 'or':
      return or(...predicate.of.map((part) => ofParent(part, link, positive)));
    case 'not':
      return not(ofParent(predicate.of, link, !positive));
    default:
      if (predicate.kind === 'via' && predicate.link === link) return predicate.where;
      return positive ? none : all;
  }
}

function fieldRule(context: Rules, draft: Draft, field: string): Predicate {
  const rule = context.ruleSet.write(draft.noun.name).fields.get(field);
  return rule ? rule[draft.action === 'create' ? 'create' : 'update'] : { kind: 'none' };
}

const pathOf = (draft: Draft, field: string): string =>
  field === 'externalIds' ? (draft.externalId?.path ?? field) : draft.path(field);

/** Conditions that {@link checkBefore} and {@link checkAfter} want to know the truth of. */
export function ruleQuestions(context: Rules, draft: Draft): Predicate[] {
  const questions: Predicate[] = [];
  eachCondition(context, draft, 'all', (predicate) => questions.push(predicate));
  return questions;
}

/** Whether rules alone keep the principal from updating the field on every row. */
export const neverUpdatable = (context: WriteContext, draft: Draft, field: string): boolean =>
  fieldRule(context, draft, field).kind === 'none';

/** Refuses what no row could allow: that depends on rules alone. */
export function checkStatic(context: WriteContext, draft: Draft): void {
  const denied = failing(context, draft, ({ kind }) => kind === 'none');
  if (denied.includes(null)) return draft.refuse(forbidden([]));
  const fields = denied as string[];
  if (draft.lenient && draft.action === 'update') return; // not written where it stays: known once the row is read
  if (fields.length > 0) return draft.refuse(forbidden(fields.map((field) => pathOf(draft, field))));
  if (draft.action !== 'create') return;
  for (const field of draft.given) draft.clearance.allow(field);
  if (draft.externalId) draft.clearance.allow('externalIds');
}

/** Asks the rules about the row as it was; what they allow of it is cleared for saving. */
export function checkBefore(context: WriteContext, draft: Draft, truth: Truth): void {
  if (draft.lenient) {
    const denied = [...draft.given].filter((field) => neverUpdatable(context, draft, field));
    if (denied.length > 0) return draft.refuse(forbidden(denied.map((field) => draft.path(field))));
  }
  if (!holds(context, draft, truth)) return;
  for (const field of draft.given) draft.clearance.allow(field);
}

/**
 * Asks the rules about the row as it has become, and whether the change is a grant that the principal may not make.
 * `before` is null on create.
 */
export function checkAfter(context: WriteContext, draft: Draft, before: Truth | null, after: Truth): void {
  const gone = draft.action === 'delete';
  if (!gone && !holds(context, draft, after)) return;
  const granting = grantsOf(context, draft, before, gone ? null : after);
  const write = context.ruleSet.write(draft.noun.name);
  const missing = granting.filter((field) => {
    const grant = write.fields.get(field)?.grant ?? { kind: 'none' as const };
    return !(after(grant) && (before === null || before(grant)));
  });
  if (missing.length > 0) {
    const names = missing.map((field) => pathOf(draft, field));
    return draft.refuse(
      forbidden(
        names,
        `Changing ${names.join(', ')} like this decides who sees records; you have no right to give that.`,
        `这样修改 ${names.join('、')} 会改变记录的可见范围，您没有该授权。`,
      ),
    );
  }
  draft.granted = granting;
  draft.clearance.settle();
}

function holds(context: WriteContext, draft: Draft, truth: Truth): boolean {
  const failed = failing(context, draft, (predicate) => !truth(predicate));
  if (failed.length === 0) return true;
  const fields = failed.includes(null) ? [] : failed.map((field) => pathOf(draft, field!));
  draft.refuse(
    fields.length > 0
      ? forbidden(fields)
      : forbidden([], 'You may not change this record like this.', '您无权这样修改该记录。'),
  );
  return false;
}
