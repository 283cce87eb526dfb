import { defineTable, type Table } from '../table';

/** Records that may be one: what sweeps found and people decided, and what was merged and can be split again. */
export const duplicateTables: readonly Table[] = [
  // What was found in one view; nobody with another view is shown it.
  defineTable({
    name: 'duplicate_sweeps',
    columns: [
      { name: 'pk', type: 'pk' },
      { name: 'id', type: 'id' },
      { name: 'noun', type: 'ascii', length: 32 },
      { name: 'view_key', type: 'hash' },
      { name: 'model', type: 'long', nullable: true }, // sealed JSON: what was learned about telling duplicates
      { name: 'records', type: 'big' },
      { name: 'pairs', type: 'big' },
      { name: 'started_at', type: 'big' },
      { name: 'finished_at', type: 'big', nullable: true },
    ],
    indexes: [{ columns: ['id'], unique: true }, { columns: ['noun', 'view_key', 'finished_at'] }],
    references: [],
  }),
  defineTable({
    name: 'duplicate_pairs',
    columns: [
      { name: 'sweep_pk', type: 'big', primary: true },
      { name: 'a_pk', type: 'big', primary: true }, // the smaller key
      { name: 'b_pk', type: 'big', primary: true },
      { name: 'cluster_pk', type: 'big' }, // smallest key of the records that are one
      { name: 'weight', type: 'big' }, // bits times 1000
      { name: 'evidence', type: 'long' }, // sealed JSON: by column its level and weight, without values
    ],
    indexes: [{ columns: ['sweep_pk', 'weight', 'a_pk', 'b_pk'] }, { columns: ['sweep_pk', 'cluster_pk'] }],
    references: [{ column: 'sweep_pk', table: 'duplicate_sweeps' }],
  }),
  defineTable({
    name: 'duplicate_decisions',
    columns: [
      { name: 'noun', type: 'ascii', length: 32, primary: true },
      { name: 'a_pk', type: 'big', primary: true },
      { name: 'b_pk', type: 'big', primary: true },
      { name: 'decision', type: 'ascii', length: 16 }, // DISTINCT, LATER
      { name: 'at', type: 'big' },
      { name: 'by_user_pk', type: 'big', nullable: true },
    ],
    indexes: [],
    references: [{ column: 'by_user_pk', table: 'users' }],
  }),
  defineTable({
    name: 'merges',
    columns: [
      { name: 'pk', type: 'pk' },
      { name: 'id', type: 'id' },
      { name: 'noun', type: 'ascii', length: 32 },
      { name: 'survivor_pk', type: 'big' },
      { name: 'at', type: 'big' },
      { name: 'by_user_pk', type: 'big', nullable: true },
      { name: 'by_client_pk', type: 'big', nullable: true },
      { name: 'state', type: 'long' }, // sealed JSON: what the fields were and became, and from which record
      { name: 'undone_at', type: 'big', nullable: true },
    ],
    indexes: [{ columns: ['id'], unique: true }, { columns: ['noun', 'survivor_pk', 'undone_at'] }],
    references: [
      { column: 'by_user_pk', table: 'users' },
      { column: 'by_client_pk', table: 'api_keys' },
    ],
  }),
  defineTable({
    name: 'merge_members',
    columns: [
      { name: 'merge_pk', type: 'big', primary: true },
      { name: 'record_pk', type: 'big', primary: true }, // merged away
    ],
    indexes: [{ columns: ['record_pk'] }],
    references: [{ column: 'merge_pk', table: 'merges' }],
  }),
  // Every row that hung on a record that was merged away: where it hung.
  defineTable({
    name: 'merge_moves',
    columns: [
      { name: 'merge_pk', type: 'big', primary: true },
      { name: 'noun', type: 'ascii', length: 32, primary: true }, // of the row that moved; externalId for one of those
      { name: 'link', type: 'ascii', length: 64, primary: true },
      { name: 'row_pk', type: 'big', primary: true },
      { name: 'from_pk', type: 'big' },
    ],
    indexes: [],
    references: [{ column: 'merge_pk', table: 'merges' }],
  }),
  defineTable({
    name: 'merge_proposals',
    columns: [
      { name: 'pk', type: 'pk' },
      { name: 'id', type: 'id' },
      { name: 'noun', type: 'ascii', length: 32 },
      { name: 'at', type: 'big' },
      { name: 'by_user_pk', type: 'big', nullable: true },
      { name: 'request', type: 'long' }, // sealed JSON
      { name: 'closed_at', type: 'big', nullable: true },
    ],
    indexes: [{ columns: ['id'], unique: true }, { columns: ['noun', 'closed_at', 'at'] }],
    references: [{ column: 'by_user_pk', table: 'users' }],
  }),
];
