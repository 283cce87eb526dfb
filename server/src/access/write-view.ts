import { isCustomName } from '../model/custom-field';
import { scopesIn } from './giver';
import { cellScopeName, covers, deniesOf, grantsOf } from './grant-parts';
import { leftByLimits, type KeyLimits } from './key-limits';
import type { Action, Grant, Policy } from './policy';
import { all, and, not, or, type Predicate } from './predicate';
import type { RuleBook } from './rule-book';

/** Who may change what of one noun. Conditions hold for the row as it was and as it would become. */
export interface WriteView {
  noun: string;
  create: Predicate;
  update: Predicate;
  delete: Predicate;
  restore: Predicate;
  share: Predicate;
  /** Records that may be made one with another such record. */
  merge: Predicate;
  fields: ReadonlyMap<string, { create: Predicate; update: Predicate; grant: Predicate }>;
  /**
   * Rows on which nothing takes the action away, from the row or from a field of it, whoever grants it: all there is to ask
   * of rows that are written with another record and by its rule.
   */
  left(action: 'create' | 'update' | 'delete', field: string | null): Predicate;
}

/** What roles may write: grants of the `active` ones, without what a deny of any role takes. */
export function compileWrites(
  book: RuleBook,
  policy: Policy,
  active: readonly string[],
  everyRole: readonly string[],
  limits: KeyLimits | null,
): WriteView {
  const scope = scopesIn(book, policy);
  const cellScope = (grant: Grant, action: Action, field: string): Predicate => {
    const name = cellScopeName(policy, grant, field);
    return name === null ? all : scope(name, action, field);
  };
  const rows = (action: Action): Predicate => {
    const denied = deniesOf(policy, everyRole, action).filter((deny) => !deny.fields);
    return and(
      or(...grantsOf(policy, active, action).map((grant) => scope(grant.scope, action, null))),
      ...denied.map((deny) => not(scope(deny.scope, action, null))),
    );
  };
  const cells = (action: Action, field: string, part: 'fields' | 'grants'): Predicate => {
    const denied = deniesOf(policy, everyRole, action).filter((deny) => covers(policy, deny.fields, field));
    return and(
      or(
        ...grantsOf(policy, active, action)
          .filter((grant) => covers(policy, grant[part], field))
          .map((grant) => and(scope(grant.scope, action, field), cellScope(grant, action, field))),
      ),
      ...denied.map((deny) => not(scope(deny.scope, action, field))),
    );
  };
  const fields = new Map<string, { create: Predicate; update: Predicate; grant: Predicate }>();
  for (const field of Object.keys(policy.fields)) {
    const rule = {
      create: cells('create', field, 'fields'),
      update: cells('update', field, 'fields'),
      grant: or(cells('create', field, 'grants'), cells('update', field, 'grants')),
    };
    if (isCustomName(field) && Object.values(rule).every(({ kind }) => kind === 'none')) continue;
    fields.set(field, rule);
  }
  return {
    noun: policy.noun,
    create: rows('create'),
    update: rows('update'),
    delete: rows('delete'),
    restore: rows('restore'),
    share: rows('share'),
    merge: rows('merge'),
    fields,
    left: (action, field) =>
      and(
        leftByLimits(policy, limits, action, field),
        ...deniesOf(policy, everyRole, action)
          .filter((deny) => !deny.fields || (field !== null && covers(policy, deny.fields, field)))
          .map((deny) => not(scope(deny.scope, action, field))),
      ),
  };
}
