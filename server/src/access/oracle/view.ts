import type { Action, Deny, Grant, Policy } from '../policy';
import type { Principal } from '../principal';
import type { RuleBook } from '../rule-book';
import { asksForGiver } from './giver';
import { isLive, linked, linking, rowsOf, type Row, type World } from './company';
import { memoryOf } from './memory';
import { holds, holdsEverywhere, holdsNowhere, inScope, scopeNamed } from './scopes';

const systemFields = ['id', 'version', 'createdAt', 'updatedAt', 'deletedAt'];

export const policyOf = (world: World, noun: string): Policy => world.book.policies.get(noun)!;

const actions: readonly Action[] = [
  'read',
  'create',
  'update',
  'delete',
  'restore',
  'export',
  'contact',
  'share',
  'merge',
];
const keysOf = (prefix: string): Record<Action, string> =>
  Object.fromEntries(actions.map((action) => [action, `${prefix} ${action}`])) as Record<Action, string>;
const grantKeys = keysOf('grants to');
const denyKeys = keysOf('denies to');

/** Grants of the roles that allow the request's purpose. */
export const grantsFor = (world: World, noun: string, action: Action): readonly Grant[] =>
  remembered(world, noun, 'grants', grantKeys[action], () =>
    world.principal.roles
      .filter((role) => world.book.roles.get(role)?.purposes.includes(world.principal.purpose))
      .flatMap((role) => policyOf(world, noun).roles[role] ?? [])
      .filter((grant) => grant.action === action),
  );

/** Denies of every role, whatever its purposes. */
export const deniesFor = (world: World, noun: string, action: Action): readonly Deny[] =>
  remembered(world, noun, 'grants', denyKeys[action], () =>
    world.principal.roles
      .flatMap((role) => policyOf(world, noun).denies?.[role] ?? [])
      .filter((deny) => deny.action === action),
  );

/** What depends on rules, roles and purpose alone, by what it is, noun and name; books and principals are never changed. */
type Known = Record<'grants' | 'reading' | 'masking' | 'never', Map<string, Map<string, unknown>>>;

const memory = new WeakMap<RuleBook, Map<string, Known>>();

/** The book and principal asked about last, since nearly every question is about the same. */
let recent: { book: RuleBook; principal: Principal; known: Known } | null = null;

function knownOf({ book, principal }: World): Known {
  if (recent !== null && recent.book === book && recent.principal === principal) return recent.known;
  const of = memory.get(book) ?? new Map<string, Known>();
  const key = `${principal.purpose} ${principal.roles.join(' ')}`;
  const known = of.get(key) ?? { grants: new Map(), reading: new Map(), masking: new Map(), never: new Map() };
  memory.set(book, of.set(key, known));
  recent = { book, principal, known };
  return known;
}

/** Asked for every cell of every row: worked out once for a book and a principal. */
function remembered<T>(world: World, noun: string, part: keyof Known, what: string, make: () => T): T {
  const known = knownOf(world)[part];
  let of = known.get(noun);
  if (of === undefined) known.set(noun, (of = new Map<string, unknown>()));
  const value = of.get(what);
  if (value !== undefined) return value as T;
  const made = make();
  of.set(what, made);
  return made;
}

/** Whether a set names the field or its class. `internal` is never meant by class. */
export function namesField(policy: Policy, set: readonly string[] | undefined, field: string): boolean {
  const fieldClass = policy.fields[field]?.class;
  return (set ?? []).some((name) => name === field || (name === `@${fieldClass}` && fieldClass !== 'internal'));
}

/** The scope a grant adds for one cell: by field name first, else by class, else the row's own scope is enough. */
export function cellScopeName(policy: Policy, grant: Grant, field: string): string {
  return grant.cells?.[field] ?? grant.cells?.[`@${policy.fields[field]?.class}`] ?? 'all';
}

/** Whether a row, deleted or not, satisfies the row rules: a grant covers it, no deny takes it, its parent is in the view. */
export function rowAllowed(world: World, noun: string, row: Row): boolean {
  const memory = memoryOf(world, noun, row);
  return (memory.allowed ??= decideRowAllowed(world, noun, row));
}

function decideRowAllowed(world: World, noun: string, row: Row): boolean {
  const granted = grantsFor(world, noun, 'read').some((grant) => inScope(world, noun, row, grant.scope, 'read'));
  const denied = deniesFor(world, noun, 'read').some(
    (deny) => !deny.fields && inScope(world, noun, row, deny.scope, 'read'),
  );
  if (!granted || denied) return false;
  const { parent } = world.nouns.get(noun);
  if (!parent) return true;
  const above = linked(world, noun, row, parent);
  return above !== null && inView(world, world.nouns.field(noun, parent).to!, above);
}

/** Whether the row is in the principal's view. A deleted one never is. */
export const inView = (world: World, noun: string, row: Row): boolean => isLive(row) && rowAllowed(world, noun, row);

/** The rows in the view; with `deleted`, instead the deleted ones that the principal may restore. */
export function visibleRows(world: World, noun: string, deleted = false): Row[] {
  return rowsOf(world, noun).filter((row) => (deleted ? inDeletedView : inView)(world, noun, row));
}

/** Whether the row is a deleted one that the principal may restore. */
export const inDeletedView = (world: World, noun: string, row: Row): boolean =>
  !isLive(row) &&
  rowAllowed(world, noun, row) &&
  grantsFor(world, noun, 'restore').some((grant) => inScope(world, noun, row, grant.scope, 'restore')) &&
  !deniesFor(world, noun, 'restore').some((deny) => !deny.fields && inScope(world, noun, row, deny.scope, 'restore'));

/** Whether the principal may read the cell's own value, given a row of its view. Derived values: all inputs of the row too. */
export function readable(world: World, noun: string, row: Row, field: string): boolean {
  const known = memoryOf(world, noun, row).readable;
  let truth = known.get(field);
  if (truth === undefined) known.set(field, (truth = decideReadable(world, noun, row, field)));
  return truth;
}

function decideReadable(world: World, noun: string, row: Row, field: string): boolean {
  const policy = policyOf(world, noun);
  const grants = grantsFor(world, noun, 'read');
  if (systemFields.includes(field)) return grants.length > 0;
  const rule = policy.fields[field];
  if (!rule) return false;
  const granted = scopesReading(world, noun, field).some(([scope, cell]) =>
    [scope, cell].every((name) => inScope(world, noun, row, name, 'read', field)),
  );
  const own = granted && !isTaken(world, noun, row, field);
  return own && ownInputs(world, noun, field).every((input) => readable(world, noun, row, input));
}

/** Whether a deny, want of consent or the rule of what it repeats takes the field away on this row, whatever grants say. */
export function isTaken(world: World, noun: string, row: Row, field: string): boolean {
  if (repeatsHidden(world, noun, row, field)) return true;
  const policy = policyOf(world, noun);
  const denied = deniesFor(world, noun, 'read').some(
    (deny) => namesField(policy, deny.fields, field) && inScope(world, noun, row, deny.scope, 'read'),
  );
  const { purpose } = world.principal;
  const needsConsent = policy.fields[field]!.consent?.includes(purpose) ?? false;
  return denied || (needsConsent && !holds(world, noun, row, policy.consent?.[purpose] ?? { kind: 'none' }));
}

/** Whether the field repeats one of the row's parent that the principal may not read there. */
function repeatsHidden(world: World, noun: string, row: Row, field: string): boolean {
  const { repeats } = world.nouns.field(noun, field);
  if (!repeats) return false;
  const { parent } = world.nouns.get(noun);
  const above = linked(world, noun, row, parent!);
  return above === null || !readable(world, world.nouns.field(noun, parent!).to!, above, repeats);
}

/** For each read grant that names the field: the scope of its rows and that of the cell. */
const scopesReading = (world: World, noun: string, field: string): readonly (readonly [string, string])[] =>
  remembered(world, noun, 'reading', field, () => {
    const policy = policyOf(world, noun);
    return grantsFor(world, noun, 'read')
      .filter((grant) => namesField(policy, grant.fields, field))
      .map((grant) => [grant.scope, cellScopeName(policy, grant, field)] as const);
  });

/** Whether a mask stands for the cell, given a row of the view. */
export function masked(world: World, noun: string, row: Row, field: string): boolean {
  return (
    !readable(world, noun, row, field) &&
    scopesMasking(world, noun, field).some((scope) => inScope(world, noun, row, scope, 'read'))
  );
}

/** The scopes of read grants that mask the field. */
const scopesMasking = (world: World, noun: string, field: string): readonly string[] =>
  remembered(world, noun, 'masking', field, () =>
    grantsFor(world, noun, 'read')
      .filter((grant) => namesField(policyOf(world, noun), grant.masked, field))
      .map(({ scope }) => scope),
  );

/** Whether rules alone keep the field from the principal on every row. Depends on no data. */
export const neverReadable = (world: World, noun: string, field: string): boolean =>
  remembered(world, noun, 'never', field, () => decideNeverReadable(world, noun, field));

function decideNeverReadable(world: World, noun: string, field: string): boolean {
  const policy = policyOf(world, noun);
  const grants = grantsFor(world, noun, 'read');
  if (systemFields.includes(field)) return grants.length === 0;
  const rule = policy.fields[field];
  if (!rule) return true;
  const covered = grants.some(
    (grant) =>
      namesField(policy, grant.fields, field) &&
      !holdsNowhere(scopeNamed(policy, grant.scope)) &&
      !holdsNowhere(scopeNamed(policy, cellScopeName(policy, grant, field))),
  );
  if (!covered || alwaysTaken(world, noun, field)) return true;
  if (ownInputs(world, noun, field).some((input) => neverReadable(world, noun, input))) return true;
  const { derivation } = world.nouns.field(noun, field);
  if (derivation?.from !== 'children') return false;
  const many = world.nouns.field(noun, derivation.many);
  const own = [many.name, ...(derivation.sameCurrency ? ['currency'] : [])];
  return (
    own.some((input) => neverReadable(world, noun, input)) ||
    neverVisible(world, many.to!) ||
    [many.via!, ...derivation.inputs].some((input) => neverReadable(world, many.to!, input))
  );
}

/** Whether rules alone take the field away on every row, whatever grants say. */
export function alwaysTaken(world: World, noun: string, field: string): boolean {
  const policy = policyOf(world, noun);
  const denied = deniesFor(world, noun, 'read').some(
    (deny) => namesField(policy, deny.fields, field) && holdsEverywhere(scopeNamed(policy, deny.scope)),
  );
  const { purpose } = world.principal;
  const needsConsent = policy.fields[field]!.consent?.includes(purpose) ?? false;
  const { repeats } = world.nouns.field(noun, field);
  const above = repeats ? world.nouns.field(noun, world.nouns.get(noun).parent!).to! : null;
  if (above !== null && neverReadable(world, above, repeats!)) return true;
  return denied || (needsConsent && holdsNowhere(policy.consent?.[purpose] ?? { kind: 'none' }));
}

/** Whether rules alone show the field on every row of the view. A share shows what its giver may, which they do not say. */
export function alwaysReadable(world: World, noun: string, field: string): boolean {
  if (systemFields.includes(field)) return true;
  const policy = policyOf(world, noun);
  const { purpose } = world.principal;
  const { repeats } = world.nouns.field(noun, field);
  const above = repeats ? world.nouns.field(noun, world.nouns.get(noun).parent!).to! : null;
  if (above !== null && !alwaysReadable(world, above, repeats!)) return false;
  const always = (scope: string): boolean => holdsEverywhere(scopeNamed(policy, scope));
  const denied = deniesFor(world, noun, 'read').some(
    (deny) => namesField(policy, deny.fields, field) && !holdsNowhere(scopeNamed(policy, deny.scope)),
  );
  const needsConsent = policy.fields[field]!.consent?.includes(purpose) ?? false;
  if (denied || (needsConsent && !holdsEverywhere(policy.consent?.[purpose] ?? { kind: 'none' }))) return false;
  const ways = grantsFor(world, noun, 'read').filter(({ scope }) => !holdsNowhere(scopeNamed(policy, scope)));
  const whole = ways.filter(
    (grant) =>
      namesField(policy, grant.fields, field) &&
      always(cellScopeName(policy, grant, field)) &&
      !asksForGiver(scopeNamed(policy, grant.scope)),
  );
  return (
    whole.some(({ scope }) => always(scope)) ||
    (ways.length > 0 && ways.every((way) => whole.some(({ scope }) => scope === way.scope)))
  );
}

/** Whether rules alone keep every row of the noun from the principal. */
export function neverVisible(world: World, noun: string): boolean {
  const policy = policyOf(world, noun);
  return (
    grantsFor(world, noun, 'read').every((grant) => holdsNowhere(scopeNamed(policy, grant.scope))) ||
    deniesFor(world, noun, 'read').some((deny) => !deny.fields && holdsEverywhere(scopeNamed(policy, deny.scope)))
  );
}

/** The visible target of a link that is readable on this row; else null, as if there were none. */
export function visibleTarget(world: World, noun: string, row: Row, link: string): Row | null {
  if (!readable(world, noun, row, link)) return null;
  const target = linked(world, noun, row, link);
  return target && inView(world, world.nouns.field(noun, link).to!, target) ? target : null;
}

/** The visible records of a to-many relation: those in the view whose link to this record is readable too. */
export function visibleChildren(world: World, noun: string, row: Row, many: string): Row[] {
  if (!readable(world, noun, row, many)) return [];
  const { to, via } = world.nouns.field(noun, many);
  return linking(world, noun, row, many).filter(
    (child) => inView(world, to!, child) && readable(world, to!, child, via!),
  );
}

function ownInputs(world: World, noun: string, field: string): readonly string[] {
  const { derivation } = world.nouns.field(noun, field);
  return derivation?.from === 'own' ? derivation.inputs : [];
}
