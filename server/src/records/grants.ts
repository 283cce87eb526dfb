import type { Predicate } from '../access/predicate';
import { systemFieldNames } from '../access/rule-book';
import type { RuleSet } from '../access/rule-set';
import type { NounRegistry } from '../model/registry';
import type { Draft } from './draft';
import { defaultOf } from './input';
import type { Truth } from './row-truth';
import { sameValue } from './stored-form';
import type { WriteContext } from './write-context';

/** A column that somebody's own read rules look at. */
export interface Dependency {
  field: string;
  /**
   * The condition of the to-many hop ("has a ticket where …") that looks at it: a row on which it is false shows nothing to
   * anybody. Null where the rules look at the row in another way.
   */
  through: Predicate | null;
  /** False under a negation: there a row shows something by not satisfying the condition. */
  positive: boolean;
}

const known = new WeakMap<RuleSet, ReadonlyMap<string, readonly Dependency[]>>();

/** What the read rules of these roles depend on, of any noun, in the fields of this one. */
export function dependenciesOn(ruleSet: RuleSet, noun: string): readonly Dependency[] {
  let all = known.get(ruleSet);
  if (!all) known.set(ruleSet, (all = collect(ruleSet)));
  return all.get(noun) ?? [];
}

function collect(ruleSet: RuleSet): ReadonlyMap<string, readonly Dependency[]> {
  const { nouns } = ruleSet.book;
  const found = new Map<string, Map<string, Dependency>>();
  const add = (noun: string, dependency: Dependency): void => {
    const of = found.get(noun) ?? new Map<string, Dependency>();
    of.set(JSON.stringify(dependency), dependency);
    found.set(noun, of);
  };
  for (const noun of nouns.all()) {
    const view = ruleSet.view(noun.name);
    walk(nouns, noun.name, view.row, null, true, add);
    for (const cell of view.cells.values()) {
      walk(nouns, noun.name, cell.read, null, true, add);
      walk(nouns, noun.name, cell.mask, null, true, add);
    }
  }
  return new Map([...found].map(([noun, dependencies]) => [noun, [...dependencies.values()]]));
}

function walk(
  nouns: NounRegistry,
  noun: string,
  predicate: Predicate,
  through: Predicate | null,
  positive: boolean,
  add: (noun: string, dependency: Dependency) => void,
): void {
  switch (predicate.kind) {
    case 'and':
    case 'or':
      for (const part of predicate.of) walk(nouns, noun, part, through, positive, add);
      return;
    case 'not':
      return walk(nouns, noun, predicate.of, through, !positive, add);
    case 'in':
    case 'isNull':
    case 'compare':
    case 'isMe':
    case 'inMyTeams':
      return add(noun, { field: predicate.field, through, positive });
    case 'hasTag':
      for (const field of nouns.get(noun).fields.values()) {
        if (field.kind === 'tags') add(noun, { field: field.name, through, positive });
      }
      return;
    case 'hasExternalId':
      return add(noun, { field: 'externalIds', through, positive });
    case 'via':
      add(noun, { field: predicate.link, through, positive });
      return walk(nouns, nouns.field(noun, predicate.link).to!, predicate.where, null, positive, add);
    case 'some': {
      const { to, via } = nouns.field(noun, predicate.many);
      add(to!, { field: via!, through: predicate.where, positive });
      return walk(nouns, to!, predicate.where, predicate.where, positive, add);
    }
    case 'all':
    case 'none':
    case 'isSelf':
      return;
  }
}

/** The conditions that {@link grantsOf} wants to know the truth of, before and after the write. */
export function grantQuestions(context: WriteContext, noun: string): Predicate[] {
  const write = context.ruleSet.write(noun);
  return dependenciesOn(context.ruleSet, noun).flatMap(({ field, through }) => [
    ...(through ? [through] : []),
    ...(write.fields.has(field) ? [write.fields.get(field)!.grant] : []),
  ]);
}

/**
 * Fields by whose writing this draft may change what the writer sees: it needs the grant right on each. `before` is null
 * on create, `after` on delete.
 */
export function grantsOf(context: WriteContext, draft: Draft, before: Truth | null, after: Truth | null): string[] {
  const granting = new Set<string>();
  const plain = draft.action === 'create' || draft.action === 'update';
  for (const { field, through, positive } of dependenciesOn(context.ruleSet, draft.noun.name)) {
    if (isOwnNewRow(context, draft, field)) continue;
    if (through === null) {
      if (plain && isWritten(context, draft, field)) granting.add(field);
      continue;
    }
    const was = before !== null && draft.action !== 'restore' && before(through);
    const will = after !== null && after(through);
    const gained = positive ? !was && will : was && !will;
    if (gained && (draft.action !== 'update' || draft.changed.has(field))) granting.add(field);
  }
  return [...granting];
}

/** Whether the write sets the field to something: what a new row has by default, nobody gave it. */
function isWritten(context: WriteContext, draft: Draft, name: string): boolean {
  if (draft.action !== 'create' || draft.given.has(name)) return draft.changed.has(name);
  if (name === 'externalIds') return draft.externalId !== null;
  const field = draft.noun.fields.get(name);
  if (!field || systemFieldNames.has(name) || !draft.isKept(name)) return false;
  return !sameValue(draft.values.get(name), defaultOf(field, context.now));
}

/**
 * What is no grant on a new row: the creator as its owner, one of the creator's teams, the pool for a client, a link to the
 * record it hangs on (which the writer sees), the writer's own external id, and what nobody gave.
 */
function isOwnNewRow(context: WriteContext, draft: Draft, name: string): boolean {
  if (draft.action !== 'create') return false;
  const { principal, nouns } = context;
  const field = draft.noun.fields.get(name);
  if (!field) return false;
  const value = draft.after(name);
  if (field.kind === 'externalIds') return draft.externalId === null || draft.externalId.source === principal.source;
  if (field.kind !== 'link') return false;
  if (name === 'owner' && field.to === 'user') {
    return principal.kind === 'user' ? value === principal.pk : value === null;
  }
  if (name === 'team' && field.to === 'team') {
    return principal.kind === 'user' ? principal.teamPks.includes(value as number) : value === null;
  }
  const target = nouns.get(field.to!);
  return [...target.fields.values()].some((many) => many.to === draft.noun.name && many.via === name);
}
