import type { Dialect, SqlValue } from '../../src/database/database';
import { insertRows } from '../../src/demo/bulk-insert';
import { createFloorTables, floorTables, indexFloorTables } from './floor-tables';
import { inBatches, type Tell } from './in-batches';
import { itemsOf } from './load-kehu';
import type { LoadTarget } from './load-target';
import * as rows from './rows';
import { benchManager, benchReps } from './rules';
import type { Shape } from './shape';

/** Epoch milliseconds as the given tables keep them. */
export const momentOf = (dialect: Dialect, at: number): SqlValue =>
  dialect === 'sqlite' ? at : new Date(at).toISOString().slice(0, 23).replace('T', ' ');

const bands = [
  'admin',
  'sales_director',
  'sales_manager',
  'sales_rep',
  'support_manager',
  'support_agent',
  'marketing',
  'finance',
  'auditor',
  'readonly',
];

/** Writes the same company into the given tables, which it makes. */
export async function loadFloor(target: LoadTarget, shape: Shape, tell: Tell): Promise<void> {
  const { dialect } = target;
  const moment = (at: number): SqlValue => momentOf(dialect, at);
  const money = (cents: number): SqlValue => (dialect === 'sqlite' ? cents : (cents / 100).toFixed(2));
  for (const text of createFloorTables(dialect)) await target.run(text);

  const write = <R>(table: string, of: Iterable<R>, valuesOf: (row: R, id: number) => SqlValue[]): Promise<void> => {
    const columns = ['id', ...Object.keys(floorTables.find(({ name }) => name === table)!.columns)];
    return inBatches(target, tell, `floor ${table}`, of, (tx, batch, first) =>
      insertRows(
        tx,
        table,
        columns,
        batch.map((row, i) => [first + i, ...valuesOf(row, first + i)]),
      ),
    );
  };
  const { lifetime } = rows.derivedOf(shape);
  const askers = new Map<number, string>([
    ...benchReps.map(({ user }): [number, string] => [user, 'sales_rep']),
    [benchManager.user, 'sales_director'],
  ]);
  await write('teams', rows.teams(), ({ name, region }) => [name, region]);
  await write('users', rows.users(), ({ name, email, team, band }, id) => [
    name,
    email,
    askers.get(id) ?? bands[band]!,
    team,
    'active',
  ]);
  await write('customers', rows.customers(shape), (row, id) => [
    row.name,
    row.kind,
    row.tier,
    row.status,
    row.industry,
    row.region,
    row.owner,
    row.team,
    row.phone,
    row.email,
    row.nationalId,
    money(row.creditLimit),
    money(lifetime[id]!),
    row.tags.join(','),
    moment(row.createdAt),
    moment(row.updatedAt),
  ]);
  await write('contacts', rows.contacts(shape), (row) => [
    row.customer,
    row.name,
    row.title,
    row.email,
    row.phone,
    moment(row.createdAt),
  ]);
  await write('opportunities', rows.opportunities(shape), (row) => [
    row.customer,
    row.name,
    row.stage,
    row.open ? 1 : 0,
    money(row.amount),
    row.owner,
    moment(row.closeAt),
    moment(row.createdAt),
  ]);
  await write('orders', rows.orders(shape), (row) => [
    row.customer,
    row.code,
    row.status,
    money(row.total),
    moment(row.orderedAt),
  ]);
  await write('order_items', itemsOf(shape), ({ order, item }) => [
    order,
    `SKU${item.product - 1}`,
    `产品 Item ${item.product - 1}`,
    item.quantity,
    money(item.unitPrice),
  ]);
  await write('activities', rows.activities(shape), (row) => [
    row.customer,
    row.user,
    row.kind,
    row.subject,
    moment(row.occurredAt),
  ]);
  await write('tickets', rows.tickets(shape), (row) => [
    row.customer,
    row.subject,
    row.status,
    row.priority,
    moment(row.openedAt),
  ]);
  tell('  floor indexes');
  for (const text of indexFloorTables(dialect)) await target.run(text);
}
