import type { Predicate } from '../access/predicate';
import { forbidden } from '../errors/errors';
import type { Draft } from './draft';
import { grantsOf } from './grants';
import type { Truth } from './row-truth';
import type { WriteContext } from './write-context';

type Rules = Pick<WriteContext, 'ruleSet'>;

interface Condition {
  predicate: Predicate;
  /** The field it is about; null for the row. */
  field: string | null;
}

/** What must hold of the row before a change and after it. */
function conditionsOf(context: Rules, draft: Draft): Condition[] {
  const write = context.ruleSet.write(draft.noun.name);
  const conditions: Condition[] = [{ predicate: write[draft.action], field: null }];
  if (draft.action === 'delete' || draft.action === 'restore') return conditions;
  for (const field of draft.given) conditions.push({ predicate: fieldRule(context, draft, field), field });
  if (draft.externalId && draft.action === 'create') {
    conditions.push({ predicate: fieldRule(context, draft, 'externalIds'), field: 'externalIds' });
  }
  return conditions;
}

function fieldRule(context: Rules, draft: Draft, field: string): Predicate {
  const rule = context.ruleSet.write(draft.noun.name).fields.get(field);
  return rule ? rule[draft.action === 'create' ? 'create' : 'update'] : { kind: 'none' };
}

const pathOf = (draft: Draft, field: string): string =>
  field === 'externalIds' ? (draft.externalId?.path ?? field) : draft.path(field);

/** Conditions that {@link checkBefore} and {@link checkAfter} want to know the truth of. */
export const ruleQuestions = (context: Rules, draft: Draft): Predicate[] =>
  conditionsOf(context, draft).map((condition) => condition.predicate);

/** Whether rules alone keep the principal from updating the field on every row. */
export const neverUpdatable = (context: WriteContext, draft: Draft, field: string): boolean =>
  fieldRule(context, draft, field).kind === 'none';

/** Refuses what no row could allow: that depends on rules alone. */
export function checkStatic(context: WriteContext, draft: Draft): void {
  const denied = conditionsOf(context, draft).filter(({ predicate }) => predicate.kind === 'none');
  if (denied.some(({ field }) => field === null)) return draft.refuse(forbidden([]));
  const fields = denied.map(({ field }) => field!);
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
  const failed = conditionsOf(context, draft).filter(({ predicate }) => !truth(predicate));
  if (failed.length === 0) return true;
  const fields = failed.some(({ field }) => field === null) ? [] : failed.map(({ field }) => pathOf(draft, field!));
  draft.refuse(
    fields.length > 0
      ? forbidden(fields)
      : forbidden([], 'You may not change this record like this.', '您无权这样修改该记录。'),
  );
  return false;
}
