import { defineTable, foldBytes, type Column, type Index, type Reference, type Table } from '../database/table';
import type { Field, Noun, NounRegistry } from './registry';

/** Longest sound of a text; see the search module. */
export const soundBytes = 1_600;

/** Longest ciphertext in bytes: version, nonce and tag around at most 64 characters. */
const secretBytes = 320;

/** The tables of a noun: its own, and the one of its tags where it has some. */
export function nounTables(noun: Noun, nouns: NounRegistry): Table[] {
  const fields = [...noun.fields.values()];
  const columns: Column[] = [{ name: 'pk', type: 'pk' }];
  const indexes: Index[] = [{ columns: ['id'], unique: true }];
  const references: Reference[] = [];
  for (const field of fields) {
    columns.push(...fieldColumns(field));
    if (field.unique && field.foldColumn) indexes.push({ columns: [field.foldColumn], unique: true });
    if (field.index) indexes.push({ columns: [field.foldColumn ?? field.column] });
    if (field.kind === 'secret') indexes.push({ columns: [`${field.column}_index`] });
    if (field.kind === 'link') references.push({ column: field.column, table: nouns.get(field.to!).table });
  }
  for (const hidden of noun.hiddenColumns ?? [])
    columns.push({ name: hidden.name, type: 'ascii', length: 255, nullable: true });
  for (const index of noun.indexes ?? []) indexes.push({ columns: index });
  const tables = [defineTable({ name: noun.table, columns, indexes, references })];
  if (fields.some((field) => field.kind === 'tags')) tables.push(tagTable(noun));
  return tables;
}

const systemColumns = new Set(['version', 'createdAt', 'updatedAt']);

/** The columns that hold a field, in the table of its noun. */
export function fieldColumns(field: Field): Column[] {
  const { column: name } = field;
  if (name === '') return [];
  const nullable = !field.required && !systemColumns.has(field.name);
  switch (field.kind) {
    case 'id':
      return [{ name, type: 'id' }];
    case 'text': {
      const text: Column = { name, type: 'name', length: field.max!, nullable };
      return [
        text,
        ...(field.foldColumn
          ? [{ name: field.foldColumn, type: 'fold' as const, length: foldBytes(field.max!), nullable }]
          : []),
        ...(field.soundColumn
          ? [{ name: field.soundColumn, type: 'fold' as const, length: soundBytes, nullable: true }]
          : []),
      ];
    }
    case 'choice':
    case 'dictionary':
      return [{ name, type: 'name', length: 64, nullable }];
    case 'decimal':
    case 'dateTime':
    case 'derived':
    case 'link':
      return [{ name, type: 'big', nullable }];
    case 'integer':
      return [{ name, type: 'integer', nullable }];
    case 'boolean':
      return [{ name, type: 'flag', nullable }];
    case 'date':
      return [{ name, type: 'date', nullable }];
    case 'longText':
    case 'json':
    case 'phones':
    case 'emails':
    case 'addresses':
    case 'tags':
    case 'choices':
      return [{ name, type: 'long', nullable }];
    case 'secret':
      return [
        { name, type: 'bytes', length: secretBytes, nullable },
        { name: `${name}_index`, type: 'hash', nullable },
      ];
    case 'many':
    case 'externalIds':
      return [];
  }
}

/** One row a tag, for filters by tag; the record's own column keeps the list as it is shown. */
function tagTable(noun: Noun): Table {
  const field = [...noun.fields.values()].find(({ kind }) => kind === 'tags')!;
  const owner = `${noun.name}_pk`;
  return defineTable({
    name: `${noun.name}_tags`,
    columns: [
      { name: owner, type: 'big', primary: true },
      { name: 'tag_fold', type: 'fold', length: foldBytes(field.max!), primary: true },
      { name: 'tag', type: 'name', length: field.max! },
    ],
    indexes: [{ columns: ['tag_fold', owner] }],
    references: [{ column: owner, table: noun.table }],
  });
}
