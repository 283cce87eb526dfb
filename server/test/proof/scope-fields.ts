import type { World } from '../../src/access/oracle/company';
import { scopeNamed } from '../../src/access/oracle/scopes';
import { policyOf } from '../../src/access/oracle/view';
import type { Predicate } from '../../src/access/predicate';
import { inOrder } from './companies';

/** Every field, as `noun.field`, that some scope or consent of the principal's roles looks at, wherever its hops lead. */
export function fieldsOfScopes(world: World): ReadonlySet<string> {
  const of = looked.get(world.book) ?? new WeakMap<World['principal'], ReadonlySet<string>>();
  const found = of.get(world.principal) ?? lookedAt(world);
  looked.set(world.book, of.set(world.principal, found));
  return found;
}

const looked = new WeakMap<World['book'], WeakMap<World['principal'], ReadonlySet<string>>>();

function lookedAt(world: World): ReadonlySet<string> {
  const found = new Set<string>();
  const walk = (noun: string, predicate: Predicate): void => {
    switch (predicate.kind) {
      case 'and':
      case 'or':
        for (const part of predicate.of) walk(noun, part);
        return;
      case 'not':
        return walk(noun, predicate.of);
      case 'in':
      case 'isNull':
      case 'compare':
      case 'isMe':
      case 'inMyTeams':
        found.add(`${noun}.${predicate.field}`);
        return;
      case 'hasTag':
        found.add(`${noun}.tags`);
        return;
      case 'hasExternalId':
        found.add(`${noun}.externalIds`);
        return;
      case 'via':
        found.add(`${noun}.${predicate.link}`);
        return walk(world.nouns.field(noun, predicate.link).to!, predicate.where);
      case 'some': {
        const { to, via } = world.nouns.field(noun, predicate.many);
        found.add(`${to!}.${via!}`);
        return walk(to!, predicate.where);
      }
      default:
        return;
    }
  };
  for (const noun of inOrder) {
    const policy = policyOf(world, noun);
    for (const name of scopesOf(world, noun)) walk(noun, scopeNamed(policy, name));
    for (const consent of Object.values(policy.consent ?? {})) walk(noun, consent);
  }
  return found;
}

const known = new WeakMap<World['book'], WeakMap<World['principal'], Map<string, ReadonlySet<string>>>>();

/** Names of the scopes of every grant and deny of the principal's roles, whatever the action. */
export function scopesOf(world: World, noun: string): ReadonlySet<string> {
  const ofBook = known.get(world.book) ?? new WeakMap<World['principal'], Map<string, ReadonlySet<string>>>();
  const of = ofBook.get(world.principal) ?? new Map<string, ReadonlySet<string>>();
  known.set(world.book, ofBook.set(world.principal, of));
  const found = of.get(noun) ?? namesOf(world, noun);
  of.set(noun, found);
  return found;
}

function namesOf(world: World, noun: string): ReadonlySet<string> {
  const policy = policyOf(world, noun);
  const rules = world.principal.roles.flatMap((role) => [
    ...(policy.roles[role] ?? []),
    ...(policy.denies?.[role] ?? []),
  ]);
  return new Set(
    rules.flatMap((rule) => [rule.scope, ...('cells' in rule ? Object.values(rule.cells ?? {}) : [])]).map(String),
  );
}
