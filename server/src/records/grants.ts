import type { Predicate } from '../access/predicate';
import { systemFieldNames } from '../access/rule-book';
import type { RuleSet } from '../access/rule-set';
import type { NounRegistry } from '../model/registry';
import type { Draft } from './draft';
import { boundsOf } from './hidden-parts';
import { defaultOf } from './input';
import type { Truth } from './row-truth';
import { sameValue } from './stored-form';
import type { WriteContext } from './write-context';

/** A column that somebody's own read rules look at. */
export interface Dependency {
  field: string;
  /** The hop ("has a ticket where …") that looks at it; null where the rules look at the row in another way. */
  through: Hop | null;
}

/** A hop that is looked through: rows on which its condition is false show nothing to anybody. */
interface Hop {
  where: Predicate;
  /** The link of the row that the hop follows back; null for a hop to one, whose target matters by being there. */
  via: string | null;
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
  // A grant made under one purpose shows its fruit under another, so every purpose of the roles counts.
  for (const { view: viewOf } of ruleSet.everyPurpose()) {
    for (const noun of nouns.all()) {
      const view = viewOf(noun.name);
      walk(nouns, noun.name, view.row, null, true, add);
      for (const cell of view.cells.values()) {
        walk(nouns, noun.name, cell.read, null, true, add);
        walk(nouns, noun.name, cell.mask, null, true, add);
        walk(nouns, noun.name, cell.totals, null, true, add);
      }
    }
  }
  return new Map([...found].map(([noun, dependencies]) => [noun, [...dependencies.values()]]));
}

function walk(
  nouns: NounRegistry,
  noun: string,
  predicate: Predicate,
  through: Hop | null,
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
      return add(noun, { field: predicate.field, through });
    case 'hasTag':
      for (const field of nouns.get(noun).fields.values()) {
        if (field.kind === 'tags') add(noun, { field: field.name, through });
      }
      return;
    case 'hasExternalId':
      return add(noun, { field: 'externalIds', through });
    case 'via': {
      const { to } = nouns.field(noun, predicate.link);
      add(noun, { field: predicate.link, through });
      // Under a negation a target that is gone shows as much as one on which the condition does not hold.
      if (!positive && nouns.get(to!).features.softDelete) {
        add(to!, { field: 'deletedAt', through: { where: predicate.where, via: null, positive } });
      }
      return walk(nouns, to!, predicate.where, null, positive, add);
    }
    case 'some': {
      const { to, via } = nouns.field(noun, predicate.many);
      const hop: Hop = { where: predicate.where, via: via!, positive };
      add(to!, { field: via!, through: hop });
      return walk(nouns, to!, predicate.where, hop, positive, add);
    }
    case 'giverMay':
      add(noun, { field: predicate.giver, through });
      for (const { where, except } of predicate.ways ?? []) {
        walk(nouns, predicate.record, where, null, positive, add);
        for (const denied of except) walk(nouns, predicate.record, denied.where, null, !positive, add);
      }
      return;
    case 'all':
    case 'none':
    case 'isSelf':
      return;
  }
}

/** The conditions that {@link grantsOf} wants to know the truth of, before and after the write. */
export function grantQuestions(context: Pick<WriteContext, 'ruleSet'>, noun: string): Predicate[] {
  const write = context.ruleSet.write(noun);
  return dependenciesOn(context.ruleSet, noun).flatMap(({ field, through }) => [
    ...(through ? [through.where, ...Object.values(boundsOf(context.ruleSet, noun, through.where))] : []),
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
  for (const { field, through } of dependenciesOn(context.ruleSet, draft.noun.name)) {
    if (isOwnNewRow(context, draft, field)) continue;
    if (through === null) {
      if (plain && isWritten(context, draft, field)) granting.add(field);
      continue;
    }
    if (plainlyUnchanged(draft, field) || !gains(context, draft, through, before, after)) continue;
    granting.add(field);
  }
  return [...granting];
}

const plainlyUnchanged = (draft: Draft, field: string): boolean =>
  draft.action === 'update' && !draft.changed.has(field);

/**
 * Whether a record gets to show something through this row that it did not show through it before. Where that lies with a cell
 * out of the writer's sight it may: whether such a write is refused tells nothing of the cell. A new row holds what they gave.
 */
function gains(
  { ruleSet }: WriteContext,
  draft: Draft,
  { where, via, positive }: Hop,
  before: Truth | null,
  after: Truth | null,
): boolean {
  const isNew = draft.action === 'create';
  const { most, least } = isNew ? { most: where, least: where } : boundsOf(ruleSet, draft.noun.name, where);
  const was = before !== null && draft.action !== 'restore' && before(positive ? least : most);
  const will = after !== null && after(positive ? most : least);
  if (draft.action === 'update' && via !== null && draft.stored!.get(via) !== draft.after(via))
    return positive ? will : was;
  return positive ? !was && will : was && !will;
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
