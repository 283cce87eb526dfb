import { defineTable, type Table } from '../table';

/** What hangs on records of any noun: ids in other systems, keys, history, the audit trail. */
export const recordTables: readonly Table[] = [
  defineTable({
    name: 'external_ids',
    columns: [
      { name: 'pk', type: 'pk' },
      { name: 'noun', type: 'ascii', length: 32 },
      { name: 'record_pk', type: 'big' },
      { name: 'source', type: 'name', length: 64 },
      { name: 'external_id', type: 'name', length: 200 },
    ],
    indexes: [
      { columns: ['noun', 'source', 'external_id'], unique: true },
      { columns: ['noun', 'record_pk', 'source'] },
    ],
    references: [],
  }),
  defineTable({
    name: 'subject_keys',
    columns: [
      { name: 'noun', type: 'ascii', length: 32, primary: true },
      { name: 'record_pk', type: 'big', primary: true },
      { name: 'key_version', type: 'integer' }, // of the master key it is wrapped with
      { name: 'wrapped_key', type: 'bytes', length: 128 },
    ],
    indexes: [],
    references: [],
  }),
  defineTable({
    name: 'history',
    columns: [
      { name: 'pk', type: 'pk' },
      { name: 'id', type: 'id' }, // what a cursor names
      { name: 'noun', type: 'ascii', length: 32 },
      { name: 'record_pk', type: 'big' },
      { name: 'at', type: 'big' },
      { name: 'by_user_pk', type: 'big', nullable: true },
      { name: 'by_client_pk', type: 'big', nullable: true },
      { name: 'action', type: 'ascii', length: 32 },
      { name: 'changes', type: 'long' }, // JSON: field, old and new value; secrets without values
    ],
    indexes: [{ columns: ['id'], unique: true }, { columns: ['noun', 'record_pk', 'at'] }],
    references: [
      { column: 'by_user_pk', table: 'users' },
      { column: 'by_client_pk', table: 'api_keys' },
    ],
  }),
  // Append-only: triggers refuse UPDATE and DELETE. No references, so that it outlives what it tells of.
  defineTable({
    name: 'audit_entries',
    columns: [
      { name: 'pk', type: 'pk' },
      { name: 'id', type: 'id' },
      { name: 'at', type: 'big' },
      { name: 'actor_type', type: 'ascii', length: 16 }, // user, client, anonymous, system
      { name: 'actor_id', type: 'id', nullable: true },
      { name: 'action', type: 'ascii', length: 64 },
      { name: 'noun', type: 'ascii', length: 32, nullable: true },
      { name: 'record_id', type: 'id', nullable: true },
      { name: 'fields', type: 'long', nullable: true }, // JSON list of field names
      { name: 'detail', type: 'long', nullable: true }, // JSON; shapes, never values
    ],
    indexes: [
      { columns: ['id'], unique: true },
      { columns: ['at'] },
      { columns: ['actor_id', 'at'] },
      { columns: ['record_id', 'at'] },
    ],
    references: [],
  }),
];
