import type { SqlRow } from '../database/database';
import { forbidden } from '../errors/errors';
import { GuardedRow } from '../access/guard';
import { bitOf, type NounView } from '../access/rule-set';
import type { Predicate } from '../access/predicate';
import type { Field, Noun } from '../model/registry';
import type { Compilation } from './context';
import { predicateSql } from './predicate-sql';
import type { Selection } from './selection';
import { guarded, neverReadable, shownSql } from './shown';
import { raw, sql, type Sql } from './sql';
import { fromColumn, storedKind } from './values';

/** The select list of one statement over a view, and how its rows become guarded rows. */
export interface Columns {
  expressions: Sql[];
  /** `row[offset]` is the first of the expressions. */
  decode(row: SqlRow, offset?: number): GuardedRow;
  /** Readable fields whose reads are logged. */
  logged: readonly string[];
}

/** Positions of the two columns every select list starts with. */
export const pkAt = 0;
export const idAt = 1;

/** Only the selected columns, each null where its cell may not be read, and the visible bit beside it. */
export function selectColumns(compilation: Compilation, noun: Noun, alias: Sql, selection: Selection): Columns {
  const { context } = compilation;
  const view = context.ruleSet.view(noun.name);
  const expressions: Sql[] = [sql`${alias}.pk`, sql`${alias}.id`];
  const slots: { field: Field; at: number }[] = [];
  const bits = new Map<string, number>();
  const addBit = (predicate: Predicate): void => {
    const name = bitOf(predicate);
    if (name === null || bits.has(name)) return;
    bits.set(name, expressions.length);
    expressions.push(sql`COALESCE(${predicateSql(compilation, noun, alias, predicate)}, 0)`);
  };
  const addField = (field: Field): void => {
    if (slots.some((slot) => slot.field.name === field.name)) return;
    const cell = view.cells.get(field.name);
    if (!cell) return;
    addBit(cell.mask);
    if (neverReadable(compilation, field)) {
      if (context.strict) compilation.denied.add(field.name);
      return;
    }
    addBit(cell.read);
    if (field.derivation?.from === 'own') {
      for (const input of field.derivation.inputs) addField(noun.fields.get(input)!);
      slots.push({ field, at: -1 });
      return;
    }
    if (field.kind === 'many') return;
    if (field.kind === 'externalIds') {
      slots.push({ field, at: -1 });
      return;
    }
    const shown = shownSql(compilation, noun, alias, field, field.name);
    slots.push({ field, at: expressions.length });
    expressions.push(guarded(shown.condition, shown.value));
  };
  for (const field of selection.fields) addField(field);
  for (const link of selection.links) addField(link.field);
  for (const many of selection.manys) addField(many.field);
  if (selection.access) for (const predicate of accessConditions(view, compilation)) addBit(predicate);
  if (selection.history.length > 0) for (const cell of view.cells.values()) addBit(cell.read);
  if (compilation.denied.size > 0) throw forbidden([...compilation.denied]);
  return {
    expressions,
    decode: (row, offset = 0) => decodeRow(compilation, view, slots, bits, row, offset),
    logged: slots.filter(({ field }) => view.cells.get(field.name)?.sensitive).map(({ field }) => field.name),
  };
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

function decodeRow(
  compilation: Compilation,
  view: NounView,
  slots: readonly { field: Field; at: number }[],
  bits: ReadonlyMap<string, number>,
  row: SqlRow,
  offset: number,
): GuardedRow {
  const values = new Map<string, unknown>([['id', fromColumn('id', row[offset + idAt])]]);
  for (const { field, at } of slots) {
    if (at >= 0) values.set(field.name, decodeValue(compilation, field, row[offset + at]));
  }
  for (const { field, at } of slots) {
    if (at < 0 && field.derivation?.from === 'own') {
      values.set(field.name, ageOn(compilation.context.now, values.get(field.derivation.inputs[0]!)));
    }
  }
  const truths = new Map<string, boolean>();
  for (const [name, at] of bits) truths.set(name, Number(row[offset + at]) === 1);
  return new GuardedRow(view, Number(row[offset + pkAt]), values, truths);
}

function decodeValue(compilation: Compilation, field: Field, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (field.kind === 'dictionary') {
    const key = String(value);
    return { key, name: compilation.context.dictionaryName(field.dictionary!, key) };
  }
  return field.kind === 'link' ? Number(value) : fromColumn(storedKind(field), value);
}

/** Completed years between a birth date and today in UTC. */
function ageOn(now: number, birthDate: unknown): number | null {
  if (typeof birthDate !== 'string') return null;
  const today = new Date(now).toISOString().slice(0, 10);
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return today.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

/** `expression AS cN`, for select lists that are read again from a sub-query. */
export const aliased = (expressions: readonly Sql[]): Sql[] =>
  expressions.map((expression, i) => sql`${expression} AS ${raw(`c${i}`)}`);
