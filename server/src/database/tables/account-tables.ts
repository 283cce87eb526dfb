import { defineTable, type Table } from '../table';

/** Sign-in: credentials, sessions, keys of API clients, and attempts, which limit guessing. */
export const accountTables: readonly Table[] = [
  defineTable({
    name: 'credentials',
    columns: [
      { name: 'user_pk', type: 'big', primary: true },
      { name: 'password_hash', type: 'ascii', length: 255 }, // Argon2id, in its own text form
      { name: 'changed_at', type: 'big' },
      { name: 'once_until', type: 'big', nullable: true }, // for one sign-in until then; null: the user's own password
      { name: 'used_at', type: 'big', nullable: true }, // when that one sign-in was
    ],
    indexes: [],
    references: [{ column: 'user_pk', table: 'users' }],
  }),
  defineTable({
    name: 'user_roles',
    columns: [
      { name: 'user_pk', type: 'big', primary: true },
      { name: 'role', type: 'ascii', length: 64, primary: true },
      { name: 'position', type: 'integer' }, // the first one's default purpose counts
    ],
    indexes: [{ columns: ['role'] }],
    references: [{ column: 'user_pk', table: 'users' }],
  }),
  defineTable({
    name: 'user_teams',
    columns: [
      { name: 'user_pk', type: 'big', primary: true },
      { name: 'team_pk', type: 'big', primary: true },
    ],
    indexes: [],
    references: [
      { column: 'user_pk', table: 'users' },
      { column: 'team_pk', table: 'teams' },
    ],
  }),
  defineTable({
    name: 'api_keys',
    columns: [
      { name: 'pk', type: 'pk' },
      { name: 'id', type: 'id' },
      { name: 'name', type: 'name', length: 100 },
      { name: 'prefix', type: 'ascii', length: 16 }, // shown, so that people can tell keys apart
      { name: 'key_hash', type: 'hash' },
      { name: 'roles', type: 'long' }, // JSON list of role names
      { name: 'scopes', type: 'long' }, // JSON
      { name: 'source', type: 'name', length: 64, nullable: true }, // of the external ids it writes
      { name: 'created_by_user_pk', type: 'big', nullable: true },
      { name: 'created_at', type: 'big' },
      { name: 'expires_at', type: 'big', nullable: true },
      { name: 'revoked_at', type: 'big', nullable: true },
      { name: 'last_used_at', type: 'big', nullable: true },
    ],
    indexes: [
      { columns: ['id'], unique: true },
      { columns: ['key_hash'], unique: true },
      { columns: ['prefix'], unique: true },
    ],
    references: [{ column: 'created_by_user_pk', table: 'users' }],
  }),
  defineTable({
    name: 'sessions',
    columns: [
      { name: 'pk', type: 'pk' },
      { name: 'id', type: 'id' },
      { name: 'token_hash', type: 'hash' },
      { name: 'user_pk', type: 'big', nullable: true },
      { name: 'client_pk', type: 'big', nullable: true }, // an API client's access token
      { name: 'created_at', type: 'big' },
      { name: 'last_used_at', type: 'big' },
      { name: 'expires_at', type: 'big' }, // the absolute end
      { name: 'idle_expires_at', type: 'big' }, // moves with use
      { name: 'user_agent', type: 'name', length: 200, nullable: true },
    ],
    indexes: [
      { columns: ['id'], unique: true },
      { columns: ['token_hash'], unique: true },
      { columns: ['expires_at'] },
    ],
    references: [
      { column: 'user_pk', table: 'users' },
      { column: 'client_pk', table: 'api_keys' },
    ],
  }),
  defineTable({
    name: 'sign_in_attempts',
    columns: [
      { name: 'pk', type: 'pk' },
      { name: 'key_hash', type: 'hash' }, // of the login name or address, so that the table names nobody
      { name: 'at', type: 'big' },
    ],
    indexes: [{ columns: ['key_hash', 'at'] }, { columns: ['at'] }],
    references: [],
  }),
];
