import { createHash } from 'node:crypto';

/**
 * A column type that means the same on both engines.
 *
 * | type | SQLite | MySQL | holds |
 * | --- | --- | --- | --- |
 * | pk | integer, auto-increment | bigint, auto-increment | internal key, never shown |
 * | id | blob | binary(16) | public UUID |
 * | integer | integer | int | counters, percent |
 * | big | bigint | bigint | decimals times 10^4, moments in epoch ms, keys of other tables |
 * | flag | integer | tinyint | 0 or 1 |
 * | date | varchar(10) | char(10) | YYYY-MM-DD |
 * | name | varchar(n) | varchar(n), compared by code point | one line of text |
 * | ascii | varchar(n) | varchar(n) ascii, compared by bytes | paths, machine words |
 * | fold | text | varbinary(n) | folded text, compared by bytes on both |
 * | long | text | longtext | long text, JSON |
 * | bytes | blob | varbinary(n) | ciphertext, wrapped keys |
 * | hash | blob | binary(32) | SHA-256, HMAC |
 */
export type ColumnType =
  'pk' | 'id' | 'integer' | 'big' | 'flag' | 'date' | 'name' | 'ascii' | 'fold' | 'long' | 'bytes' | 'hash';

export interface Column {
  name: string;
  type: ColumnType;
  /** Characters (name, ascii) or bytes (fold, bytes). */
  length?: number;
  nullable?: boolean;
  /** Part of the primary key where that is not `pk`. */
  primary?: boolean;
}

export interface Index {
  columns: readonly string[];
  unique?: boolean;
}

/** A column that holds the `pk` of another table's row. */
export interface Reference {
  column: string;
  table: string;
}

/** A table as both engines can build it. Defaults are the writers' work, so there are none here. */
export interface Table {
  name: string;
  columns: readonly Column[];
  indexes: readonly Index[];
  references: readonly Reference[];
}

/** Bytes of the folded companion of text of at most `max` characters; a longer folded form is refused by the writer. */
export const foldBytes = (max: number): number => max * 4;

/** Names of keys, the same in entities and migrations. */
export const indexName = (table: string, { columns, unique }: Index): string =>
  shortName(`${unique ? 'uq' : 'ix'}_${table}_${columns.join('_')}`);

export const referenceName = (table: string, { column }: Reference): string => shortName(`fk_${table}_${column}`);

/** MySQL takes names of at most 64 characters: of a longer one the start is kept, and a hash of the whole. */
function shortName(name: string): string {
  if (name.length <= 64) return name;
  return `${name.slice(0, 55)}_${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}

/**
 * Completes a table: every column that refers to another table gets an index led by it, which MySQL would otherwise add
 * under a name of its own, and which SQLite needs to check the reference quickly.
 */
export function defineTable(table: Table): Table {
  const led = new Set(table.indexes.map((index) => index.columns[0]));
  const primary = table.columns.find((column) => column.primary)?.name;
  if (primary) led.add(primary);
  const missing = table.references.filter((reference) => !led.has(reference.column));
  return { ...table, indexes: [...table.indexes, ...missing.map(({ column }) => ({ columns: [column] }))] };
}
