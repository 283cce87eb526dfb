import { fold } from '@kehu/shared';
import type { SqlRunner, SqlValue } from '../database/database';
import type { Noun } from '../model/registry';
import { idToBytes } from '../query/values';
import { columnsOf, toStored } from '../records/stored-form';
import { noteRecords } from '../search/note-records';

/** Rows of one insert statement: few enough for both engines' parameter limits at the widest table. */
const rowsPerStatement = 200;

// Raw SQL: the demo company is written into an empty database before anybody is there to write it.

/** Inserts rows in the order of `columns`, many to a statement. */
export async function insertRows(
  tx: SqlRunner,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly SqlValue[])[],
): Promise<void> {
  const row = `(${columns.map(() => '?').join(',')})`;
  for (let i = 0; i < rows.length; i += rowsPerStatement) {
    const part = rows.slice(i, i + rowsPerStatement);
    const text = `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${part.map(() => row).join(',')}`;
    await tx.run(text, part.flat());
  }
}

/** A record by field, in value form: links as internal keys, lists as objects, decimals scaled. */
export interface BulkRecord {
  pk: number;
  id: string;
  createdAt: number;
  updatedAt: number;
  /** Absent fields are null. */
  values: Readonly<Record<string, unknown>>;
  /** Columns that no field of the model stands for: ciphertexts and their indexes. */
  extra?: Readonly<Record<string, SqlValue>>;
}

/** Writes records of a noun through the same column forms as every other write. */
export async function insertRecords(
  tx: SqlRunner,
  noun: Noun,
  records: readonly BulkRecord[],
  extraColumns: readonly string[] = [],
): Promise<void> {
  const fields = [...noun.fields.values()].filter(
    (field) => !systemFields.has(field.name) && columnsOf(field).length > 0,
  );
  const columns = [
    'pk',
    'id',
    'created_at',
    'updated_at',
    ...(noun.features.versioned ? ['version'] : []),
    ...fields.flatMap(columnsOf),
    ...extraColumns,
  ];
  const rows = records.map((record) => [
    record.pk,
    idToBytes(record.id),
    record.createdAt,
    record.updatedAt,
    ...(noun.features.versioned ? [1] : []),
    ...fields.flatMap((field) => toStored(field, record.values[field.name])),
    ...extraColumns.map((column) => record.extra?.[column] ?? null),
  ]);
  await insertRows(tx, noun.table, columns, rows);
  await noteRecords(tx, noun, records, (record, field) => record.values[field]);
  const tagged = records.filter((record) => Array.isArray(record.values.tags));
  if (tagged.length > 0) await insertTags(tx, noun, tagged);
}

const systemFields = new Set(['id', 'version', 'createdAt', 'updatedAt', 'deletedAt']);

async function insertTags(tx: SqlRunner, noun: Noun, records: readonly BulkRecord[]): Promise<void> {
  const rows = records.flatMap((record) =>
    (record.values.tags as string[]).map((tag): SqlValue[] => [record.pk, fold(tag), tag]),
  );
  await insertRows(tx, `${noun.name}_tags`, [`${noun.name}_pk`, 'tag_fold', 'tag'], rows);
}
