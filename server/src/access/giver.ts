import { covers, grantsOf, namedScope, scopeOfCell } from './grant-parts';
import type { Action, Deny, Policy } from './policy';
import { all, and, none, not, or, predicateKey, type GiverWay, type Predicate } from './predicate';
import type { RuleBook } from './rule-book';

/** What a scope is looked up for: an action on the rows of a noun, or on one field of them. */
export interface Asked {
  noun: string;
  action: Action;
  /** Null: the row. */
  field: string | null;
}

const known = new WeakMap<Predicate, boolean>();

/** Whether the condition asks for the giver of a share. */
function asksForGiver(predicate: Predicate): boolean {
  let asks = known.get(predicate);
  if (asks === undefined) {
    asks =
      predicate.kind === 'giverMay' ||
      ('of' in predicate && [predicate.of].flat().some(asksForGiver)) ||
      ('where' in predicate && asksForGiver(predicate.where));
    known.set(predicate, asks);
  }
  return asks;
}

/**
 * A scope with what givers of shares may do filled in: a share carries a row, and each field of it, only as long as its giver
 * could give it, that is, holds a role that may share the record and by which they have themselves what is asked. What
 * somebody sees by a share alone they cannot pass on.
 */
export function withGivers(book: RuleBook, asked: Asked, predicate: Predicate): Predicate {
  if (!asksForGiver(predicate)) return predicate;
  const ofBook = filled.get(book) ?? new Map<string, WeakMap<Predicate, Predicate>>();
  filled.set(book, ofBook);
  const key = `${asked.noun} ${asked.action} ${asked.field}`;
  const known = ofBook.get(key) ?? new WeakMap<Predicate, Predicate>();
  ofBook.set(key, known);
  const found = known.get(predicate) ?? fill(book, asked, predicate, []);
  known.set(predicate, found);
  return found;
}

/** The scopes of a policy by name, for an action on a row or a field: what givers of shares may do filled in. */
export type ScopeOf = (name: string, action: Action, field: string | null) => Predicate;

export const scopesIn =
  (book: RuleBook, policy: Policy): ScopeOf =>
  (name, action, field) =>
    withGivers(book, { noun: policy.noun, action, field }, namedScope(policy, name));

/** Scopes with givers filled in, by what is asked: every grant of a field, of every role and purpose, comes to the same ones. */
const filled = new WeakMap<RuleBook, Map<string, WeakMap<Predicate, Predicate>>>();

function fill(book: RuleBook, asked: Asked, predicate: Predicate, path: readonly string[]): Predicate {
  if (!asksForGiver(predicate)) return predicate;
  const inner = (of: Predicate, further: readonly string[] = path): Predicate => fill(book, asked, of, further);
  switch (predicate.kind) {
    case 'and':
      return and(...predicate.of.map((part) => inner(part)));
    case 'or':
      return or(...predicate.of.map((part) => inner(part)));
    case 'not':
      return not(inner(predicate.of));
    case 'via':
      return { ...predicate, where: inner(predicate.where, [...path, predicate.link]) };
    case 'some':
      return { ...predicate, where: inner(predicate.where) };
    case 'giverMay':
      return { ...predicate, ways: waysOf(book, asked, predicate.record, path) };
    default:
      return predicate;
  }
}

/** Per group of roles that may share: on which of the shared records a holder has what is asked, and may share it. */
function waysOf(book: RuleBook, asked: Asked, record: string, path: readonly string[]): GiverWay[] {
  const shared = book.policies.get(record)!;
  const policy = book.policies.get(asked.noun)!;
  const ways = new Map<string, { roles: string[]; where: Predicate }>();
  for (const role of book.roles.keys()) {
    const where = and(
      rowsOf(shared, role, 'share', null, []),
      rowsOf(shared, role, 'read', null, []),
      rowsOf(policy, role, asked.action, asked.field, path),
      // A deny of any of the giver's roles is asked apart.
    );
    if (where.kind === 'none') continue;
    const key = predicateKey(where);
    const way = ways.get(key);
    if (way) way.roles.push(role);
    else ways.set(key, { roles: [role], where });
  }
  return [...ways.values()].map((way) => ({ ...way, except: exceptions(book, asked, record, path) }));
}

/** Rows of the shared record on which a role's own grants cover what is asked; nothing that leans on a share itself. */
function rowsOf(
  policy: Policy,
  role: string,
  action: Action,
  field: string | null,
  path: readonly string[],
): Predicate {
  const grants = grantsOf(policy, [role], action).filter(
    (grant) => field === null || covers(policy, grant.fields, field),
  );
  return or(
    ...grants.map((grant) =>
      and(
        above(namedScope(policy, grant.scope), path),
        field === null ? all : above(scopeOfCell(policy, grant, field), path),
      ),
    ),
  );
}

/** A condition over a row said of the record it hangs on, several links up; none where it cannot be said of that alone. */
function above(predicate: Predicate, path: readonly string[]): Predicate {
  if (asksForGiver(predicate)) return none;
  const [link, ...rest] = path;
  if (link === undefined || predicate.kind === 'all') return predicate;
  if (predicate.kind === 'via' && predicate.link === link) return above(predicate.where, rest);
  if (predicate.kind === 'and') return and(...predicate.of.map((part) => above(part, path)));
  if (predicate.kind === 'or') return or(...predicate.of.map((part) => above(part, path)));
  return none;
}

/**
 * Shared records on which a deny takes what is asked from whoever holds a role, whatever else they hold: the record itself, what
 * hangs on it, or the field. What cannot be said of the record alone is taken on every one.
 */
function exceptions(book: RuleBook, asked: Asked, record: string, path: readonly string[]): GiverWay['except'] {
  const shared = book.policies.get(record)!;
  const policy = book.policies.get(asked.noun)!;
  const { field } = asked;
  const taking = (of: Policy, takes: (deny: Deny) => boolean, links: readonly string[]): GiverWay['except'] =>
    Object.entries(of.denies ?? {}).flatMap(([role, denies]) =>
      (denies ?? [])
        .filter(takes)
        .map((deny) => ({ role, where: aboveAtLeast(namedScope(of, deny.scope), links) }))
        .filter(({ where }) => where.kind !== 'none'),
    );
  return [
    ...taking(shared, ({ action, fields }) => !fields && (action === 'read' || action === 'share'), []),
    ...taking(
      policy,
      ({ action, fields }) =>
        (action === 'read' || action === asked.action) &&
        (fields ? field !== null && covers(policy, fields, field) : path.length > 0 || action !== 'read'),
      path,
    ),
  ];
}

/** As {@link above}, but all where it cannot be said of that record alone. */
function aboveAtLeast(predicate: Predicate, path: readonly string[]): Predicate {
  if (asksForGiver(predicate)) return all;
  const [link, ...rest] = path;
  if (link === undefined || predicate.kind === 'none') return predicate;
  if (predicate.kind === 'via' && predicate.link === link) return aboveAtLeast(predicate.where, rest);
  if (predicate.kind === 'and') return and(...predicate.of.map((part) => aboveAtLeast(part, path)));
  if (predicate.kind === 'or') return or(...predicate.of.map((part) => aboveAtLeast(part, path)));
  return all;
}
