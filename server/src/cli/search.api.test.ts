import { randomUUID } from 'node:crypto';
import { testDatabase, type TestDatabase } from '../../test/database';
import { readConfig } from '../config/config';
import { insertRecords } from '../demo/bulk-insert';
import { NounRegistry } from '../model/registry';
import { nounDefinitions } from '../nouns';
import { runCommand } from './run-command';
import { searchCommands } from './search.commands';

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.drop());

async function kehu(line: string): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const io = { config: () => readConfig({ DATABASE_URL: test.address }), secretLine: async () => '' };
  const code = await runCommand(searchCommands, line.split(' '), io, {
    out: (text) => (out += text),
    err: (text) => (err += text),
  });
  return { code, out, err };
}

const customers = (): Promise<string> => kehu('search check').then(({ out }) => out.split('\n')[0]!);

it('builds the index, checks it, and says what it lacks', async () => {
  const { database } = test;
  const customer = new NounRegistry(nounDefinitions).get('customer');
  const values = { kind: 'PERSON', name: '张三', status: 'ACTIVE', currency: 'CNY' };
  await database.transaction((tx) =>
    insertRecords(
      tx,
      customer,
      [1, 2].map((pk) => ({ pk, id: randomUUID(), createdAt: 1, updatedAt: 1, values })),
    ),
  );
  expect(await customers()).toBe('customer: 2 records, not built yet; searches look at all');
  expect(await kehu('search rebuild')).toEqual({ code: 0, out: 'The search index is built.\n', err: '' });
  expect(await customers()).toBe('customer: 2 records, 0 missing, 0 to catch up with');

  // What something else writes is not known to the index, and the check says so.
  await database.run('UPDATE customers SET name = ?, name_fold = ?, name_sound = NULL WHERE pk = 2', ['李四', '李四']);
  const checked = await kehu('search check');
  expect(checked.code).toBe(1);
  expect(checked.out).toContain('customer: 2 records, 1 missing');
  expect(checked.err).toContain('kehu search rebuild');
  await kehu('search rebuild');
  expect(await customers()).toBe('customer: 2 records, 0 missing, 0 to catch up with');
  expect(await database.rows('SELECT name_sound FROM customers WHERE pk = 2').then(String)).toBe("'li'si =ls ");
  const terms = await database.rows("SELECT COUNT(*) FROM search_blocks WHERE term LIKE '%张%' OR term LIKE '%zhang%'");
  expect(Number(terms[0]![0])).toBeGreaterThan(0); // 张三 is still there
});
