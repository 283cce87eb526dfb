import { forbidden } from '../errors/errors';
import { bitPlaces, never, type Decoding, type GuardedCell, type RowLayout } from '../access/guard';
import { isPlain, predicateKey, type Predicate } from '../access/predicate';
import { bitOf, type NounView } from '../access/rule-set';
import type { Field, Noun } from '../model/registry';
import type { Compilation } from './context';
import { columnSql, liveSql, predicateSql } from './predicate-sql';
import type { ManySelection, Selection } from './selection';
import { guarded, neverReadable, shownSql } from './shown';
import { hopSql } from './sort';
import { allOf, anyOf, join, negate, raw, sql, yes, type Sql } from './sql';
import { fromColumn, storedKind } from './values';

/** The select list of one statement over a view, and how its rows are read. */
export interface Columns {
  expressions: Sql[];
  /** LEFT JOINs to the targets that are read along. */
  joins: Sql[];
  layout: RowLayout;
  /** Readable fields whose reads are logged. */
  logged: readonly string[];
  /** Response keys of to-one relations that are not read along. What a request asks of them is not kept in a plan. */
  apart: ReadonlySet<string>;
}

/** The selection without the relations that were read along; what is asked of the others is this request's. */
export const leftOver = (selection: Selection, { apart }: Pick<Columns, 'apart'>): Selection => ({
  ...selection,
  links: selection.links.filter(({ key }) => apart.has(key)),
});

/** Column of the public id: the second of every select list. */
export const idAt = 1;

/** Only the selected columns, each null where its cell may not be read, and the visible bit beside it. */
export function selectColumns(compilation: Compilation, noun: Noun, alias: Sql, selection: Selection): Columns {
  const expressions: Sql[] = [];
  const joins: Sql[] = [];
  const list = new SelectList(expressions);
  list.add(sql`${alias}.pk`);
  list.add(sql`${alias}.id`);
  const { layout, logged, apart } = layoutOf(compilation, noun, alias, selection, list, joins, 'alone');
  if (compilation.denied.size > 0) throw forbidden([...compilation.denied]);
  return { expressions, joins, layout, logged, apart };
}

/** Select list in which the same expression stands once. */
class SelectList {
  private readonly places = new Map<string, number>();

  constructor(private readonly expressions: Sql[]) {}

  add(expression: Sql): number {
    // One with parameters may say something else in the same words.
    const known = this.places.get(expression.text);
    if (known !== undefined) return known;
    const at = this.expressions.push(expression) - 1;
    if (expression.params.length === 0) this.places.set(expression.text, at);
    return at;
  }
}

function layoutOf(
  compilation: Compilation,
  noun: Noun,
  alias: Sql,
  selection: Selection,
  list: SelectList,
  joins: Sql[],
  place: 'alone' | 'joined',
): { layout: RowLayout; logged: string[]; apart: Set<string> } {
  const { context } = compilation;
  const view = context.ruleSet.view(noun.name);
  const pkAt = list.add(sql`${alias}.pk`);
  const bits = new Map<string, number>();
  const places = new Map<string, { field: Field; at: number; settles: boolean; decode: GuardedCell['decode'] }>();
  const conditionSql = conditions(compilation, noun, alias, joins);
  const addBit = (predicate: Predicate): void => {
    const name = bitOf(predicate);
    if (name === null || bits.has(name)) return;
    const holds = conditionSql(predicate);
    bits.set(name, list.add(holds === yes ? raw('1') : sql`COALESCE(${holds}, 0)`));
  };
  const addField = (field: Field): void => {
    if (places.has(field.name)) return;
    const cell = view.cells.get(field.name);
    if (!cell) return;
    const put = (at: number, settles: boolean, decode = decoderOf(field)): void =>
      void places.set(field.name, { field, at, settles, decode });
    addBit(cell.mask);
    if (neverReadable(compilation, field)) {
      if (context.strict) compilation.denied.add(field.name);
      return put(never, true);
    }
    addBit(cell.read);
    if (field.derivation?.from === 'own') {
      const [input] = field.derivation.inputs.map((name) => noun.fields.get(name)!);
      addField(input!);
      // Rules show it nowhere but where its input may be read, so that is in the list.
      return put(places.get(input!.name)!.at, false, ageOn);
    }
    if (field.kind === 'many' || field.kind === 'externalIds') return put(never, true);
    const { value } = shownSql(compilation, noun, alias, field, field.name);
    put(list.add(guarded(conditionSql(cell.read), value)), field.kind === 'secret');
  };
  for (const field of selection.fields) addField(field);
  // The audit trail names records whose logged fields were read, whether or not their ids were asked for.
  if (place === 'alone') addField(noun.fields.get('id')!);
  for (const link of selection.links) addField(link.field);
  for (const many of selection.manys) addField(many.field);
  if (selection.access) for (const predicate of accessConditions(view, compilation)) addBit(predicate);
  if (selection.history.length > 0) for (const cell of view.cells.values()) addBit(cell.read);

  const asked = new Map<string, readonly string[]>();
  for (const many of place === 'alone' ? selection.manys : []) {
    const conditions = askedOfParent(compilation, noun, many);
    for (const condition of conditions) addBit(condition);
    asked.set(many.key, conditions.map(predicateKey));
  }

  const cells = new Map<string, GuardedCell>();
  for (const [name, cell] of places) cells.set(name, { ...cell, ...bitPlaces(view, name, bits) });
  const joined = new Map<string, { link: GuardedCell; target: RowLayout }>();
  const apart = new Set<string>();
  for (const link of selection.links) {
    const cell = cells.get(link.field.name);
    const target = context.nouns.get(link.field.to!);
    if (!cell || cell.at === never || !canJoin(compilation, target, link.selection, place)) {
      apart.add(link.key);
      continue;
    }
    const t = compilation.alias();
    joins.push(hopSql(compilation, noun, alias, link.field, target, t, link.field.name));
    joined.set(link.key, {
      link: cell,
      target: layoutOf(compilation, target, t, link.selection, list, joins, 'joined').layout,
    });
  }
  return {
    layout: { view, pkAt, cells, bits, asked, joined },
    logged: [...places.values()]
      .filter(
        ({ field, at, settles }) =>
          (at !== never || (settles && field.kind === 'externalIds')) && view.cells.get(field.name)?.sensitive,
      )
      .map(({ field }) => field.name),
    apart,
  };
}

/**
 * Conditions on the rows of a select list. A hop to one record joins it, once for all columns that ask the same of it,
 * where a sub-query would look it up for each of them.
 */
function conditions(compilation: Compilation, noun: Noun, alias: Sql, joins: Sql[]): (predicate: Predicate) => Sql {
  const { nouns } = compilation.context;
  const joined = new Map<string, Sql>();
  const walk = (predicate: Predicate): Sql => {
    switch (predicate.kind) {
      case 'and':
        return allOf(predicate.of.map(walk));
      case 'or':
        return anyOf(predicate.of.map(walk));
      case 'not':
        return negate(walk(predicate.of));
      case 'via': {
        const parents = compilation.parentsWith(alias, predicate.link, predicate.where);
        if (parents) return sql`${columnSql(alias, nouns.field(noun.name, predicate.link).column)} IN (${parents})`;
        const key = predicateKey(predicate);
        let t = joined.get(key);
        if (!t) {
          joined.set(key, (t = compilation.alias()));
          const link = nouns.field(noun.name, predicate.link);
          const target = nouns.get(link.to!);
          const where = allOf([liveSql(target, t), predicateSql(compilation, target, t, predicate.where)]);
          joins.push(
            sql` LEFT JOIN ${raw(target.table)} ${t} ON ${t}.pk = ${columnSql(alias, link.column)} AND ${where}`,
          );
        }
        return sql`${t}.pk IS NOT NULL`;
      }
      default:
        return predicateSql(compilation, noun, alias, predicate);
    }
  };
  return (predicate) => walk(compilation.leftOf(alias, predicate));
}

/**
 * Conditions on a record that the cells of its children look at, asked here once instead of once for each child. Where they
 * look further than the record itself, the children ask.
 */
function askedOfParent(compilation: Compilation, noun: Noun, many: ManySelection): Predicate[] {
  const { ruleSet, nouns } = compilation.context;
  const back = nouns.field(many.field.to!, many.field.via!);
  const child = ruleSet.view(back.noun);
  const facts: Predicate[] = [parentFact(back, ruleSet.view(noun.name)), child.row];
  const { fields, links } = many.page.selection;
  const found = new Map<string, Predicate>();
  const walk = (predicate: Predicate): void => {
    if (predicate.kind === 'and' || predicate.kind === 'or') predicate.of.forEach(walk);
    if (predicate.kind === 'not') walk(predicate.of);
    if (predicate.kind !== 'via' || predicate.link !== back.name || !isPlain(predicate.where)) return;
    found.set(predicateKey(predicate.where), predicate.where);
  };
  for (const { name } of [...fields, ...links.map(({ field }) => field)]) {
    const cell = child.cells.get(name);
    for (const condition of cell ? [cell.read, cell.mask] : []) walk(compilation.left(facts, condition));
  }
  return [...found.values()];
}

/** What is known of a child of a visible parent: that its link leads to one. */
export const parentFact = (link: Field, parent: NounView): Predicate => ({
  kind: 'via',
  link: link.name,
  where: parent.row,
});

/**
 * Whether a target is read in the same row: where nothing of it lies in other tables or is logged, and no sub-query would
 * be asked once for every row that links to it. A target of a target too, but no third one.
 */
function canJoin(compilation: Compilation, target: Noun, selection: Selection, place: 'alone' | 'joined'): boolean {
  if (selection.manys.length > 0 || selection.history.length > 0 || selection.access) return false;
  const { ruleSet, nouns } = compilation.context;
  const view = ruleSet.view(target.name);
  if (!isPlain(view.row)) return false;
  const plain = (field: Field): boolean => {
    const cell = view.cells.get(field.name);
    return (
      field.kind !== 'secret' &&
      field.kind !== 'externalIds' &&
      field.kind !== 'derived' &&
      cell !== undefined &&
      !cell.sensitive &&
      isPlain(cell.read) &&
      isPlain(cell.mask)
    );
  };
  if (![...selection.fields, ...selection.links.map(({ field }) => field)].every(plain)) return false;
  if (place === 'joined') return selection.links.length === 0;
  return selection.links.every((link) => canJoin(compilation, nouns.get(link.field.to!), link.selection, 'joined'));
}

/** Every condition that `access {}` tells the truth of. */
function accessConditions(view: NounView, compilation: Compilation): Predicate[] {
  const write = compilation.context.ruleSet.write(view.noun);
  return [
    ...[...view.cells.values()].flatMap((cell) => [cell.read, cell.mask]),
    ...[...write.fields.values()].map((field) => field.update),
    write.update,
    write.delete,
  ];
}

function decoderOf(field: Field): GuardedCell['decode'] {
  if (field.kind === 'dictionary') {
    const dictionary = field.dictionary!;
    return (stored, { dictionaryName }) => {
      const key = String(stored);
      return { key, name: dictionaryName(dictionary, key) };
    };
  }
  if (field.kind === 'choices') {
    const dictionary = field.dictionary!;
    return (stored, { dictionaryName }) =>
      (JSON.parse(String(stored)) as string[]).map((key) => ({ key, name: dictionaryName(dictionary, key) }));
  }
  if (field.kind === 'link') return Number;
  const kind = storedKind(field);
  return (stored) => fromColumn(kind, stored);
}

/** Completed years between a birth date and today in UTC. */
function ageOn(birthDate: unknown, { now }: Decoding): number | null {
  if (typeof birthDate !== 'string') return null;
  const today = new Date(now).toISOString().slice(0, 10);
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return today.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

/** `expression AS cN`, for select lists that are read again from a sub-query. */
export const aliased = (expressions: readonly Sql[]): Sql[] =>
  expressions.map((expression, i) => sql`${expression} AS ${raw(`c${i}`)}`);

/** The FROM list of a statement. */
export const fromSql = (noun: Noun, alias: Sql, joins: readonly Sql[]): Sql =>
  sql`${raw(noun.table)} ${alias}${join(joins, '')}`;
