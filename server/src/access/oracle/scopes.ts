import { fold } from '@kehu/shared';
import type { Action, Policy } from '../policy';
import type { ComparedValue, Predicate } from '../predicate';
import { asksForGiver, giverMay } from './giver';
import { linked, linking, type Row, type World } from './company';
import { memoryOf } from './memory';

/** Whether a scope holds for a raw row: the language of scopes, read aloud. */
export function holds(world: World, noun: string, row: Row, predicate: Predicate): boolean {
  const { principal } = world;
  switch (predicate.kind) {
    case 'all':
      return true;
    case 'none':
      return false;
    case 'and':
      return predicate.of.every((part) => holds(world, noun, row, part));
    case 'or':
      return predicate.of.some((part) => holds(world, noun, row, part));
    case 'not':
      return !holds(world, noun, row, predicate.of);
    case 'in':
      return predicate.values.some((value) => sameValue(row[predicate.field], value));
    case 'isNull':
      return isNothing(row[predicate.field]);
    case 'compare': {
      const value = row[predicate.field];
      if (isNothing(value)) return false;
      const bound = boundOf(world, predicate.value, world.nouns.field(noun, predicate.field).kind);
      const order = value! < bound ? -1 : value! > bound ? 1 : 0;
      return { lt: order < 0, lte: order <= 0, gt: order > 0, gte: order >= 0 }[predicate.op];
    }
    case 'isMe':
      return principal.kind === 'user' && row[predicate.field] === principal.pk;
    case 'inMyTeams': {
      const teams = predicate.with === 'teams' ? principal.teamPks : principal.subtreeTeamPks;
      return teams.includes(row[predicate.field] as number);
    }
    case 'isSelf':
      if (predicate.pk !== undefined) return row.pk === predicate.pk;
      return principal.kind === 'user' && row.pk === principal.pk;
    case 'hasExternalId':
      return listOf(row.externalIds).some((id) => (id as { source: string }).source === predicate.source);
    case 'hasTag':
      return listOf(row.tags).some((tag) => fold(String(tag)) === fold(predicate.tag));
    case 'via': {
      const target = linked(world, noun, row, predicate.link);
      const { asked } = world;
      const further = asked ? { ...world, asked: { ...asked, path: [...asked.path, predicate.link] } } : world;
      return target !== null && holds(further, world.nouns.field(noun, predicate.link).to!, target, predicate.where);
    }
    case 'some': {
      const target = world.nouns.field(noun, predicate.many).to!;
      return linking(world, noun, row, predicate.many).some((child) => holds(world, target, child, predicate.where));
    }
    case 'giverMay':
      return giverMay(world, noun, row, predicate);
  }
}

/** What a value is compared with: a constant, or a moment before now. A date is compared as a date. */
function boundOf(world: World, value: ComparedValue, kind: string): string | number {
  if ('constant' in value) return value.constant;
  const at = new Date(world.now);
  if ('daysAgo' in value) at.setTime(world.now - value.daysAgo * 86_400_000);
  else {
    const day = at.getUTCDate();
    at.setUTCMonth(at.getUTCMonth() - value.monthsAgo);
    if (at.getUTCDate() !== day) at.setUTCDate(0); // there is no such day: the last one of the month before
  }
  return kind === 'date' ? at.toISOString().slice(0, 10) : at.getTime();
}

/** Whether a row is in the scope of this name, looked at for an action on the row or one of its fields. */
export function inScope(
  world: World,
  noun: string,
  row: Row,
  scope: string,
  action: Action,
  field: string | null = null,
): boolean {
  const predicate = scopeNamed(world.book.policies.get(noun)!, scope);
  if (predicate.kind === 'all') return true;
  const asks = asksForGiver(predicate);
  const { scopes } = memoryOf(world, noun, row);
  const key = asks ? `${scope} ${action} ${field}` : scope;
  const known = scopes.get(key);
  if (known !== undefined) return known;
  const asked: World = asks ? { ...world, asked: { noun, action, field, path: [] } } : world;
  const truth = holds(asked, noun, row, predicate);
  scopes.set(key, truth);
  return truth;
}

/** A scope by name; a name that the policy does not know covers nothing. */
export function scopeNamed(policy: Policy, name: string): Predicate {
  if (name === 'all') return { kind: 'all' };
  return Object.hasOwn(policy.scopes, name) ? policy.scopes[name]! : { kind: 'none' };
}

/** Whether the scope's text alone says that it holds for no row at all. */
export function holdsNowhere(predicate: Predicate): boolean {
  switch (predicate.kind) {
    case 'none':
      return true;
    case 'and':
      return predicate.of.some(holdsNowhere);
    case 'or':
      return predicate.of.every(holdsNowhere);
    case 'not':
      return holdsEverywhere(predicate.of);
    default:
      return false;
  }
}

/** Whether the scope's text alone says that it holds for every row. */
export function holdsEverywhere(predicate: Predicate): boolean {
  switch (predicate.kind) {
    case 'all':
      return true;
    case 'and':
      return predicate.of.every(holdsEverywhere);
    case 'or':
      return predicate.of.some(holdsEverywhere);
    case 'not':
      return holdsNowhere(predicate.of);
    default:
      return false;
  }
}

export const isNothing = (value: unknown): boolean => value === null || value === undefined;

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function sameValue(value: unknown, constant: string | number | boolean): boolean {
  if (typeof value === 'string' && typeof constant === 'string') return fold(value) === fold(constant);
  return value === constant;
}
