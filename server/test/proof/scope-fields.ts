import type { World } from '../../src/access/oracle/company';
import { asksForGiver } from '../../src/access/oracle/giver';
import { scopeNamed } from '../../src/access/oracle/scopes';
import { policyOf } from '../../src/access/oracle/view';
import type { Action } from '../../src/access/policy';
import type { Predicate } from '../../src/access/predicate';
import { inOrder } from './companies';

/** Every field, as `noun.field`, that some scope or consent of the principal's roles looks at, wherever its hops lead. */
export function fieldsOfScopes(world: World): ReadonlySet<string> {
  return looked(world, () => lookedAt(world));
}

/** Keeps what follows from the rules of some roles, whoever has them. */
function byRoles<T>(): (world: World, make: () => T) => T {
  const known = new WeakMap<World['book'], Map<string, T>>();
  return ({ book, principal }, make) => {
    const of = known.get(book) ?? new Map<string, T>();
    known.set(book, of);
    const key = principal.roles.join(' ');
    let found = of.get(key);
    if (found === undefined) of.set(key, (found = make()));
    return found;
  };
}

const looked = byRoles<ReadonlySet<string>>();

function lookedAt(world: World): ReadonlySet<string> {
  const found = new Set<string>();
  let givers = false;
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
      case 'giverMay':
        found.add(`${noun}.${predicate.giver}`);
        found.add(`${noun}.${predicate.link}`);
        // Whoever gave it is asked as somebody with roles and teams of their own.
        if (givers) return;
        givers = true;
        found.add('user.team').add('team.parent');
        for (const { noun: of, scopes } of world.book.policies.values()) {
          for (const scope of Object.values(scopes)) walk(of, scope);
        }
        return;
      default:
        return;
    }
  };
  for (const noun of inOrder) {
    const policy = policyOf(world, noun);
    for (const { scope } of scopesOf(world, noun)) walk(noun, scopeNamed(policy, scope));
    for (const consent of Object.values(policy.consent ?? {})) walk(noun, consent);
  }
  return found;
}

/** A scope of the principal's roles, and what it is asked for. */
export interface Named {
  scope: string;
  action: Action;
  field: string | null;
}

const known = byRoles<Map<string, readonly Named[]>>();

/** The scopes of every grant and deny of the principal's roles, whatever the action. */
export function scopesOf(world: World, noun: string): readonly Named[] {
  const of = known(world, () => new Map<string, readonly Named[]>());
  const found = of.get(noun) ?? namesOf(world, noun);
  of.set(noun, found);
  return found;
}

function namesOf(world: World, noun: string): readonly Named[] {
  const policy = policyOf(world, noun);
  const fields = Object.keys(policy.fields);
  const rules = world.principal.roles.flatMap((role) => [
    ...(policy.roles[role] ?? []),
    ...(policy.denies?.[role] ?? []),
  ]);
  const named = rules.flatMap((rule) =>
    [rule.scope, ...('cells' in rule ? Object.values(rule.cells ?? {}) : [])].flatMap((scope): Named[] => {
      const name = String(scope);
      // What a share carries is decided field by field.
      const asked = asksForGiver(scopeNamed(policy, name)) ? [null, ...fields] : [null];
      return asked.map((field) => ({ scope: name, action: rule.action, field }));
    }),
  );
  const plain = (of: Named): string =>
    asksForGiver(scopeNamed(policy, of.scope)) ? `${of.scope} ${of.action} ${of.field}` : of.scope;
  return [...new Map(named.map((of) => [plain(of), of])).values()];
}

const hops = byRoles<ReadonlyMap<string, readonly Predicate[]>>();

/**
 * What scopes of the principal's roles ask of records of this noun when they hop to one from another: whoever hangs a new
 * record on it learns whether that holds.
 */
export function partsOf(world: World, noun: string): readonly Predicate[] {
  return hops(world, () => hopsOf(world)).get(noun) ?? [];
}

function hopsOf(world: World): ReadonlyMap<string, readonly Predicate[]> {
  const found = new Map<string, Map<string, Predicate>>();
  const walk = (noun: string, predicate: Predicate): void => {
    if (predicate.kind === 'and' || predicate.kind === 'or') for (const part of predicate.of) walk(noun, part);
    if (predicate.kind === 'not') walk(noun, predicate.of);
    if (predicate.kind !== 'via' && predicate.kind !== 'some') return;
    const to = world.nouns.field(noun, predicate.kind === 'via' ? predicate.link : predicate.many).to!;
    found.set(
      to,
      (found.get(to) ?? new Map<string, Predicate>()).set(JSON.stringify(predicate.where), predicate.where),
    );
    walk(to, predicate.where);
  };
  for (const noun of inOrder) {
    const policy = policyOf(world, noun);
    for (const { scope } of scopesOf(world, noun)) walk(noun, scopeNamed(policy, scope));
    for (const consent of Object.values(policy.consent ?? {})) walk(noun, consent);
  }
  return new Map([...found].map(([noun, predicates]) => [noun, [...predicates.values()]]));
}
