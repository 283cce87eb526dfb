import { defineTable, type Table } from '../table';

/** Background work, its results, and what people keep of their questions: saved queries and lists, pins, reports. */
export const jobTables: readonly Table[] = [
  defineTable({
    name: 'jobs',
    columns: [
      { name: 'pk', type: 'pk' },
      { name: 'id', type: 'id' },
      { name: 'kind', type: 'ascii', length: 64 },
      { name: 'title', type: 'name', length: 200, nullable: true },
      { name: 'state', type: 'ascii', length: 16 }, // QUEUED RUNNING PAUSED SUCCEEDED FAILED CANCELLED
      { name: 'wanted', type: 'ascii', length: 16, nullable: true }, // PAUSED or CANCELLED, asked of one that runs
      { name: 'owner_user_pk', type: 'big', nullable: true }, // whose view it works in: a user, or
      { name: 'owner_client_pk', type: 'big', nullable: true }, // an API client
      { name: 'purpose', type: 'ascii', length: 16 },
      { name: 'language', type: 'ascii', length: 2 },
      { name: 'params', type: 'long' }, // sealed JSON, as the next three
      { name: 'checkpoint', type: 'long', nullable: true },
      { name: 'result', type: 'long', nullable: true },
      { name: 'error', type: 'long', nullable: true },
      { name: 'done', type: 'big' },
      { name: 'total', type: 'big', nullable: true },
      { name: 'rate', type: 'big', nullable: true }, // per second, times 1000
      { name: 'view_key', type: 'hash', nullable: true }, // of the view that result and file were made from
      { name: 'file_name', type: 'name', length: 200, nullable: true },
      { name: 'file_type', type: 'ascii', length: 100, nullable: true },
      { name: 'file_size', type: 'big', nullable: true },
      { name: 'chunks', type: 'integer' }, // of the file, as far as the checkpoint knows
      { name: 'holder', type: 'ascii', length: 64, nullable: true }, // the worker that runs it, until
      { name: 'lease_until', type: 'big', nullable: true },
      { name: 'attempts', type: 'integer' }, // starts since it last got on
      { name: 'created_at', type: 'big' },
      { name: 'not_before', type: 'big' },
      { name: 'started_at', type: 'big', nullable: true },
      { name: 'heartbeat_at', type: 'big', nullable: true },
      { name: 'finished_at', type: 'big', nullable: true },
      { name: 'expires_at', type: 'big', nullable: true }, // when its file goes
    ],
    indexes: [{ columns: ['id'], unique: true }, { columns: ['state', 'not_before'] }, { columns: ['expires_at'] }],
    references: [
      { column: 'owner_user_pk', table: 'users' },
      { column: 'owner_client_pk', table: 'api_keys' },
    ],
  }),
  defineTable({
    name: 'job_chunks',
    columns: [
      { name: 'job_pk', type: 'big', primary: true },
      { name: 'seq', type: 'integer', primary: true },
      { name: 'bytes', type: 'bytes', length: 60000 }, // sealed
    ],
    indexes: [],
    references: [{ column: 'job_pk', table: 'jobs' }],
  }),
  defineTable({
    name: 'saved_items',
    columns: [
      { name: 'pk', type: 'pk' },
      { name: 'id', type: 'id' },
      { name: 'version', type: 'integer' },
      { name: 'kind', type: 'ascii', length: 16 }, // QUERY or LIST
      { name: 'name', type: 'name', length: 200 },
      { name: 'noun', type: 'ascii', length: 32, nullable: true }, // of a list
      { name: 'definition', type: 'long' }, // JSON: document, variables, chart; or filters, order, columns
      { name: 'owner_user_pk', type: 'big' },
      { name: 'audience', type: 'ascii', length: 16 }, // PRIVATE ROLE TEAM EVERYONE
      { name: 'audience_role', type: 'ascii', length: 64, nullable: true },
      { name: 'audience_team_pk', type: 'big', nullable: true },
      { name: 'created_at', type: 'big' },
      { name: 'updated_at', type: 'big' },
    ],
    indexes: [{ columns: ['id'], unique: true }, { columns: ['audience', 'audience_role'] }],
    references: [
      { column: 'owner_user_pk', table: 'users' },
      { column: 'audience_team_pk', table: 'teams' },
    ],
  }),
  // What a user keeps on the dashboard.
  defineTable({
    name: 'saved_pins',
    columns: [
      { name: 'user_pk', type: 'big', primary: true },
      { name: 'saved_pk', type: 'big', primary: true },
      { name: 'position', type: 'integer' },
    ],
    indexes: [],
    references: [
      { column: 'user_pk', table: 'users' },
      { column: 'saved_pk', table: 'saved_items' },
    ],
  }),
  // One row a recipient: a report is made in the view of whom it goes to.
  defineTable({
    name: 'report_schedules',
    columns: [
      { name: 'pk', type: 'pk' },
      { name: 'id', type: 'id' },
      { name: 'saved_pk', type: 'big' },
      { name: 'user_pk', type: 'big' }, // who receives it
      { name: 'created_by_user_pk', type: 'big' },
      { name: 'frequency', type: 'ascii', length: 16 }, // DAILY WEEKLY MONTHLY
      { name: 'day', type: 'integer', nullable: true }, // 1 to 7 from Monday, or 1 to 31; the last day where a month is shorter
      { name: 'minute', type: 'integer' }, // of the day
      { name: 'time_zone', type: 'ascii', length: 64 },
      { name: 'format', type: 'ascii', length: 16 }, // CSV XLSX
      { name: 'next_at', type: 'big' },
      { name: 'last_at', type: 'big', nullable: true },
      { name: 'created_at', type: 'big' },
    ],
    indexes: [{ columns: ['id'], unique: true }, { columns: ['next_at'] }],
    references: [
      { column: 'saved_pk', table: 'saved_items' },
      { column: 'user_pk', table: 'users' },
      { column: 'created_by_user_pk', table: 'users' },
    ],
  }),
];
