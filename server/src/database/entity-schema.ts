import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import type { Dialect } from './database';
import { indexName, referenceName, type Column, type Table } from './table';

/** What TypeORM is told a table looks like on one engine. */
export function entitySchema(table: Table, dialect: Dialect): EntitySchema {
  return new EntitySchema({
    name: table.name,
    tableName: table.name,
    columns: Object.fromEntries(table.columns.map((column) => [column.name, columnOptions(column, dialect)])),
    indices: table.indexes.map((index) => ({
      name: indexName(table.name, index),
      columns: [...index.columns],
      unique: index.unique ?? false,
    })),
    foreignKeys: table.references.map((reference) => ({
      name: referenceName(table.name, reference),
      target: reference.table,
      columnNames: [reference.column],
      referencedColumnNames: ['pk'],
    })),
  });
}

function columnOptions(column: Column, dialect: Dialect): EntitySchemaColumnOptions {
  const { type, length } = columnTypes[column.type][dialect];
  return {
    type,
    ...(length === true ? { length: column.length } : length ? { length } : {}),
    ...(dialect === 'mysql' && collations[column.type]),
    ...(column.type === 'pk' && { primary: true, generated: 'increment' as const }),
    ...(column.primary && { primary: true }),
    nullable: column.nullable ?? false,
  };
}

type Native = { type: NonNullable<EntitySchemaColumnOptions['type']>; length?: number | true };

/** `true`: the length of the column. */
const columnTypes: Record<Column['type'], Record<Dialect, Native>> = {
  pk: { sqlite: { type: 'integer' }, mysql: { type: 'bigint' } },
  id: { sqlite: { type: 'blob' }, mysql: { type: 'binary', length: 16 } },
  integer: { sqlite: { type: 'integer' }, mysql: { type: 'int' } },
  big: { sqlite: { type: 'bigint' }, mysql: { type: 'bigint' } },
  flag: { sqlite: { type: 'integer' }, mysql: { type: 'tinyint' } },
  date: { sqlite: { type: 'varchar', length: 10 }, mysql: { type: 'char', length: 10 } },
  name: { sqlite: { type: 'varchar', length: true }, mysql: { type: 'varchar', length: true } },
  ascii: { sqlite: { type: 'varchar', length: true }, mysql: { type: 'varchar', length: true } },
  fold: { sqlite: { type: 'text' }, mysql: { type: 'varbinary', length: true } },
  long: { sqlite: { type: 'text' }, mysql: { type: 'longtext' } },
  bytes: { sqlite: { type: 'blob' }, mysql: { type: 'varbinary', length: true } },
  hash: { sqlite: { type: 'blob' }, mysql: { type: 'binary', length: 32 } },
};

const unicode = { charset: 'utf8mb4', collation: 'utf8mb4_bin' };
const ascii = { charset: 'ascii', collation: 'ascii_bin' };

const collations: Partial<Record<Column['type'], { charset: string; collation: string }>> = {
  date: ascii,
  name: unicode,
  ascii,
  long: unicode,
};
