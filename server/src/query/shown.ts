import type { CellRule } from '../access/rule-set';
import type { Field, Noun } from '../model/registry';
import type { Compilation } from './context';
import { columnSql, liveSql, predicateSql } from './predicate-sql';
import { allOf, list, no, raw, sql, yes, type Sql } from './sql';

/** A field as the principal is shown it: an SQL value and the rows on which it may be read. */
export interface Shown {
  field: Field;
  /** The column itself, or the sub-query of a derived value. Never used without `condition`. */
  value: Sql;
  /** Folded companion, where there is one: what filters and sort compare. */
  compared: Sql;
  /** Rows where it is readable: `yes` where rules alone allow it. */
  condition: Sql;
}

/** The cell rule of a field of a noun in this view; a field without one is unreadable. */
export const cellOf = (compilation: Compilation, noun: string, field: string): CellRule | undefined =>
  compilation.context.ruleSet.view(noun).cells.get(field);

/** Whether rules alone keep the field from the principal on every row. Derived values count their inputs. */
export function neverReadable(compilation: Compilation, field: Field): boolean {
  const cell = cellOf(compilation, field.noun, field.name);
  if (!cell || cell.read.kind === 'none') return true;
  if (field.derivation?.from !== 'children') return false;
  const childView = compilation.context.ruleSet.view(
    compilation.context.nouns.field(field.noun, field.derivation.many).to!,
  );
  const { own, children } = derivationCells(compilation, field, field.derivation);
  return childView.row.kind === 'none' || [...own, ...children].some((cell) => !cell || cell.read.kind === 'none');
}

type FromChildren = Extract<NonNullable<Field['derivation']>, { from: 'children' }>;

/**
 * Everything a value derived from children is made of. The link to the record is an input too, and so is the record's own
 * currency where amounts are matched with it.
 */
function derivationCells(
  compilation: Compilation,
  field: Field,
  derivation: FromChildren,
): { own: (CellRule | undefined)[]; children: (CellRule | undefined)[] } {
  const many = compilation.context.nouns.field(field.noun, derivation.many);
  const own = [many.name, ...(derivation.sameCurrency ? ['currency'] : [])];
  return {
    own: own.map((input) => cellOf(compilation, field.noun, input)),
    children: [many.via!, ...derivation.inputs].map((input) => cellOf(compilation, many.to!, input)),
  };
}

/**
 * The one way from a field to SQL. A statically unreadable field is noted as denied and reads as null; the statement is
 * then never run. `path` names the field in the refusal.
 */
export function shownSql(compilation: Compilation, noun: Noun, alias: Sql, field: Field, path: string): Shown {
  if (neverReadable(compilation, field)) {
    compilation.denied.add(path);
    return { field, value: raw('NULL'), compared: raw('NULL'), condition: no };
  }
  const cell = cellOf(compilation, noun.name, field.name)!;
  if (cell.sensitive) compilation.sensitive.add(field.name);
  const condition = cell.readBit === null ? yes : predicateSql(compilation, noun, alias, cell.read);
  if (field.derivation?.from === 'children') {
    const value = derivedSql(compilation, noun, alias, field);
    return { field, value, compared: value, condition };
  }
  const value = columnSql(alias, field.column);
  return { field, value, compared: field.foldColumn ? columnSql(alias, field.foldColumn) : value, condition };
}

/** A value that is null where it may not be read: the form for sort, groups, aggregates and select lists. */
export const guarded = (condition: Sql, value: Sql): Sql =>
  condition === yes ? value : condition === no ? raw('NULL') : sql`CASE WHEN ${condition} THEN ${value} END`;

/**
 * A value computed from children over the reader's view of them. Where rules alone make every input visible, the stored
 * column, kept in the same transaction, stands for the scan.
 */
function derivedSql(compilation: Compilation, noun: Noun, alias: Sql, field: Field): Sql {
  const derivation = field.derivation;
  if (derivation?.from !== 'children') throw new Error(`${field.noun}.${field.name} has no children to derive from`);
  const { nouns, ruleSet } = compilation.context;
  const many = nouns.field(noun.name, derivation.many);
  const child = nouns.get(many.to!);
  const view = ruleSet.view(child.name);
  const { own, children } = derivationCells(compilation, field, derivation);
  const rows = child.parent === many.via ? view.ownRow : view.row;
  if (rows.kind === 'all' && [...own, ...children].every((cell) => cell?.read.kind === 'all')) {
    return columnSql(alias, derivation.column);
  }
  const c = compilation.alias();
  const where = allOf([
    sql`${columnSql(c, nouns.field(child.name, many.via!).column)} = ${alias}.pk`,
    liveSql(child, c),
    predicateSql(compilation, child, c, rows),
    ...own.map((cell) => (cell ? predicateSql(compilation, noun, alias, cell.read) : no)),
    ...children.map((cell) => (cell ? predicateSql(compilation, child, c, cell.read) : no)),
    ...(derivation.sameCurrency ? [sql`${c}.currency = ${alias}.currency`] : []),
  ]);
  const counts = sql`${where}${exceptSql(child, c, derivation)}`;
  const column = columnSql(c, nouns.field(child.name, derivation.value).column);
  const from = sql`FROM ${raw(child.table)} ${c} WHERE ${counts}`;
  return derivation.aggregate === 'sum'
    ? sql`(SELECT COALESCE(SUM(${column}), 0) ${from})`
    : sql`(SELECT MAX(${column}) ${from})`;
}

/** Leaves out the children that a derived value does not count, as ` AND …` after a condition. */
export function exceptSql(child: Noun, c: Sql, { except }: FromChildren): Sql {
  if (!except) return raw('');
  const column = columnSql(c, child.fields.get(except.field)!.column);
  return sql` AND ${column} NOT IN ${list(except.values)}`;
}
