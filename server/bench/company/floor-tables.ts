import type { Dialect } from '../../src/database/database';

/**
 * The given tables: what somebody would make by hand for this data, with ordinary indexes. `key` links to a table's id,
 * `code` is a short word, `text` a line, `money` DECIMAL(14,2) or cents, `moment` DATETIME(3) or epoch milliseconds.
 */
type Kind = 'text' | 'code' | 'money' | 'moment' | 'flag' | 'count' | 'hash' | `key ${string}`;

interface FloorTable {
  name: string;
  columns: Readonly<Record<string, Kind>>;
  indexes: readonly (readonly string[])[];
}

export const floorTables: readonly FloorTable[] = [
  { name: 'teams', columns: { name: 'text', region: 'code' }, indexes: [] },
  {
    name: 'users',
    columns: { name: 'text', email: 'text', role: 'code', team_id: 'key teams', status: 'code' },
    indexes: [['team_id']],
  },
  {
    name: 'sessions',
    columns: { token_hash: 'hash', user_id: 'key users', expires_at: 'moment' },
    indexes: [['token_hash'], ['user_id']],
  },
  {
    name: 'customers',
    columns: {
      name: 'text',
      type: 'code',
      tier: 'code',
      status: 'code',
      industry: 'code',
      region: 'code',
      owner_id: 'key users',
      team_id: 'key teams',
      phone: 'text',
      email: 'text',
      national_id: 'code',
      credit_limit: 'money',
      lifetime_value: 'money',
      tags: 'text',
      created_at: 'moment',
      updated_at: 'moment',
    },
    indexes: [
      ['owner_id', 'updated_at', 'id'],
      ['team_id', 'updated_at', 'id'],
      ['updated_at', 'id'],
      ['status', 'tier'],
      ['name'],
    ],
  },
  {
    name: 'contacts',
    columns: {
      customer_id: 'key customers',
      name: 'text',
      title: 'code',
      email: 'text',
      phone: 'text',
      created_at: 'moment',
    },
    indexes: [['customer_id', 'created_at', 'id']],
  },
  {
    name: 'opportunities',
    columns: {
      customer_id: 'key customers',
      name: 'text',
      stage: 'code',
      is_open: 'flag',
      amount: 'money',
      owner_id: 'key users',
      close_at: 'moment',
      created_at: 'moment',
    },
    indexes: [['customer_id', 'is_open'], ['owner_id']],
  },
  {
    name: 'orders',
    columns: { customer_id: 'key customers', number: 'code', status: 'code', total: 'money', ordered_at: 'moment' },
    indexes: [['customer_id', 'ordered_at', 'id']],
  },
  {
    name: 'order_items',
    columns: { order_id: 'key orders', sku: 'code', description: 'text', qty: 'count', unit_price: 'money' },
    indexes: [['order_id']],
  },
  {
    name: 'activities',
    columns: {
      customer_id: 'key customers',
      user_id: 'key users',
      type: 'code',
      subject: 'text',
      occurred_at: 'moment',
    },
    indexes: [['customer_id', 'occurred_at', 'id'], ['user_id']],
  },
  {
    name: 'tickets',
    columns: { customer_id: 'key customers', subject: 'text', status: 'code', priority: 'code', opened_at: 'moment' },
    indexes: [['customer_id', 'status']],
  },
  {
    name: 'audit_log',
    columns: { at: 'moment', user_id: 'count', entity: 'code', entity_id: 'count', action: 'code', diff: 'text' },
    indexes: [['entity', 'entity_id', 'id']],
  },
];

const types: Record<Dialect, Record<string, string>> = {
  mysql: {
    text: 'VARCHAR(160) NOT NULL',
    code: 'VARCHAR(32) NOT NULL',
    money: 'DECIMAL(14,2) NOT NULL',
    moment: 'DATETIME(3) NOT NULL',
    flag: 'TINYINT(1) NOT NULL',
    count: 'INT NOT NULL',
    hash: 'BINARY(32) NOT NULL',
    key: 'INT UNSIGNED NOT NULL',
  },
  sqlite: {
    text: 'TEXT NOT NULL',
    code: 'TEXT NOT NULL',
    money: 'INTEGER NOT NULL',
    moment: 'INTEGER NOT NULL',
    flag: 'INTEGER NOT NULL',
    count: 'INTEGER NOT NULL',
    hash: 'BLOB NOT NULL',
    key: 'INTEGER NOT NULL',
  },
};

const primary: Record<Dialect, string> = {
  mysql: 'id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY',
  sqlite: 'id INTEGER PRIMARY KEY',
};

/** Statements that make the tables; links are declared where the engine checks them only on writing. */
export function createFloorTables(dialect: Dialect): string[] {
  return floorTables.map(({ name, columns }) => {
    const lines = Object.entries(columns).map(([column, kind]) => {
      const [base, target] = kind.split(' ') as [string, string | undefined];
      const link = target !== undefined && dialect === 'sqlite' ? ` REFERENCES ${target}(id)` : '';
      return `${column} ${types[dialect][base]!}${link}`;
    });
    const options = dialect === 'mysql' ? ' ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci' : '';
    return `CREATE TABLE ${name} (${[primary[dialect], ...lines].join(', ')})${options}`;
  });
}

/** Statements that index the loaded tables and declare the links. */
export function indexFloorTables(dialect: Dialect): string[] {
  return floorTables.flatMap(({ name, columns, indexes }) => {
    const unique = (index: readonly string[]): string => (index[0] === 'token_hash' ? 'UNIQUE ' : '');
    const nameOf = (index: readonly string[]): string => `${name}_${index.join('_')}`;
    if (dialect === 'sqlite') {
      return indexes.map((index) => `CREATE ${unique(index)}INDEX ${nameOf(index)} ON ${name} (${index.join(', ')})`);
    }
    const parts = indexes.map((index) => `ADD ${unique(index)}INDEX ${nameOf(index)} (${index.join(', ')})`);
    for (const [column, kind] of Object.entries(columns)) {
      const target = kind.split(' ')[1];
      if (target !== undefined) {
        parts.push(`ADD CONSTRAINT fk_${name}_${column} FOREIGN KEY (${column}) REFERENCES ${target}(id)`);
      }
    }
    return parts.length === 0 ? [] : [`ALTER TABLE ${name} ${parts.join(', ')}`];
  });
}
