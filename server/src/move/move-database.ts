import { createHash } from 'node:crypto';
import { makeColumns, makeIndexes } from '../custom-fields/field-columns';
import { fieldsIn, storedFields } from '../custom-fields/stored-fields';
import type { Database, SqlRow, SqlRunner, SqlValue } from '../database/database';
import type { Column, Table } from '../database/table';
import { badInput } from '../errors/errors';
import { allTables } from '../model/entity-schema';
import type { NounRegistry } from '../model/registry';
import { insertRows } from '../records/save';

// Raw SQL: a move copies every row of every table, whoever may see it; the operator has no principal.

/** What of a table was moved and found alike. */
export interface MovedTable {
  table: string;
  rows: number;
}

export interface MoveOptions {
  /** Migrated, and used by nobody meanwhile. */
  from: Database;
  /** Migrated, and empty. */
  to: Database;
  nouns: NounRegistry;
  onTable?(moved: MovedTable, total: number): void;
}

const batchRows = 1_000;

/** What migrations put into an empty database; the source's rows take their place. */
const seeded = new Set(['access_state', 'search_state']);

/**
 * Copies every row to a database of either engine, as of one moment, and compares every row there with where it came from. A target
 * in which a copy was cut off is emptied and filled anew.
 * @throws KehuError for a target that holds anything, or a row that differs
 */
export async function moveDatabase({ from, to, nouns, onTable }: MoveOptions): Promise<MovedTable[]> {
  const custom = await storedFields(from);
  const whole = nouns.with([...fieldsIn(custom, 'use'), ...fieldsIn(custom, 'retirement')]);
  const tables = allTables(whole);
  const cutOff = await wasCutOff(to);
  if (!cutOff) await mustBeEmpty(to, tables);
  await to.run(`CREATE TABLE IF NOT EXISTS ${marker} (begun INTEGER)`);
  for (const field of custom) {
    await makeColumns(to, nouns, field);
    if (field.indexed) await makeIndexes(to, nouns, field);
  }
  const source = await from.snapshot();
  try {
    const digests = new Map<string, { rows: number; digest: string }>();
    await withoutReferences(to, async (write) => {
      for (const table of tables) {
        await write((tx) => clear(tx, table, cutOff));
        digests.set(table.name, await copy(source, write, table));
      }
    });
    const moved: MovedTable[] = [];
    for (const table of tables) {
      const there = await digestOf(to, table);
      const here = digests.get(table.name)!;
      if (there.digest !== here.digest || there.rows !== here.rows) throw differs(table.name);
      moved.push({ table: table.name, rows: here.rows });
      onTable?.(moved.at(-1)!, tables.length);
    }
    await to.run(`DROP TABLE ${marker}`);
    return moved;
  } finally {
    await source.close();
  }
}

const differs = (table: string): Error =>
  badInput(
    'to',
    `The table ${table} differs after the copy; look for what changes the target, and try again.`,
    `复制后表 ${table} 不一致，请检查是什么改动了目标数据库，然后重试。`,
  );

async function mustBeEmpty(to: SqlRunner, tables: readonly Table[]): Promise<void> {
  for (const { name } of tables) {
    if (seeded.has(name)) continue;
    const [row] = await to.rows(`SELECT 1 FROM ${name} LIMIT 1`);
    if (row) {
      throw badInput(
        'to',
        `The target is not empty: its table ${name} holds rows. Name an empty database.`,
        `目标数据库不为空：表 ${name} 中有数据，请指定空数据库。`,
      );
    }
  }
}

async function clear(tx: SqlRunner, { name }: Table, cutOff: boolean): Promise<void> {
  if (cutOff || seeded.has(name)) await tx.run(`DELETE FROM ${name}`);
}

/** Stands in the target from the first row to the last comparison: what is in such a target is a copy that was cut off. */
const marker = 'kehu_move_begun';

async function wasCutOff(to: SqlRunner): Promise<boolean> {
  const [found] =
    to.dialect === 'mysql'
      ? await to.rows('SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?', [
          marker,
        ])
      : await to.rows("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", [marker]);
  return found !== undefined;
}

type Write = (work: (tx: SqlRunner) => Promise<void>) => Promise<void>;

/** Rows refer to one another in circles, so references are looked at again when all are there. */
async function withoutReferences(to: Database, work: (write: Write) => Promise<void>): Promise<void> {
  if (to.dialect === 'mysql') {
    // The check is a setting of a connection, which goes back to the others: it is set and taken back with each batch.
    return work((batch) =>
      to.transaction(async (tx) => {
        await tx.run('SET foreign_key_checks = 0');
        try {
          await batch(tx);
        } finally {
          await tx.run('SET foreign_key_checks = 1');
        }
      }),
    );
  }
  await to.run('PRAGMA foreign_keys = OFF');
  try {
    await work((batch) => to.transaction(batch));
    const [broken] = await to.rows('PRAGMA foreign_key_check');
    if (broken) throw differs(String(broken[0]));
  } finally {
    await to.run('PRAGMA foreign_keys = ON');
  }
}

const keyOf = ({ columns }: Table): Column[] => {
  const primary = columns.filter((column) => column.primary || column.type === 'pk');
  return primary.length > 0 ? primary : [...columns];
};

async function copy(source: SqlRunner, write: Write, table: Table): Promise<{ rows: number; digest: string }> {
  const hash = createHash('sha256');
  let rows = 0;
  for await (const page of pages(source, table)) {
    const values = page.map((row) => table.columns.map((column, i) => plain(column, row[i])));
    for (const row of values) hash.update(lineOf(row));
    rows += values.length;
    await write(async (tx) => {
      const stored = values.map((row) => row.map((value, i) => forEngine(tx, table.columns[i]!, value)));
      await insertRows(
        tx,
        table.name,
        table.columns.map((column) => quoted(tx, column.name)),
        stored,
      );
    });
  }
  return { rows, digest: hash.digest('hex') };
}

async function digestOf(runner: SqlRunner, table: Table): Promise<{ rows: number; digest: string }> {
  const hash = createHash('sha256');
  let rows = 0;
  for await (const page of pages(runner, table)) {
    rows += page.length;
    for (const row of page) hash.update(lineOf(table.columns.map((column, i) => plain(column, row[i]))));
  }
  return { rows, digest: hash.digest('hex') };
}

/** All rows in the order of their key, which both engines order alike. */
async function* pages(runner: SqlRunner, table: Table): AsyncGenerator<SqlRow[]> {
  const names = table.columns.map((column) => quoted(runner, column.name)).join(', ');
  const key = keyOf(table);
  const places = key.map((column) => table.columns.indexOf(column));
  const order = key.map((column) => quoted(runner, column.name)).join(', ');
  let last: SqlValue[] | null = null;
  for (;;) {
    const { where, params } = last === null ? { where: '', params: [] } : after(runner, key, last);
    const page: SqlRow[] = await runner.rows(
      `SELECT ${names} FROM ${table.name} ${where} ORDER BY ${order} LIMIT ${batchRows}`,
      params,
    );
    if (page.length > 0) yield page;
    if (page.length < batchRows) return;
    last = places.map((place) => page.at(-1)![place] as SqlValue);
  }
}

/** `(a > ?) OR (a = ? AND b > ?)`: in a form that both engines read an index by. */
function after(
  runner: SqlRunner,
  key: readonly Column[],
  last: readonly SqlValue[],
): { where: string; params: SqlValue[] } {
  const params: SqlValue[] = [];
  const ways = key.map((column, i) => {
    const same = key.slice(0, i).map(({ name }, n) => {
      params.push(last[n]!);
      return `${quoted(runner, name)} = ?`;
    });
    params.push(last[i]!);
    return `(${[...same, `${quoted(runner, column.name)} > ?`].join(' AND ')})`;
  });
  return { where: `WHERE ${ways.join(' OR ')}`, params };
}

const quoted = ({ dialect }: SqlRunner, name: string): string => (dialect === 'mysql' ? `\`${name}\`` : `"${name}"`);

/** A value as neither engine has it: text as text, bytes as bytes, numbers as numbers. */
function plain({ type }: Column, value: unknown): SqlValue {
  if (value === null || value === undefined) return null;
  switch (type) {
    case 'id':
    case 'bytes':
    case 'hash':
      return Buffer.from(value as Uint8Array);
    case 'fold':
    case 'name':
    case 'ascii':
    case 'long':
    case 'date':
      return Buffer.isBuffer(value) ? value.toString('utf8') : String(value);
    default:
      return Number(value);
  }
}

/** Folded text is bytes on one engine and text on the other. */
const forEngine = ({ dialect }: SqlRunner, { type }: Column, value: SqlValue): SqlValue =>
  type === 'fold' && dialect === 'mysql' && typeof value === 'string' ? Buffer.from(value, 'utf8') : value;

const lineOf = (row: readonly SqlValue[]): string =>
  `${JSON.stringify(row.map((value) => (Buffer.isBuffer(value) ? { bytes: value.toString('base64') } : value)))}\n`;
