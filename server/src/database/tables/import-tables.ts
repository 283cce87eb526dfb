import { defineTable, type Table } from '../table';

/** Imports: what is to be read how, how far they are, what became of which row, and what stood there before. */
export const importTables: readonly Table[] = [
  defineTable({
    name: 'imports',
    columns: [
      { name: 'pk', type: 'pk' },
      { name: 'id', type: 'id' },
      { name: 'by_user_pk', type: 'big' },
      { name: 'noun', type: 'ascii', length: 32 },
      { name: 'state', type: 'ascii', length: 16 },
      { name: 'wanted', type: 'ascii', length: 16 }, // what its runner is asked for: run, pause, cancel
      { name: 'source', type: 'name', length: 64 },
      { name: 'file_name', type: 'name', length: 255 },
      { name: 'file_bytes', type: 'big' },
      { name: 'file_digest', type: 'hash' },
      { name: 'plan', type: 'long' }, // JSON: how to read, map, clean, match
      { name: 'checkpoint', type: 'big' }, // records of the file that are done with
      { name: 'progress', type: 'integer' }, // millionths of the file
      { name: 'created', type: 'big' },
      { name: 'updated', type: 'big' },
      { name: 'unchanged', type: 'big' },
      { name: 'refused', type: 'big' },
      { name: 'kept', type: 'big' }, // records that undoing left as they were
      { name: 'active_ms', type: 'big' },
      { name: 'report', type: 'long', nullable: true }, // JSON: what a rehearsal found
      { name: 'fault', type: 'long', nullable: true }, // JSON: why it ended early, in words
      { name: 'created_at', type: 'big' },
      { name: 'updated_at', type: 'big' },
      { name: 'finished_at', type: 'big', nullable: true },
      { name: 'read_as', type: 'long', nullable: true }, // JSON: the settings that tell its rows apart
      { name: 'sealed', type: 'flag', nullable: true }, // whether file, refusals and replaced values are stored closed
      { name: 'cleared_at', type: 'big', nullable: true }, // when these were taken away
    ],
    indexes: [
      { columns: ['id'], unique: true },
      { columns: ['file_digest'] },
      { columns: ['updated_at'] },
      { columns: ['cleared_at', 'updated_at'] },
    ],
    references: [{ column: 'by_user_pk', table: 'users' }],
  }),
  // Rows that created or changed a record. No references: a record may be gone.
  defineTable({
    name: 'import_rows',
    columns: [
      { name: 'import_pk', type: 'big', primary: true },
      { name: 'position', type: 'big', primary: true },
      { name: 'line', type: 'integer' },
      { name: 'record_pk', type: 'big' },
      { name: 'created', type: 'flag' },
      { name: 'version', type: 'integer' }, // of the record as the row left it
      { name: 'undone', type: 'ascii', length: 16, nullable: true }, // undone, or why it stayed
      { name: 'before', type: 'long', nullable: true }, // JSON: values that the row replaced
    ],
    indexes: [{ columns: ['record_pk'] }],
    references: [{ column: 'import_pk', table: 'imports' }],
  }),
  defineTable({
    name: 'import_refusals',
    columns: [
      { name: 'import_pk', type: 'big', primary: true },
      { name: 'position', type: 'big', primary: true },
      { name: 'line', type: 'integer' },
      { name: 'code', type: 'ascii', length: 32 },
      { name: 'place', type: 'name', length: 255, nullable: true }, // header of the column at fault
      { name: 'message', type: 'long' }, // JSON: in both languages
      { name: 'cells', type: 'long' }, // JSON: the cells of the rows it came from
    ],
    indexes: [],
    references: [{ column: 'import_pk', table: 'imports' }],
  }),
  // Files that were uploaded, in pieces, so that any node can read them.
  defineTable({
    name: 'import_chunks',
    columns: [
      { name: 'import_pk', type: 'big', primary: true },
      { name: 'position', type: 'big', primary: true },
      { name: 'bytes', type: 'bytes', length: 32_768 },
    ],
    indexes: [],
    references: [{ column: 'import_pk', table: 'imports' }],
  }),
  defineTable({
    name: 'import_templates',
    columns: [
      { name: 'pk', type: 'pk' },
      { name: 'id', type: 'id' },
      { name: 'by_user_pk', type: 'big' },
      { name: 'name', type: 'name', length: 100 },
      { name: 'noun', type: 'ascii', length: 32 },
      { name: 'plan', type: 'long' },
      { name: 'updated_at', type: 'big' },
    ],
    indexes: [{ columns: ['id'], unique: true }],
    references: [{ column: 'by_user_pk', table: 'users' }],
  }),
];
