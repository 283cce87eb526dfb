import type { RoleGrantsQuery, RuleAction, RuleCatalogueQuery } from '../../generated/graphql';

export type Catalogue = RuleCatalogueQuery['ruleCatalogue'];
export type CatalogueType = Catalogue['types'][number];
export type CatalogueField = CatalogueType['fields'][number];
type FetchedType = NonNullable<RoleGrantsQuery['role']>['types'][number];

/** On the rows of a scope, an action on these fields. */
export type Grant = Omit<FetchedType['grants'][number], '__typename' | 'cells'> & {
  cells: { field: string; scope: string }[];
};
export type Deny = Omit<FetchedType['denies'][number], '__typename'>;

/** Everything a role may do with one type of record. */
export interface TypeRules {
  grants: readonly Grant[];
  denies: readonly Deny[];
}

/** One line of the matrix that is read or changed: a field, or a whole class of fields. */
export interface Target {
  name: string;
  fieldClass: string;
  wholeClass: boolean;
}

/** `all`: wherever the record is; `none`: nowhere; else the scope that has to hold too. */
export type CellState = string;

export interface Cell {
  /** Place of the grant among the type's grants. */
  grant: number;
  scope: string;
  state: CellState;
}

export const noRules: TypeRules = { grants: [], denies: [] };

/** Rules as they were fetched, without what only the cache needs. */
export function rulesOf(type: FetchedType): TypeRules {
  return {
    grants: type.grants.map(({ __typename: _, cells, ...grant }) => ({
      ...grant,
      cells: cells.map(({ field, scope }) => ({ field, scope })),
    })),
    denies: type.denies.map(({ __typename: _, ...deny }) => deny),
  };
}

const classOf = (target: Target): string => `@${target.fieldClass}`;
const keyOf = (target: Target): string => (target.wholeClass ? classOf(target) : target.name);
/** Internal fields are opened one by one: no class stands for them. */
const named = (set: readonly string[], target: Target): boolean =>
  set.includes(target.name) || (target.fieldClass !== 'internal' && set.includes(classOf(target)));

function stateIn(grant: Grant, target: Target): CellState {
  if (!named(target.wholeClass ? grant.fields.filter((one) => one === classOf(target)) : grant.fields, target))
    return 'none';
  const cell = (key: string): string | undefined => grant.cells.find(({ field }) => field === key)?.scope;
  return (target.wholeClass ? undefined : cell(target.name)) ?? cell(classOf(target)) ?? 'all';
}

/** What each grant of an action says of a field, or of a class of fields. */
export function cellsOf({ grants }: TypeRules, target: Target, action: RuleAction): Cell[] {
  return grants.flatMap((grant, index) =>
    grant.action === action && grant.scope !== 'none'
      ? [{ grant: index, scope: grant.scope, state: stateIn(grant, target) }]
      : [],
  );
}

const replaced = <Item>(items: readonly Item[], index: number, item: Item): Item[] =>
  items.map((one, at) => (at === index ? item : one));

/** The rules with one cell changed. Changing a class settles all of its fields at once. */
export function withCell(
  rules: TypeRules,
  index: number,
  target: Target,
  state: CellState,
  typeFields: readonly CatalogueField[],
): TypeRules {
  const grant = rules.grants[index];
  if (!grant) return rules;
  const ofClass = typeFields.filter(({ fieldClass }) => fieldClass === target.fieldClass).map(({ name }) => name);
  const cleared = target.wholeClass ? [...ofClass, classOf(target)] : [target.name];
  const cells = grant.cells.filter(({ field }) => !cleared.includes(field));
  const fields = target.wholeClass ? grant.fields.filter((one) => !cleared.includes(one)) : [...grant.fields];
  const byClass = !target.wholeClass && named(fields, { ...target, name: '' });
  const key = keyOf(target);
  let next: Grant;
  if (state === 'none') {
    const without = fields.filter((one) => one !== key);
    next = { ...grant, fields: without, cells: byClass ? [...cells, { field: key, scope: 'none' }] : cells };
  } else {
    const withIt = byClass || fields.includes(key) ? fields : [...fields, key];
    const classCell = byClass && cells.some(({ field }) => field === classOf(target));
    const own = state !== 'all' || classCell ? [{ field: key, scope: state }] : [];
    next = { ...grant, fields: withIt, cells: [...cells, ...own] };
  }
  return { ...rules, grants: replaced(rules.grants, index, next) };
}

/** Whether a field shows its mask where it may not be read. */
export const isMasked = ({ grants }: TypeRules, target: Target): boolean =>
  grants.some((grant) => grant.action === 'read' && named(grant.masked, target));

function toggled(set: readonly string[], target: Target, on: boolean, typeFields: readonly CatalogueField[]): string[] {
  const ofClass = typeFields.filter(({ fieldClass }) => fieldClass === target.fieldClass).map(({ name }) => name);
  if (target.wholeClass) {
    const others = set.filter((one) => one !== classOf(target) && !ofClass.includes(one));
    return on ? [...others, classOf(target)] : others;
  }
  if (on) return named(set, target) ? [...set] : [...set, target.name];
  // Taking one out of its class leaves the others of the class by name.
  const spelled = set.flatMap((one) => (one === classOf(target) ? ofClass : [one]));
  return [...new Set(spelled)].filter((one) => one !== target.name);
}

/** The rules with the mask of a field (or class) shown or not, on whatever rows the role sees. */
export function withMask(
  rules: TypeRules,
  target: Target,
  on: boolean,
  typeFields: readonly CatalogueField[],
): TypeRules {
  return {
    ...rules,
    grants: rules.grants.map((grant) =>
      grant.action === 'read' ? { ...grant, masked: toggled(grant.masked, target, on, typeFields) } : grant,
    ),
  };
}

/** Whether writing the field may decide who sees what, by grants of this action. */
export const decidesAccess = ({ grants }: TypeRules, target: Target, action: RuleAction): boolean =>
  grants.some((grant) => grant.action === action && named(grant.grants, target));

export function withDeciding(
  rules: TypeRules,
  target: Target,
  action: RuleAction,
  on: boolean,
  typeFields: readonly CatalogueField[],
): TypeRules {
  return {
    ...rules,
    grants: rules.grants.map((grant) =>
      grant.action === action ? { ...grant, grants: toggled(grant.grants, target, on, typeFields) } : grant,
    ),
  };
}

/** Smallest group over which sums of the field are told; null where it is no such field. */
export function sumsOver({ grants }: TypeRules, target: Target): number | null {
  const groups = grants.filter((grant) => named(grant.aggregateOnly, target)).map(({ k }) => k ?? 5);
  return groups.length === 0 ? null : Math.max(2, ...groups);
}

/** What takes the field away again, whatever else gives it. */
export const deniesOf = ({ denies }: TypeRules, target: Target): Deny[] =>
  denies.filter(({ fields }) => fields === null || named(fields, target));

/** Scopes on whose records an action is allowed, with the place of each grant. */
export const rowsOf = ({ grants }: TypeRules, action: RuleAction): { grant: number; scope: string }[] =>
  grants.flatMap(({ action: one, scope }, grant) => (one === action ? [{ grant, scope }] : []));

const withFields = new Set<RuleAction>(['read', 'create', 'update', 'export']);

/** The rules with one more scope for an action: business facts and names to begin with, the rest is opened on purpose. */
export function withRows(rules: TypeRules, action: RuleAction, scope: string): TypeRules {
  const grant: Grant = {
    action,
    scope,
    fields: withFields.has(action) ? ['@public', '@identifying'] : [],
    cells: [],
    masked: [],
    aggregateOnly: [],
    k: null,
    grants: [],
  };
  return { ...rules, grants: [...rules.grants, grant] };
}

export const withoutGrant = (rules: TypeRules, index: number): TypeRules => ({
  ...rules,
  grants: rules.grants.filter((_, at) => at !== index),
});

/** Whether two sets of rules say the same, whatever the order of names. */
export function sameRules(one: TypeRules, other: TypeRules): boolean {
  const key = ({ grants, denies }: TypeRules): string =>
    JSON.stringify([
      grants.map((grant) => [
        grant.action,
        grant.scope,
        [...grant.fields].sort(),
        grant.cells.map(({ field, scope }) => `${field}:${scope}`).sort(),
        [...grant.masked].sort(),
        [...grant.aggregateOnly].sort(),
        grant.k,
        [...grant.grants].sort(),
      ]),
      denies,
    ]);
  return key(one) === key(other);
}
