import type { Action, Deny, FieldClass, Grant, Policy } from '../access/policy';

/** Every action a grant can name, in the order in which they are shown. */
export const actions: readonly Action[] = [
  'read',
  'create',
  'update',
  'delete',
  'restore',
  'share',
  'merge',
  'export',
  'contact',
];

export const fieldClasses: readonly FieldClass[] = [
  'public',
  'identifying',
  'narrative',
  'personal',
  'sensitive',
  'ownership',
  'internal',
];

/** One way in which a field may be used: on the rows of `scope`, and where `cell` is given, of these only on its rows. */
export interface CellRight {
  scope: string;
  cell: string | null;
}

/** What one role may do with one field of a noun, action by action. */
export interface FieldRights {
  field: string;
  fieldClass: FieldClass;
  read: CellRight[];
  create: CellRight[];
  update: CellRight[];
  export: CellRight[];
  /** Rows on which its mask is shown where it may not be read. */
  masked: string[];
  /** Smallest group of customers over which sums of it are told; null where it is no such field. */
  aggregateOnly: number | null;
  /** Writing it may decide who sees what, and is allowed on these rows. */
  grants: string[];
  /** Rows on which it is taken away again, by action. */
  denied: { action: Action; scope: string }[];
}

/** Whether a set names the field or its class; `internal` is never meant by class. */
export function names(policy: Policy, set: readonly string[] | undefined, field: string): boolean {
  const { class: fieldClass } = policy.fields[field]!;
  return (set ?? []).some((one) => one === field || (fieldClass !== 'internal' && one === `@${fieldClass}`));
}

/** What these grants and denies say of a field. */
export function fieldRights(
  policy: Policy,
  grants: readonly Grant[],
  denies: readonly Deny[],
  field: string,
): FieldRights {
  const { class: fieldClass } = policy.fields[field]!;
  const rights = (action: Action): CellRight[] =>
    grants
      .filter((grant) => grant.action === action && names(policy, grant.fields, field))
      .map((grant) => ({
        scope: grant.scope,
        cell: grant.cells?.[field] ?? grant.cells?.[`@${fieldClass}`] ?? null,
      }))
      .filter(({ scope, cell }) => scope !== 'none' && cell !== 'none');
  const aggregates = grants.filter((grant) => names(policy, grant.aggregateOnly?.fields, field));
  return {
    field,
    fieldClass,
    read: rights('read'),
    create: rights('create'),
    update: rights('update'),
    export: rights('export'),
    masked: scopesOf(grants.filter((grant) => grant.action === 'read' && names(policy, grant.masked, field))),
    aggregateOnly: aggregates.length === 0 ? null : Math.max(2, ...aggregates.map((g) => g.aggregateOnly!.k ?? 5)),
    grants: scopesOf(grants.filter((grant) => names(policy, grant.grants, field))),
    denied: denies
      .filter((deny) => deny.fields === undefined || names(policy, deny.fields, field))
      .map(({ action, scope }) => ({ action, scope })),
  };
}

/** Rows on which the action is allowed at all. */
export const rowScopes = (grants: readonly Grant[], action: Action): string[] =>
  scopesOf(grants.filter((grant) => grant.action === action));

const scopesOf = (grants: readonly Grant[]): string[] => [...new Set(grants.map(({ scope }) => scope))];
