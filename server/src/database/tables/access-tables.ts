import { defineTable, type Table } from '../table';

/** What administrators decide: roles, rules over the built-in ones, dictionaries, settings. */
export const accessTables: readonly Table[] = [
  defineTable({
    name: 'roles',
    columns: [
      { name: 'name', type: 'ascii', length: 64, primary: true },
      { name: 'label', type: 'long' }, // JSON { en, zh }
      { name: 'purposes', type: 'long' }, // JSON list, the default first
      { name: 'rights', type: 'long' }, // JSON list
      { name: 'position', type: 'integer' },
    ],
    indexes: [],
    references: [],
  }),
  defineTable({
    name: 'rules',
    columns: [
      { name: 'pk', type: 'pk' },
      { name: 'id', type: 'id' },
      { name: 'role', type: 'ascii', length: 64, nullable: true }, // null: every role (denies)
      { name: 'noun', type: 'ascii', length: 64 },
      { name: 'kind', type: 'ascii', length: 16 }, // grant, deny, mask, disable
      { name: 'body', type: 'long' }, // JSON
      { name: 'enabled', type: 'flag' },
      { name: 'created_at', type: 'big' },
      { name: 'updated_at', type: 'big' },
    ],
    indexes: [{ columns: ['id'], unique: true }],
    references: [],
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
