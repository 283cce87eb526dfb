import { indexName, referenceName, type Table } from '../database/table';
import { nounDefinitions } from '../nouns';
import { allTables } from './entity-schema';
import { NounRegistry } from './registry';

const nouns = new NounRegistry(nounDefinitions);
const tables = allTables(nouns);
const table = (name: string): Table => tables.find((one) => one.name === name)!;
const column = (of: string, name: string): unknown => table(of).columns.find((one) => one.name === name);
const led = (of: Table): Set<string | undefined> =>
  new Set([of.columns.find(({ primary }) => primary)?.name, ...of.indexes.map((index) => index.columns[0])]);

it('every table, index and key has a name of its own that MySQL takes', () => {
  const names = tables.flatMap((one) => [
    one.name,
    ...one.indexes.map((index) => indexName(one.name, index)),
    ...one.references.map((reference) => referenceName(one.name, reference)),
  ]);
  expect(new Set(names).size).toBe(names.length);
  expect(Math.max(...names.map((name) => name.length))).toBeLessThanOrEqual(64);
});

it('every index and reference names columns of its table, and every table a reference needs comes before it', () => {
  const made = new Set<string>();
  for (const one of tables) {
    made.add(one.name);
    const columns = new Set(one.columns.map(({ name }) => name));
    expect(columns.size).toBe(one.columns.length);
    for (const index of one.indexes) expect(index.columns.filter((name) => !columns.has(name))).toEqual([]);
    for (const reference of one.references) {
      expect([reference.column, columns.has(reference.column)]).toEqual([reference.column, true]);
      expect([reference.table, made.has(reference.table)]).toEqual([reference.table, true]);
    }
  }
});

it('every reference is led by an index, so that MySQL adds none of its own', () => {
  for (const one of tables) {
    expect(one.references.map(({ column: name }) => name).filter((name) => !led(one).has(name))).toEqual([]);
  }
});

it('text has a folded companion, secrets a blind index, tags a table', () => {
  expect(column('customers', 'name')).toEqual({ name: 'name', type: 'name', length: 200, nullable: false });
  expect(column('customers', 'name_fold')).toEqual({ name: 'name_fold', type: 'fold', length: 800, nullable: false });
  expect(column('customers', 'national_id')).toMatchObject({ type: 'bytes', nullable: true });
  expect(column('customers', 'national_id_index')).toMatchObject({ type: 'hash', nullable: true });
  expect(table('customers').indexes).toContainEqual({ columns: ['national_id_index'] });
  expect(table('customers').indexes).toContainEqual({ columns: ['code_fold'], unique: true });
  expect(table('customer_tags').references).toEqual([{ column: 'customer_pk', table: 'customers' }]);
});

it('rows that cannot be deleted or versioned lack the columns', () => {
  expect(column('order_items', 'version')).toBeUndefined();
  expect(column('order_items', 'deleted_at')).toBeUndefined();
  expect(column('orders', 'version')).toMatchObject({ type: 'integer', nullable: false });
  expect(column('orders', 'deleted_at')).toMatchObject({ type: 'big', nullable: true });
});

it('nothing personal carries a unique key except the login name', () => {
  const unique = tables.flatMap((one) =>
    one.indexes.filter((index) => index.unique).map((index) => `${one.name}.${index.columns.join('+')}`),
  );
  expect(unique.filter((name) => /phone|email|national|bank|tax/.test(name))).toEqual(['users.email_fold']);
});
