import type { ComparedValue, Predicate } from '../access/predicate';
import type { RuleSet } from '../access/rule-set';
import type { Field, Noun, NounRegistry } from '../model/registry';
import type { PageRequest, Selection } from '../query/selection';
import type { OrderBy } from '../query/sort';
import type { Where } from '../query/where';

/** Relations that lead from a watched record to the rows of another noun. */
export interface Path {
  noun: string;
  /** Links and to-many relations, from the watched record on. */
  hops: readonly Field[];
}

/** A comparison with the clock: rows pass it without being written. */
export interface Threshold {
  noun: string;
  field: string;
  value: Exclude<ComparedValue, { constant: unknown }>;
}

/** Everything that what a subscriber is shown of one record can depend on. Too much costs a read, too little an event. */
export interface Dependencies {
  paths: readonly Path[];
  thresholds: readonly Threshold[];
  /** Something shown is reckoned from today's date. */
  byDay: boolean;
}

type GiverMay = Extract<Predicate, { kind: 'giverMay' }>;

/** What rows of `noun` with this selection, under this filter and these rules, are made of. */
export function dependenciesOf(
  ruleSet: RuleSet,
  nouns: NounRegistry,
  noun: Noun,
  selection: Selection,
  where: Where | null,
): Dependencies {
  const walk = new Walk(ruleSet, nouns);
  walk.shown(noun, [], selection);
  if (where) walk.where(noun, [], where);
  return { paths: [...walk.paths.values()], thresholds: [...walk.thresholds.values()], byDay: walk.byDay };
}

class Walk {
  readonly paths = new Map<string, Path>();
  readonly thresholds = new Map<string, Threshold>();
  byDay = false;
  private readonly viewed = new Set<string>();

  constructor(
    private readonly ruleSet: RuleSet,
    private readonly nouns: NounRegistry,
  ) {}

  shown(noun: Noun, hops: readonly Field[], selection: Selection): void {
    this.view(noun, hops);
    if (selection.access) this.writing(noun, hops);
    for (const field of selection.fields) this.derived(field, hops);
    for (const { field, selection: inner } of selection.links) this.shown(...this.hop(hops, field), inner);
    for (const { field, page } of selection.manys) this.page(...this.hop(hops, field), page);
  }

  where(noun: Noun, hops: readonly Field[], where: Where): void {
    for (const [key, value] of Object.entries(where)) {
      if (typeof value !== 'object' || value === null) continue;
      if (key === 'and' || key === 'or') for (const part of value as Where[]) this.where(noun, hops, part);
      else if (key === 'not') this.where(noun, hops, value as Where);
      else this.filtered(noun, hops, key, value as Where);
    }
  }

  private filtered(noun: Noun, hops: readonly Field[], key: string, value: Where): void {
    const field = noun.fields.get(key);
    if (!field) return;
    if (field.kind !== 'link' && field.kind !== 'many') return this.derived(field, hops);
    const [target, path] = this.hop(hops, field);
    this.view(target, path);
    const inner = field.kind === 'many' ? (Object.values(value) as (Where | null | undefined)[]) : [value];
    for (const one of inner) if (one) this.where(target, path, one);
  }

  private page(noun: Noun, hops: readonly Field[], page: PageRequest): void {
    this.shown(noun, hops, page.selection);
    if (page.where) this.where(noun, hops, page.where);
    for (const order of page.orderBy) this.order(noun, hops, order);
  }

  private order(noun: Noun, hops: readonly Field[], order: OrderBy): void {
    for (const [key, value] of Object.entries(order)) {
      const field = noun.fields.get(key);
      if (!field) continue;
      if (field.kind !== 'link') {
        this.derived(field, hops);
        continue;
      }
      const [target, path] = this.hop(hops, field);
      this.view(target, path);
      if (typeof value === 'object' && value !== null) this.order(target, path, value as OrderBy);
    }
  }

  /** The rows themselves, and whatever decides which of them and which of their cells are in the view. */
  private view(noun: Noun, hops: readonly Field[]): void {
    const key = this.reach(noun, hops);
    if (this.viewed.has(key)) return;
    this.viewed.add(key);
    const view = this.ruleSet.view(noun.name);
    this.predicate(noun, hops, view.row);
    this.predicate(noun, hops, view.ownRow);
    for (const { read, mask } of view.cells.values()) {
      this.predicate(noun, hops, read);
      this.predicate(noun, hops, mask);
    }
  }

  /** What `access` tells about writing. */
  private writing(noun: Noun, hops: readonly Field[]): void {
    const write = this.ruleSet.write(noun.name);
    this.predicate(noun, hops, write.update);
    this.predicate(noun, hops, write.delete);
    for (const { update } of write.fields.values()) this.predicate(noun, hops, update);
  }

  private derived({ derivation, noun }: Field, hops: readonly Field[]): void {
    if (derivation?.from === 'own') this.byDay = true;
    if (derivation?.from === 'children') this.view(...this.hop(hops, this.nouns.field(noun, derivation.many)));
  }

  private predicate(noun: Noun, hops: readonly Field[], predicate: Predicate): void {
    switch (predicate.kind) {
      case 'and':
      case 'or':
        for (const part of predicate.of) this.predicate(noun, hops, part);
        return;
      case 'not':
        return this.predicate(noun, hops, predicate.of);
      case 'compare':
        return this.compared(noun, predicate.field, predicate.value);
      case 'via':
      case 'some': {
        const name = predicate.kind === 'via' ? predicate.link : predicate.many;
        const [target, path] = this.hop(hops, this.nouns.field(noun.name, name));
        this.reach(target, path);
        return this.predicate(target, path, predicate.where);
      }
      case 'inMyTeams':
        return void this.reach(...this.hop(hops, this.nouns.field(noun.name, predicate.field)));
      case 'giverMay':
        return this.giver(noun, hops, predicate);
      case 'all':
      case 'none':
      case 'in':
      case 'isNull':
      case 'isMe':
      case 'isSelf':
      case 'hasExternalId':
      case 'hasTag':
        return; // the row itself, and the principal
    }
  }

  /** Roles and teams of a share's giver, and whatever of the shared record makes it theirs to give. */
  private giver(noun: Noun, hops: readonly Field[], { giver, link, ways }: GiverMay): void {
    const [user, userPath] = this.hop(hops, this.nouns.field(noun.name, giver));
    this.reach(user, userPath);
    this.reach(...this.hop(userPath, this.nouns.field(user.name, 'team')));
    const [record, path] = this.hop(hops, this.nouns.field(noun.name, link));
    this.reach(record, path);
    for (const { where, except } of ways ?? []) {
      this.predicate(record, path, where);
      for (const taken of except) this.predicate(record, path, taken.where);
    }
  }

  private compared(noun: Noun, field: string, value: ComparedValue): void {
    if ('constant' in value) return;
    const threshold = { noun: noun.name, field, value };
    this.thresholds.set(JSON.stringify(threshold), threshold);
  }

  private reach(noun: Noun, hops: readonly Field[]): string {
    const key = hops.map(({ name }) => name).join('.');
    if (!this.paths.has(key)) this.paths.set(key, { noun: noun.name, hops });
    return key;
  }

  /** One relation further; a link that leads back where a to-many relation came from is no detour. */
  private hop(hops: readonly Field[], field: Field): [Noun, readonly Field[]] {
    const target = this.nouns.get(field.to!);
    const last = hops.at(-1);
    const back = last?.kind === 'many' && field.kind === 'link' && last.via === field.name;
    return [target, back ? hops.slice(0, -1) : [...hops, field]];
  }
}
