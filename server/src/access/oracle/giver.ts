import type { Action, Policy } from '../policy';
import type { Predicate } from '../predicate';
import type { Principal } from '../principal';
import { linked, type Row, type World } from './company';
import { holds, scopeNamed } from './scopes';

/** What a scope is looked at for. Field null: the row. */
export interface Asked {
  noun: string;
  action: Action;
  field: string | null;
  /** Links gone so far from the row that is asked about. */
  path: readonly string[];
}

const asking = new WeakMap<Predicate, boolean>();

/** Whether the truth of a scope lies with the giver of a share. */
export function asksForGiver(predicate: Predicate): boolean {
  const known = asking.get(predicate);
  if (known !== undefined) return known;
  const asks = JSON.stringify(predicate).includes('"giverMay"');
  asking.set(predicate, asks);
  return asks;
}

/**
 * Whether the giver could give this share today: one role of theirs lets them share the record and read it, and has what is
 * asked by grants that speak of the shared record. What they see by a share alone does not count.
 */
export function giverMay(
  world: World,
  noun: string,
  share: Row,
  { giver, link, record }: Extract<Predicate, { kind: 'giverMay' }>,
): boolean {
  const staff = world.staff?.get(share[giver] as number);
  const target = linked(world, noun, share, link);
  if (!staff || !target) return false;
  const asked: Asked = world.asked ?? { noun: record, action: 'read', field: null, path: [] };
  const principal: Principal = { ...world.principal, ...staff, kind: 'user', pk: share[giver] as number };
  const theirs: World = { ...world, principal, asked: undefined };
  const has = (of: string, role: string, action: Action, field: string | null, path: readonly string[]): boolean => {
    const policy = world.book.policies.get(of)!;
    return (policy.roles[role] ?? [])
      .filter((grant) => grant.action === action && (field === null || names(policy, grant.fields, field)))
      .some((grant) => {
        const fieldClass = field === null ? undefined : policy.fields[field]!.class;
        const cell = field === null ? 'all' : (grant.cells?.[field] ?? grant.cells?.[`@${fieldClass}`] ?? 'all');
        return [grant.scope, cell].every((scope) => saidOf(theirs, record, target, scopeNamed(policy, scope), path));
      });
  };
  const may = staff.roles
    .filter((role) => world.book.roles.has(role))
    .some(
      (role) =>
        has(record, role, 'share', null, []) &&
        has(record, role, 'read', null, []) &&
        has(asked.noun, role, asked.action, asked.field, asked.path),
    );
  const denied = staff.roles.some((role) => {
    const ofRecord = world.book.policies.get(record)!;
    const ofAsked = world.book.policies.get(asked.noun)!;
    const takesRecord = (ofRecord.denies?.[role] ?? [])
      .filter(({ action, fields }) => !fields && ['read', 'share'].includes(action))
      .some((deny) => mayBeSaidOf(theirs, record, target, scopeNamed(ofRecord, deny.scope), []));
    const takesAsked = (ofAsked.denies?.[role] ?? [])
      .filter(({ action }) => ['read', asked.action].includes(action))
      .filter(({ fields }) => !fields || (asked.field !== null && names(ofAsked, fields, asked.field)))
      .some((deny) => mayBeSaidOf(theirs, record, target, scopeNamed(ofAsked, deny.scope), asked.path));
    return takesRecord || takesAsked;
  });
  return may && !denied;
}

/** The condition over a row below, said of the shared record above it; what cannot be said of that alone is false. */
function saidOf(world: World, record: string, target: Row, predicate: Predicate, path: readonly string[]): boolean {
  if (asksForGiver(predicate)) return false;
  const [link, ...rest] = path;
  if (link === undefined || predicate.kind === 'all') return holds(world, record, target, predicate);
  const inner = (part: Predicate): boolean => saidOf(world, record, target, part, path);
  if (predicate.kind === 'and') return predicate.of.every(inner);
  if (predicate.kind === 'or') return predicate.of.some(inner);
  return predicate.kind === 'via' && predicate.link === link && saidOf(world, record, target, predicate.where, rest);
}

/** The same for what takes away: what cannot be said of the shared record alone is true. */
function mayBeSaidOf(
  world: World,
  record: string,
  target: Row,
  predicate: Predicate,
  path: readonly string[],
): boolean {
  if (asksForGiver(predicate)) return true;
  const [link, ...rest] = path;
  if (link === undefined || predicate.kind === 'none') return holds(world, record, target, predicate);
  const inner = (part: Predicate): boolean => mayBeSaidOf(world, record, target, part, path);
  if (predicate.kind === 'and') return predicate.of.every(inner);
  if (predicate.kind === 'or') return predicate.of.some(inner);
  return (
    predicate.kind !== 'via' || predicate.link !== link || mayBeSaidOf(world, record, target, predicate.where, rest)
  );
}

const names = (policy: Policy, set: readonly string[] | undefined, field: string): boolean => {
  const { class: fieldClass } = policy.fields[field]!;
  return (set ?? []).some((name) => name === field || (name === `@${fieldClass}` && fieldClass !== 'internal'));
};
