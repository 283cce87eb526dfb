import type { Predicate } from '../predicate';
import type { Action, Grant } from '../policy';
import type { RuleBook } from '../rule-book';
import type { Row, World } from './company';
import { asksForGiver } from './giver';
import { holds, inScope, scopeNamed } from './scopes';
import {
  alwaysReadable,
  cellScopeName,
  deniesFor,
  grantsFor,
  inView,
  namesField,
  policyOf,
  readable,
  visibleRows,
} from './view';

/** The verdict on one write, in the order in which refusals come. */
export type Verdict =
  { allowed: true } | { allowed: false; code: 'FORBIDDEN' | 'NOT_FOUND'; fields: readonly string[] };

const refused = (code: 'FORBIDDEN' | 'NOT_FOUND', fields: readonly string[] = []): Verdict => ({
  allowed: false,
  code,
  fields,
});

/** A write about to happen. `before` is null for a new record; `after` carries the values as they would become. */
export interface OracleWrite {
  noun: string;
  before: Row | null;
  after: Row;
  /** Fields that the input names; what the server sets by itself is not among them. */
  fields: readonly string[];
  /** Company as it would be after the write, for relations seen through the record; the world's own without one. */
  afterWorld?: World;
}

/** Whether the principal may create or update: statically denied fields, then the row's presence, then the row's rules. */
export function canWrite(world: World, write: OracleWrite): Verdict {
  const { noun, before, after, fields } = write;
  const action: Action = before ? 'update' : 'create';
  const grants = grantsFor(world, noun, action);
  if (grants.length === 0) return refused('FORBIDDEN');
  const policy = policyOf(world, noun);
  const never = fields.filter((field) => !grants.some((grant) => namesField(policy, grant.fields, field)));
  if (never.length > 0) return refused('FORBIDDEN', never);
  if (before && !inView(world, noun, before)) return refused('NOT_FOUND');
  const then = write.afterWorld ?? world;
  const covers = (grant: Grant, row: Row, at: World, field: string | null): boolean =>
    inScope(at, noun, row, grant.scope, grant.action, field) &&
    (field === null || inScope(at, noun, row, cellScopeName(policy, grant, field), grant.action, field));
  const allowedOn = (row: Row, at: World, field: string | null): boolean =>
    grants.some(
      (grant) => (field === null || namesField(policy, grant.fields, field)) && covers(grant, row, at, field),
    ) &&
    !deniesFor(world, noun, action).some(
      (deny) =>
        (deny.fields === undefined || (field !== null && namesField(policy, deny.fields, field))) &&
        inScope(at, noun, row, deny.scope, deny.action, field),
    );
  const states: [Row, World][] = before
    ? [
        [before, world],
        [after, then],
      ]
    : [[after, then]];
  if (!states.every(([row, at]) => allowedOn(row, at, null))) return refused('FORBIDDEN');
  const uncovered = fields.filter((field) => !states.every(([row, at]) => allowedOn(row, at, field)));
  if (uncovered.length > 0) return refused('FORBIDDEN', uncovered);
  const given = fields.filter((field) => isGrant(world, then, write, field));
  const ungranted = given.filter(
    (field) =>
      !states.every(([row, at]) =>
        grants.some((grant) => namesField(policy, grant.grants, field) && covers(grant, row, at, field)),
      ),
  );
  return ungranted.length > 0 ? refused('FORBIDDEN', ungranted) : { allowed: true };
}

/**
 * Whether the principal may delete or restore the record. A deleted record is there for those who may restore it and for
 * nobody else, so others are told that it is not.
 */
export function canRemove(world: World, noun: string, row: Row, action: 'delete' | 'restore'): Verdict {
  if (grantsFor(world, noun, action).length === 0) return refused('FORBIDDEN');
  if (action === 'restore') {
    return visibleRows(world, noun, true).includes(row) ? { allowed: true } : refused('NOT_FOUND');
  }
  if (!inView(world, noun, row)) return refused('NOT_FOUND');
  const granted = grantsFor(world, noun, 'delete').some((grant) => inScope(world, noun, row, grant.scope, 'delete'));
  const denied = deniesFor(world, noun, 'delete').some((deny) => inScope(world, noun, row, deny.scope, 'delete'));
  if (!granted || denied) return refused('FORBIDDEN');
  const opening = openedByRemoving(world, noun, row).filter((field) => !mayGrant(world, noun, row, field));
  return opening.length > 0 ? refused('FORBIDDEN', opening) : { allowed: true };
}

/** Fields through which something shows only because of what does not hold of this record, and would once it is gone. */
function openedByRemoving(world: World, noun: string, row: Row): string[] {
  const uses = usesOfAll(world).filter((use) => use.noun === noun && use.through?.negated);
  const most = (where: Predicate): Predicate => taken(world, noun, where, true);
  return [
    ...new Set(uses.filter(({ through }) => holds(world, noun, row, most(through!.where))).map(({ field }) => field)),
  ];
}

/** The condition with every part that looks at a cell which rules alone do not always show taken to hold, or not to. */
function taken(world: World, noun: string, predicate: Predicate, most: boolean): Predicate {
  const unless = (field: string): Predicate =>
    alwaysReadable(world, noun, field) ? predicate : { kind: most ? 'all' : 'none' };
  switch (predicate.kind) {
    case 'and':
    case 'or':
      return { ...predicate, of: predicate.of.map((part) => taken(world, noun, part, most)) };
    case 'not':
      return { ...predicate, of: taken(world, noun, predicate.of, !most) };
    case 'in':
    case 'isNull':
    case 'compare':
    case 'isMe':
    case 'inMyTeams':
      return unless(predicate.field);
    case 'via':
      return unless(predicate.link);
    case 'hasExternalId':
      return unless('externalIds');
    case 'hasTag':
      return unless('tags');
    default:
      return predicate;
  }
}

const mayGrant = (world: World, noun: string, row: Row, field: string): boolean =>
  (['create', 'update'] as const).some((action) =>
    grantsFor(world, noun, action).some(
      (grant) =>
        namesField(policyOf(world, noun), grant.grants, field) &&
        inScope(world, noun, row, grant.scope, action, field) &&
        inScope(world, noun, row, cellScopeName(policyOf(world, noun), grant, field), action, field),
    ),
  );

/**
 * Whether writing this field may change who sees what: the writer's own read rules look at it. Not a grant: the creator's
 * own name and team on a new record; the link of a new child; a value with which the rule's relation is false through the
 * record, or was as true before with the same link. Cells out of the writer's sight decide nothing: writing what one holds
 * already is a change, and a relation that looks at one counts as it would have to be for something to show.
 */
export function isGrant(world: World, then: World, write: OracleWrite, field: string): boolean {
  const { noun, before, after } = write;
  const touching = usesOfAll(world).filter((use) => use.noun === noun && use.field === field);
  if (touching.length === 0) return false;
  const value = after[field] ?? null;
  if (!before) {
    if (world.nouns.get(noun).parent === field) return false;
    if (world.nouns.field(noun, field).to === 'user' && value === world.principal.pk) return false;
    if (world.nouns.field(noun, field).to === 'team' && world.principal.teamPks.includes(value as number)) return false;
  } else if ((before[field] ?? null) === value && readable(world, noun, before, field)) {
    return false;
  }
  return touching.some(({ through }) => {
    if (!through) return true;
    const { via, negated, where } = through;
    // What somebody gives to a new record they know; of one that is there, what they do not see counts as it would tell the most.
    const asked = (most: boolean): Predicate => (before === null ? where : taken(world, noun, where, most));
    const was = before !== null && holds(world, noun, before, asked(negated));
    const will = holds(then, noun, after, asked(!negated));
    const sameLink = before !== null && (via === null || (before[via] ?? null) === (after[via] ?? null));
    // Under a negation a record shows something because of what does not hold of its rows.
    if (negated) return was && !(sameLink && will);
    return will && !(sameLink && was);
  });
}

const usesOfRules = new WeakMap<RuleBook, Map<string, readonly Use[]>>();

/** What follows from rules and roles alone, worked out once for them. */
function usesOfAll(world: World): readonly Use[] {
  const of = usesOfRules.get(world.book) ?? new Map<string, readonly Use[]>();
  const key = `${world.principal.purpose} ${world.principal.roles.join(' ')}`;
  const found =
    of.get(key) ??
    readPredicates(world).flatMap(({ noun, predicate, negated }) => usesOf(world, noun, predicate, undefined, negated));
  usesOfRules.set(world.book, of.set(key, found));
  return found;
}

interface ReadPredicate {
  noun: string;
  predicate: Predicate;
  /** A deny shows rows by not holding. */
  negated: boolean;
}

/**
 * Every predicate that decides what the principal reads, with the noun it looks at: under every purpose that a role of theirs
 * allows, for what is granted under one may be read under another.
 */
function readPredicates(world: World): ReadPredicate[] {
  const { principal, book } = world;
  const purposes = new Set([
    principal.purpose,
    ...principal.roles.flatMap((role) => book.roles.get(role)?.purposes ?? []),
  ]);
  return [...purposes].flatMap((purpose) => readPredicatesNow({ ...world, principal: { ...principal, purpose } }));
}

function readPredicatesNow(world: World): ReadPredicate[] {
  return world.nouns.all().flatMap(({ name }) => {
    const policy = policyOf(world, name);
    const grants = grantsFor(world, name, 'read');
    const scopes = grants.flatMap((grant) => [grant.scope, ...Object.values(grant.cells ?? {})]);
    const denies = deniesFor(world, name, 'read').map((deny) => deny.scope);
    const consent = Object.values(policy.fields).some((rule) => rule.consent?.includes(world.principal.purpose))
      ? policy.consent?.[world.principal.purpose]
      : undefined;
    const shown = scopes
      .map((scope) => scopeNamed(policy, scope as string))
      .concat(consent && grants.length > 0 ? [consent] : []);
    return [
      ...shown.map((predicate) => ({ noun: name, predicate, negated: false })),
      ...denies.map((scope) => ({ noun: name, predicate: scopeNamed(policy, scope), negated: true })),
    ];
  });
}

interface Use {
  noun: string;
  field: string;
  /** The hop the field is looked at through (one to many by its link), and what has to hold at its end. */
  through?: { via: string | null; where: Predicate; negated: boolean };
}

/** Every field that a predicate looks at, wherever its hops lead. */
function usesOf(
  world: World,
  noun: string,
  predicate: Predicate,
  through?: Use['through'],
  negated: boolean = false,
): Use[] {
  const use = (field: string): Use => ({ noun, field, ...(through && { through }) });
  switch (predicate.kind) {
    case 'and':
    case 'or':
      return predicate.of.flatMap((part) => usesOf(world, noun, part, through, negated));
    case 'not':
      return usesOf(world, noun, predicate.of, through, !negated);
    case 'in':
    case 'isNull':
    case 'compare':
    case 'isMe':
    case 'inMyTeams':
      return [use(predicate.field)];
    case 'hasTag':
      return [use('tags')];
    case 'hasExternalId':
      return [use('externalIds')];
    case 'via': {
      const to = world.nouns.field(noun, predicate.link).to!;
      const { where } = predicate;
      // A target that is gone is one on which the condition does not hold.
      const gone = negated && world.nouns.get(to).features.softDelete;
      return [
        use(predicate.link),
        ...(gone ? [{ noun: to, field: 'deletedAt', through: { via: null, where, negated } }] : []),
        ...usesOf(world, to, where, undefined, negated),
      ];
    }
    case 'some': {
      const { to, via } = world.nouns.field(noun, predicate.many);
      const inner = { via: via!, where: predicate.where, negated };
      return [{ noun: to!, field: via!, through: inner }, ...usesOf(world, to!, predicate.where, inner, negated)];
    }
    case 'giverMay':
      return [
        use(predicate.giver),
        ...givable(world, predicate.record).flatMap((scope) =>
          usesOf(world, predicate.record, scope, undefined, negated),
        ),
      ];
    default:
      return [];
  }
}

/** What decides which of the shared records the roles that may share can give. */
function givable(world: World, record: string): Predicate[] {
  const policy = policyOf(world, record);
  return [...world.book.roles.keys()]
    .filter((role) => (policy.roles[role] ?? []).some(({ action }) => action === 'share'))
    .flatMap((role) => (policy.roles[role] ?? []).filter(({ action }) => action === 'share' || action === 'read'))
    .flatMap((grant) => [grant.scope, ...Object.values(grant.cells ?? {})])
    .map((scope) => scopeNamed(policy, scope as string))
    .filter((scope) => !asksForGiver(scope));
}
