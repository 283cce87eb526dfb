import { defineTable, type Table } from '../table';

/** What administrators decide: rules over the built-in ones, reviews of access, dictionaries, settings. */
export const accessTables: readonly Table[] = [
  // The rules of administrators, whole, as of each change: the newest row is in force.
  defineTable({
    name: 'rule_versions',
    columns: [
      { name: 'pk', type: 'pk' },
      { name: 'id', type: 'id' },
      { name: 'version', type: 'integer' },
      { name: 'at', type: 'big' },
      { name: 'by_user_pk', type: 'big', nullable: true },
      { name: 'note', type: 'name', length: 500, nullable: true },
      { name: 'restored', type: 'integer', nullable: true }, // the version that this change went back to
      { name: 'changes', type: 'long' }, // JSON list: what was asked for
      { name: 'document', type: 'long' }, // JSON: roles, grants, scopes
    ],
    indexes: [
      { columns: ['id'], unique: true },
      { columns: ['version'], unique: true },
    ],
    references: [{ column: 'by_user_pk', table: 'users' }],
  }),
  // What reviewers of access decided, newest last; a decision is never changed.
  defineTable({
    name: 'access_decisions',
    columns: [
      { name: 'pk', type: 'pk' },
      { name: 'id', type: 'id' },
      { name: 'at', type: 'big' },
      { name: 'by_user_pk', type: 'big' },
      { name: 'user_pk', type: 'big', nullable: true }, // who holds the role: a user or
      { name: 'client_pk', type: 'big', nullable: true }, // a client
      { name: 'role', type: 'ascii', length: 64 },
      { name: 'decision', type: 'ascii', length: 16 }, // keep, revoke
      { name: 'note', type: 'name', length: 500, nullable: true },
    ],
    indexes: [{ columns: ['id'], unique: true }, { columns: ['user_pk', 'role'] }, { columns: ['client_pk', 'role'] }],
    references: [
      { column: 'by_user_pk', table: 'users' },
      { column: 'user_pk', table: 'users' },
      { column: 'client_pk', table: 'api_keys' },
    ],
  }),
  defineTable({
    name: 'access_state',
    columns: [
      { name: 'pk', type: 'big', primary: true }, // always 1
      { name: 'version', type: 'big' }, // steps with every rule, role, team or membership change
    ],
    indexes: [],
    references: [],
  }),
  defineTable({
    name: 'dictionary_entries',
    columns: [
      { name: 'pk', type: 'pk' },
      { name: 'id', type: 'id' },
      { name: 'dictionary', type: 'ascii', length: 64 },
      { name: 'entry_key', type: 'name', length: 64 }, // KEY is a reserved word of MySQL
      { name: 'name', type: 'name', length: 100 },
      { name: 'name_zh', type: 'name', length: 100 },
      { name: 'position', type: 'integer' },
      { name: 'active', type: 'flag' },
    ],
    indexes: [
      { columns: ['id'], unique: true },
      { columns: ['dictionary', 'entry_key'], unique: true },
    ],
    references: [],
  }),
  defineTable({
    name: 'settings',
    columns: [
      { name: 'name', type: 'ascii', length: 64, primary: true },
      { name: 'value', type: 'long' }, // JSON
    ],
    indexes: [],
    references: [],
  }),
];
