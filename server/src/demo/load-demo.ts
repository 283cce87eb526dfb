import type { Database, SqlRunner, SqlValue } from '../database/database';
import { hashPassword } from '../accounts/passwords';
import { bumpAccessVersion } from '../accounts/access-state';
import type { NounRegistry } from '../model/registry';
import { idToBytes } from '../query/values';
import type { WriteVault } from '../records/write-context';
import { buildDemoCompany } from './build-demo-company';
import { insertRecords, insertRows, type BulkRecord } from './bulk-insert';
import type { DemoCompany, DemoExternalId } from './demo-company';

/** Password of every demo account. Only ever in demo mode. */
export const demoPassword = 'kehu-demo-2026';

/** Name of the setting that says this database holds the demo company. */
const marker = 'demo';

export interface DemoLoad {
  database: Database;
  nouns: NounRegistry;
  vault: WriteVault;
  now: number;
  newId(): string;
}

// Raw SQL: these ask and write before there is anybody on whose behalf.

/** Whether this database holds the demo company. */
export async function isDemo(database: SqlRunner): Promise<boolean> {
  const rows = await database.rows('SELECT 1 FROM settings WHERE name = ?', [marker]);
  return rows.length > 0;
}

/** Whether nobody and nothing has been entered yet. */
export async function isEmpty(database: SqlRunner): Promise<boolean> {
  const users = await database.rows('SELECT 1 FROM users LIMIT 1');
  const customers = await database.rows('SELECT 1 FROM customers LIMIT 1');
  return users.length === 0 && customers.length === 0;
}

/** Writes the demo company into an empty database, whole or not at all. */
export async function loadDemo(load: DemoLoad): Promise<void> {
  const company = buildDemoCompany({ now: load.now });
  const hash = await hashPassword(demoPassword);
  await load.database.transaction(async (tx) => {
    await writeDictionaries(tx, load, company);
    const teams = await writeTeams(tx, load, company);
    const users = await writeUsers(tx, load, company, teams, hash);
    const products = await writeProducts(tx, load, company);
    const customers = await writeCustomers(tx, load, company, { teams, users });
    await writeChildren(tx, load, company, { teams, users, products, customers });
    await tx.run('INSERT INTO settings (name, value) VALUES (?, ?)', [marker, String(load.now)]);
    await bumpAccessVersion(tx);
  });
  await load.database.analyze();
}

type Keys = ReadonlyMap<string, number>;

const keysOf = (records: readonly { key: string }[]): Keys =>
  new Map(records.map((record, i): [string, number] => [record.key, i + 1]));

/** Key of a named record; null for none. */
const at = (keys: Keys, name: string | null): number | null => (name === null ? null : keys.get(name)!);

async function writeDictionaries(tx: SqlRunner, load: DemoLoad, company: DemoCompany): Promise<void> {
  const rows = Object.entries(company.dictionaries).flatMap(([name, entries]) =>
    entries.map((entry, i): SqlValue[] => [idToBytes(load.newId()), name, entry.key, entry.en, entry.zh, i, 1]),
  );
  await insertRows(
    tx,
    'dictionary_entries',
    ['id', 'dictionary', 'entry_key', 'name', 'name_zh', 'position', 'active'],
    rows,
  );
}

async function writeTeams(tx: SqlRunner, load: DemoLoad, company: DemoCompany): Promise<Keys> {
  const keys = keysOf(company.teams);
  const paths = new Map<string, string>();
  const records = company.teams.map((team): BulkRecord => {
    const pk = keys.get(team.key)!;
    paths.set(team.key, `${team.parent === null ? '/' : paths.get(team.parent)!}${pk}/`);
    const values = { name: team.name, parent: at(keys, team.parent) };
    return {
      pk,
      id: load.newId(),
      createdAt: load.now,
      updatedAt: load.now,
      values,
      extra: { path: paths.get(team.key)! },
    };
  });
  await insertRecords(tx, load.nouns.get('team'), records, ['path']);
  return keys;
}

async function writeUsers(
  tx: SqlRunner,
  load: DemoLoad,
  company: DemoCompany,
  teams: Keys,
  passwordHash: string,
): Promise<Keys> {
  const keys = keysOf(company.users);
  const records = company.users.map((user): BulkRecord => ({
    pk: keys.get(user.key)!,
    id: load.newId(),
    createdAt: load.now,
    updatedAt: load.now,
    values: {
      name: user.name,
      email: user.email,
      title: user.title,
      team: at(teams, user.team),
      disabled: false,
      locale: 'zh-CN',
    },
  }));
  await insertRecords(tx, load.nouns.get('user'), records);
  const roles = company.users.flatMap((user) =>
    user.roles.map((role, i): SqlValue[] => [keys.get(user.key)!, role, i]),
  );
  await insertRows(tx, 'user_roles', ['user_pk', 'role', 'position'], roles);
  const accounts = company.users.filter((user) => user.canSignIn);
  await insertRows(
    tx,
    'credentials',
    ['user_pk', 'password_hash', 'changed_at'],
    accounts.map((user) => [keys.get(user.key)!, passwordHash, load.now]),
  );
  return keys;
}

async function writeProducts(tx: SqlRunner, load: DemoLoad, company: DemoCompany): Promise<Keys> {
  const keys = keysOf(company.products);
  const records = company.products.map(({ key, externalIds: _, ...values }): BulkRecord => ({
    pk: keys.get(key)!,
    id: load.newId(),
    createdAt: load.now,
    updatedAt: load.now,
    values,
  }));
  await insertRecords(tx, load.nouns.get('product'), records);
  await writeExternalIds(
    tx,
    'product',
    company.products.map((product) => ({ ...product, pk: keys.get(product.key)! })),
  );
  return keys;
}

interface Staff {
  teams: Keys;
  users: Keys;
}

async function writeCustomers(tx: SqlRunner, load: DemoLoad, company: DemoCompany, staff: Staff): Promise<Keys> {
  const keys = keysOf(company.customers);
  const lifetime = new Map<string, number>();
  const currencyOf = new Map(company.customers.map((customer) => [customer.key, customer.currency]));
  for (const order of company.orders) {
    if (order.currency !== currencyOf.get(order.customer) || order.status === 'CANCELLED') continue;
    lifetime.set(order.customer, (lifetime.get(order.customer) ?? 0) + order.total);
  }
  const lastActivity = new Map<string, number>();
  for (const { customer, occurredAt } of company.activities) {
    lastActivity.set(customer, Math.max(lastActivity.get(customer) ?? 0, occurredAt));
  }
  const subjectKeys: SqlValue[][] = [];
  const records = company.customers.map((customer): BulkRecord => {
    const { key, externalIds: _, nationalId, bankAccount, owner, team, createdAt, updatedAt, ...rest } = customer;
    const pk = keys.get(key)!;
    const values = {
      ...rest,
      owner: at(staff.users, owner),
      team: at(staff.teams, team),
      primaryPhone: primary(customer.phones)?.number ?? null,
      primaryEmail: primary(customer.emails)?.address ?? null,
      lifetimeValue: lifetime.get(key) ?? 0,
      lastActivityAt: lastActivity.get(key) ?? null,
    };
    const extra = secretColumns(load.vault, pk, { nationalId, bankAccount }, subjectKeys);
    return { pk, id: load.newId(), createdAt, updatedAt, values, extra };
  });
  const secretNames = ['national_id', 'national_id_index', 'bank_account', 'bank_account_index'];
  await insertRecords(tx, load.nouns.get('customer'), records, secretNames);
  await insertRows(tx, 'subject_keys', ['noun', 'record_pk', 'key_version', 'wrapped_key'], subjectKeys);
  await writeExternalIds(
    tx,
    'customer',
    company.customers.map((customer) => ({ ...customer, pk: keys.get(customer.key)! })),
  );
  return keys;
}

const primary = <T extends { primary: boolean }>(list: readonly T[]): T | undefined =>
  list.find((item) => item.primary);

/** Ciphertext and blind index of each secret; makes the record's key on first need. */
function secretColumns(
  vault: WriteVault,
  pk: number,
  secrets: Readonly<Record<'nationalId' | 'bankAccount', string | null>>,
  subjectKeys: SqlValue[][],
): Record<string, SqlValue> {
  const subject = { noun: 'customer', pk };
  const columns: Record<string, SqlValue> = {};
  let wrapped: Buffer | null = null;
  for (const [field, column] of [
    ['nationalId', 'national_id'],
    ['bankAccount', 'bank_account'],
  ] as const) {
    const value = secrets[field];
    if (value === null) continue;
    if (wrapped === null) {
      const { wrappedKey, keyVersion } = vault.newSubjectKey(subject);
      wrapped = wrappedKey;
      subjectKeys.push(['customer', pk, keyVersion, wrappedKey]);
    }
    columns[column] = vault.encrypt(subject, field, wrapped, value);
    columns[`${column}_index`] = vault.blindIndex('customer', field, value);
  }
  return columns;
}

async function writeExternalIds(
  tx: SqlRunner,
  noun: string,
  records: readonly { pk: number; externalIds: readonly DemoExternalId[] }[],
): Promise<void> {
  const rows = records.flatMap((record) =>
    record.externalIds.map(({ source, id }): SqlValue[] => [noun, record.pk, source, id]),
  );
  await insertRows(tx, 'external_ids', ['noun', 'record_pk', 'source', 'external_id'], rows);
}

async function writeChildren(
  tx: SqlRunner,
  load: DemoLoad,
  company: DemoCompany,
  keys: Staff & { products: Keys; customers: Keys },
): Promise<void> {
  const { nouns, now, newId } = load;
  const { customers, users, teams, products } = keys;
  const record = (i: number, values: Record<string, unknown>, created: number, updated = created): BulkRecord => ({
    pk: i + 1,
    id: newId(),
    createdAt: created,
    updatedAt: updated,
    values,
  });
  await insertRecords(
    tx,
    nouns.get('contact'),
    company.contacts.map(({ key: _, customer, phones, emails, createdAt, ...rest }, i) => {
      const values = { ...rest, phones, emails, customer: at(customers, customer) };
      const contacts = {
        primaryPhone: primary(phones)?.number ?? null,
        primaryEmail: primary(emails)?.address ?? null,
      };
      return record(i, { ...values, ...contacts }, createdAt);
    }),
  );
  await insertRecords(
    tx,
    nouns.get('activity'),
    company.activities.map(({ customer, owner, ...rest }, i) =>
      record(i, { ...rest, customer: at(customers, customer), owner: at(users, owner) }, rest.occurredAt),
    ),
  );
  await insertRecords(
    tx,
    nouns.get('opportunity'),
    company.opportunities.map(({ customer, owner, team, product, externalIds: _, createdAt, ...rest }, i) => {
      const links = {
        customer: at(customers, customer),
        owner: at(users, owner),
        team: at(teams, team),
        product: at(products, product),
      };
      return record(i, { ...rest, ...links }, createdAt, rest.closedAt ?? createdAt);
    }),
  );
  await writeExternalIds(
    tx,
    'opportunity',
    company.opportunities.map((of, i) => ({ ...of, pk: i + 1 })),
  );
  await insertRecords(
    tx,
    nouns.get('order'),
    company.orders.map(({ key: _, customer, items: __, externalIds: ___, ...rest }, i) =>
      record(i, { ...rest, customer: at(customers, customer) }, rest.orderedAt),
    ),
  );
  await writeExternalIds(
    tx,
    'order',
    company.orders.map((order, i) => ({ ...order, pk: i + 1 })),
  );
  const items = company.orders.flatMap((order, i) =>
    order.items.map((item) => ({
      created: order.orderedAt,
      values: {
        ...item,
        order: i + 1,
        product: at(products, item.product),
        currency: order.currency,
        dataSet: order.dataSet,
      },
    })),
  );
  await insertRecords(
    tx,
    nouns.get('orderItem'),
    items.map((item, i) => record(i, item.values, item.created)),
  );
  await insertRecords(
    tx,
    nouns.get('ticket'),
    company.tickets.map(({ customer, assignee, createdAt, ...rest }, i) =>
      record(i, { ...rest, customer: at(customers, customer), assignee: at(users, assignee) }, createdAt),
    ),
  );
  await insertRecords(
    tx,
    nouns.get('consent'),
    company.consents.map(({ customer, ...rest }, i) =>
      record(i, { ...rest, customer: at(customers, customer) }, Math.min(rest.decidedAt, now)),
    ),
  );
}
