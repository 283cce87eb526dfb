import { randomUUID } from 'node:crypto';
import { bumpAccessVersion } from '../../src/accounts/access-state';
import type { Secrets } from '../../src/config/secrets';
import type { SqlRunner, SqlValue } from '../../src/database/database';
import { insertRecords, insertRows, type BulkRecord } from '../../src/demo/bulk-insert';
import { NounRegistry } from '../../src/model/registry';
import { nounDefinitions } from '../../src/nouns';
import { idToBytes } from '../../src/query/values';
import { createVault } from '../../src/records/vault';
import type { WriteVault } from '../../src/records/write-context';
import { inBatches, type Tell } from './in-batches';
import type { LoadTarget } from './load-target';
import * as rows from './rows';
import { itemsPerOrder, productCount, type Shape } from './shape';
import { writeUserRoles } from './rules';
import { idOf, industries, regions, stages, tiers } from './values';

/** Cents as the scaled integers Kehu keeps. */
const scaled = (cents: number): number => cents * 100;

const phonesOf = (number: string) => [{ number, raw: number, kind: 'mobile', primary: true }];
const emailsOf = (address: string) => [{ address, kind: 'work', primary: true }];

/**
 * Writes a bench company into Kehu's own empty tables through the product's bulk path: column forms, folded companions,
 * derived columns, encrypted numbers.
 */
export async function loadKehu(target: LoadTarget, secrets: Secrets, shape: Shape, tell: Tell): Promise<void> {
  const nouns = new NounRegistry(nounDefinitions);
  const vault = createVault(secrets);
  const now = Date.now();
  const record = (
    noun: string,
    pk: number,
    at: { createdAt: number; updatedAt?: number },
    values: BulkRecord['values'],
  ): BulkRecord => ({
    pk,
    id: idOf(noun, pk),
    createdAt: at.createdAt,
    updatedAt: at.updatedAt ?? at.createdAt,
    values,
  });
  const write = <R>(noun: string, of: Iterable<R>, make: (row: R, pk: number) => BulkRecord): Promise<void> =>
    inBatches(target, tell, noun, of, (tx, batch, first) =>
      insertRecords(
        tx,
        nouns.get(noun),
        batch.map((row, i) => make(row, first + i)),
      ),
    );

  await target.transaction(async (tx) => {
    await writeDictionaries(tx);
    await insertRecords(
      tx,
      nouns.get('team'),
      [...rows.teams()].map(({ name }, i) => ({
        ...record('team', i + 1, { createdAt: now }, { name, parent: null }),
        extra: { path: `/${i + 1}/` },
      })),
      ['path'],
    );
    await insertRecords(
      tx,
      nouns.get('user'),
      [...rows.users()].map(({ name, email, team }, i) =>
        record('user', i + 1, { createdAt: now }, { name, email, team, disabled: false, locale: 'zh-CN' }),
      ),
    );
    await writeUserRoles(tx);
    const products = Array.from({ length: productCount }, (_, i) =>
      record(
        'product',
        i + 1,
        { createdAt: now },
        { code: `SKU${i}`, name: `产品 Item ${i}`, price: scaled(10_000), currency: 'CNY', active: true },
      ),
    );
    await insertRecords(tx, nouns.get('product'), products);
    await bumpAccessVersion(tx);
  });

  const derived = rows.derivedOf(shape);
  await inBatches(target, tell, 'customer', rows.customers(shape), (tx, batch, first) =>
    writeCustomers(tx, nouns, vault, batch, first, derived),
  );
  await write('contact', rows.contacts(shape), ({ customer, name, title, email, phone, createdAt }, pk) =>
    record(
      'contact',
      pk,
      { createdAt },
      {
        customer,
        name,
        title,
        phones: phonesOf(phone),
        emails: emailsOf(email),
        primaryPhone: phone,
        primaryEmail: email,
      },
    ),
  );
  await write('opportunity', rows.opportunities(shape), ({ open, closeAt, createdAt, amount, ...rest }, pk) =>
    record(
      'opportunity',
      pk,
      { createdAt },
      {
        ...rest,
        amount: scaled(amount),
        currency: 'CNY',
        probability: open ? 50 : null,
        closedAt: open ? null : closeAt,
      },
    ),
  );
  await write('order', rows.orders(shape), ({ items: _, total, ...rest }, pk) =>
    record('order', pk, { createdAt: rest.orderedAt }, { ...rest, currency: 'CNY', total: scaled(total) }),
  );
  await write('orderItem', itemsOf(shape), ({ order, item, at }, pk) =>
    record(
      'orderItem',
      pk,
      { createdAt: at },
      {
        order,
        product: item.product,
        quantity: item.quantity * 10_000,
        unitPrice: scaled(item.unitPrice),
        discount: 0,
        amount: scaled(item.quantity * item.unitPrice),
        currency: 'CNY',
      },
    ),
  );
  await write('activity', rows.activities(shape), ({ user, ...rest }, pk) =>
    record('activity', pk, { createdAt: rest.occurredAt }, { ...rest, owner: user }),
  );
  await write('ticket', rows.tickets(shape), ({ openedAt, ...rest }, pk) =>
    record('ticket', pk, { createdAt: openedAt }, { ...rest, number: `T${pk}`, assignee: null }),
  );
}

export function* itemsOf(shape: Shape): Generator<{ order: number; item: rows.OrderItemRow; at: number }> {
  let order = 0;
  for (const { items, orderedAt } of rows.orders(shape)) {
    order++;
    for (const item of items) yield { order, item, at: orderedAt };
  }
}

/** Items of a company in all. */
export const itemCount = (shape: Shape): number => shape.orders * itemsPerOrder;

async function writeCustomers(
  tx: SqlRunner,
  nouns: NounRegistry,
  vault: WriteVault,
  batch: readonly rows.CustomerRow[],
  first: number,
  { lifetime, lastActivity }: rows.Derived,
): Promise<void> {
  const keys: SqlValue[][] = [];
  const records = batch.map((row, i): BulkRecord => {
    const { phone, email, nationalId, creditLimit, createdAt, updatedAt, ...rest } = row;
    const pk = first + i;
    const subject = { noun: 'customer', pk };
    const { wrappedKey, keyVersion } = vault.newSubjectKey(subject);
    keys.push(['customer', pk, keyVersion, wrappedKey]);
    return {
      pk,
      id: idOf('customer', pk),
      createdAt,
      updatedAt,
      values: {
        ...rest,
        code: `C${pk}`,
        phones: phonesOf(phone),
        emails: emailsOf(email),
        primaryPhone: phone,
        primaryEmail: email,
        creditLimit: scaled(creditLimit),
        currency: 'CNY',
        lifetimeValue: scaled(lifetime[pk]!),
        lastActivityAt: lastActivity[pk] || null,
      },
      extra: {
        national_id: vault.encrypt(subject, 'nationalId', wrappedKey, nationalId),
        national_id_index: vault.blindIndex('customer', 'nationalId', nationalId),
      },
    };
  });
  await insertRecords(tx, nouns.get('customer'), records, ['national_id', 'national_id_index']);
  await insertRows(tx, 'subject_keys', ['noun', 'record_pk', 'key_version', 'wrapped_key'], keys);
}

async function writeDictionaries(tx: SqlRunner): Promise<void> {
  const lists: Record<string, readonly string[]> = {
    tier: tiers.map(([key]) => key),
    region: regions,
    industry: industries,
    opportunityStage: stages,
  };
  const entries = Object.entries(lists).flatMap(([dictionary, keys]) =>
    keys.map((key, i): SqlValue[] => [idToBytes(randomUUID()), dictionary, key, key, key, i, 1]),
  );
  await insertRows(
    tx,
    'dictionary_entries',
    ['id', 'dictionary', 'entry_key', 'name', 'name_zh', 'position', 'active'],
    entries,
  );
}
