import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabase, type TestDatabase } from '../../test/database';
import { testKehu, type TestKehu } from '../../test/kehu';
import type { Database } from '../database/database';
import { migrate } from '../database/migrate';
import { openDatabase } from '../database/open-database';
import { allTables } from '../model/entity-schema';
import { moveDatabase } from './move-database';

const folder = mkdtempSync(join(tmpdir(), 'kehu-move-'));
let kehu: TestKehu;
let back: TestDatabase;
let file: Database;

beforeAll(async () => {
  kehu = await testKehu({ demo: true });
  back = await testDatabase();
  const address = `sqlite:${join(folder, 'moved.db')}`;
  await migrate(address);
  file = openDatabase(address);
}, 240_000);
afterAll(async () => {
  await file.close();
  await back.drop();
  await kehu.drop();
  rmSync(folder, { recursive: true });
});

const answers = (database: Database): Promise<unknown> =>
  database.rows('SELECT pk, name, name_fold, credit_limit, phones FROM customers ORDER BY pk LIMIT 5');

it('copies every row to an embedded database and back to the engine at hand, and compares them', async () => {
  const { nouns, test } = kehu;
  const there = await moveDatabase({ from: test.database, to: file, nouns });
  expect(there.map(({ table }) => table).sort()).toEqual(
    allTables(nouns)
      .map(({ name }) => name)
      .sort(),
  );
  const rows = Object.fromEntries(there.map(({ table, rows: count }) => [table, count]));
  expect(rows.customers).toBeGreaterThan(50);
  expect(rows.audit_entries).toBeGreaterThanOrEqual(0);
  expect(await moveDatabase({ from: file, to: back.database, nouns })).toEqual(there);
  expect(await answers(back.database)).toEqual(await answers(test.database));
}, 240_000);

it('refuses a target that holds anything', async () => {
  await expect(moveDatabase({ from: file, to: back.database, nouns: kehu.nouns })).rejects.toThrow(
    /The target is not empty: its table \w+ holds rows/,
  );
});

it('sees a row that differs after the copy', async () => {
  const address = `sqlite:${join(folder, 'third.db')}`;
  await migrate(address);
  const third = openDatabase(address);
  // A target that loses what it is given.
  await third.run(
    'CREATE TRIGGER lossy AFTER INSERT ON products BEGIN UPDATE products SET price = 1 WHERE pk = NEW.pk; END',
  );
  await expect(moveDatabase({ from: file, to: third, nouns: kehu.nouns })).rejects.toThrow(
    'The table products differs',
  );
  await third.close();
}, 120_000);

it('begins anew where a copy was cut off, and ends with the same rows', async () => {
  const address = `sqlite:${join(folder, 'cut-off.db')}`;
  await migrate(address);
  const target = openDatabase(address);
  let reads = 0;
  // A source that is lost on the way, as a process is that is killed.
  const lost = new Proxy(file, {
    get(database, name: keyof Database) {
      if (name !== 'snapshot') return Reflect.get(database, name) as unknown;
      return async () => {
        const source = await database.snapshot();
        return new Proxy(source, {
          get(runner, part: keyof typeof source) {
            if (part !== 'rows') return Reflect.get(runner, part) as unknown;
            return (...query: Parameters<typeof source.rows>) => {
              if ((reads += 1) > 12) throw new Error('cut off');
              return runner.rows(...query);
            };
          },
        });
      };
    },
  });
  await expect(moveDatabase({ from: lost, to: target, nouns: kehu.nouns })).rejects.toThrow('cut off');
  expect(await target.rows('SELECT 1 FROM users LIMIT 1')).toHaveLength(1);
  const moved = await moveDatabase({ from: file, to: target, nouns: kehu.nouns });
  expect(moved.find(({ table }) => table === 'customers')!.rows).toBeGreaterThan(50);
  expect(await answers(target)).toEqual(await answers(file));
  await expect(moveDatabase({ from: file, to: target, nouns: kehu.nouns })).rejects.toThrow('The target is not empty');
  await target.close();
}, 120_000);
