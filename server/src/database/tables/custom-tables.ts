import { defineTable, type Table } from '../table';

/** Fields that administrators add. Their values stand in columns of the nouns' own tables, named after the field's key here. */
export const customTables: readonly Table[] = [
  defineTable({
    name: 'custom_fields',
    columns: [
      { name: 'pk', type: 'pk' },
      { name: 'id', type: 'id' },
      { name: 'version', type: 'integer' },
      { name: 'noun', type: 'ascii', length: 32 },
      { name: 'field_key', type: 'ascii', length: 40 },
      { name: 'kind', type: 'ascii', length: 16 },
      { name: 'label', type: 'name', length: 80 },
      { name: 'label_zh', type: 'name', length: 80 },
      { name: 'help', type: 'name', length: 500 },
      { name: 'max_length', type: 'integer', nullable: true },
      { name: 'currency', type: 'ascii', length: 3, nullable: true },
      { name: 'links_to', type: 'ascii', length: 32, nullable: true },
      { name: 'required', type: 'flag' },
      { name: 'position', type: 'integer' },
      { name: 'indexed', type: 'flag' },
      { name: 'retired_at', type: 'big', nullable: true },
    ],
    indexes: [
      { columns: ['id'], unique: true },
      { columns: ['noun', 'field_key'], unique: true }, // retired ones too: a key is never given to another
    ],
    references: [],
  }),
  // One row a value of a choice of several, for filters; the record's own column keeps the list as it is shown.
  defineTable({
    name: 'custom_choices',
    columns: [
      { name: 'field_pk', type: 'big', primary: true },
      { name: 'record_pk', type: 'big', primary: true },
      { name: 'choice', type: 'name', length: 64, primary: true },
    ],
    indexes: [{ columns: ['field_pk', 'choice', 'record_pk'] }],
    references: [{ column: 'field_pk', table: 'custom_fields' }],
  }),
];
