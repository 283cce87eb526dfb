import { defineTable, type Table } from '../table';

/** The index of `search`: which records to look at. What of them is found, and by whom, is decided by their view. */
export const searchTables: readonly Table[] = [
  // Records by what they are kept under, in blocks of keys.
  defineTable({
    name: 'search_blocks',
    columns: [
      { name: 'noun', type: 'ascii', length: 32, primary: true },
      { name: 'term', type: 'fold', length: 128, primary: true },
      { name: 'block', type: 'integer', primary: true },
      { name: 'build', type: 'integer' }, // the build that wrote it; older ones go when a build is done
      { name: 'pks', type: 'bytes', length: 4096 },
    ],
    indexes: [],
    references: [],
  }),
  // Records that changed since the index caught up: every search looks at them.
  defineTable({
    name: 'search_changed',
    columns: [
      { name: 'pk', type: 'pk' },
      { name: 'noun', type: 'ascii', length: 32 },
      { name: 'record_pk', type: 'big' },
    ],
    indexes: [{ columns: ['noun', 'record_pk'] }],
    references: [],
  }),
  // Latin words of titles, kept with the records: what a mistyped word may mean.
  defineTable({
    name: 'search_words',
    columns: [
      { name: 'noun', type: 'ascii', length: 32, primary: true },
      { name: 'word', type: 'fold', length: 128, primary: true },
    ],
    indexes: [],
    references: [],
  }),
  defineTable({
    name: 'search_state',
    columns: [
      { name: 'noun', type: 'ascii', length: 32, primary: true },
      { name: 'build', type: 'integer' },
      { name: 'built', type: 'flag' }, // whether a build has ever been done
      { name: 'highest', type: 'big' }, // internal key of a record that it knows, about as many as there are
    ],
    indexes: [],
    references: [],
  }),
];
