import { existsSync } from 'node:fs';
import { testDatabase, testEngine, type TestDatabase } from '../../test/database';
import { Caller } from './caller';
import { timeFunction } from './sqlite-time-limit';

/** Counts for minutes. Marked, so that it is found among what the server runs. */
const endless =
  testEngine === 'sqlite'
    ? 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT COUNT(*) AS endless FROM n'
    : 'SELECT COUNT(*) AS endless FROM seq_1_to_1000000 a JOIN seq_1_to_1000000 b WHERE a.seq + b.seq > ?';
const many = [1_000_000_000_000];

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.drop());

const bounds = { milliseconds: 30_000, heavy: true };

/** What the engine still does of ours. */
async function running(): Promise<number> {
  const rows = await test.database.rows(
    "SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE '%AS endless%' AND info NOT LIKE '%processlist%'",
  );
  return Number(rows[0]![0]);
}

/** Children of this process that read for it. */
const readers = (): number[] => {
  const { readers } = test.database as unknown as { readers: { pids: number[] } };
  return readers.pids;
};
const lives = (pid: number): boolean => existsSync(`/proc/${pid}/stat`);

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  const end = performance.now() + 20_000;
  while (performance.now() < end) {
    if (await holds()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('it never held');
}

describe('bounded reads', () => {
  it('answer as other reads do, values of every kind included', async () => {
    const sql = 'SELECT ?, ?, ?, ?, ? UNION ALL SELECT 1, NULL, ?, ?, ?';
    const params = [5, 'äö客', Buffer.from([0, 255]), null, 2 ** 40, 'x', Buffer.alloc(0), -1];
    const plain = await test.database.rows(sql, params);
    for (const heavy of [false, true]) {
      expect(await test.database.boundedRows(sql, params, { ...bounds, heavy })).toEqual(plain);
    }
  });

  it('see what was written just before', async () => {
    await test.database.run('UPDATE access_state SET version = version + 1');
    const sql = 'SELECT version FROM access_state';
    expect(await test.database.boundedRows(sql, [], bounds)).toEqual(await test.database.rows(sql));
  });

  it('end at their limit, and the next one runs', async () => {
    const ended = test.database.boundedRows(endless, many, { ...bounds, milliseconds: 200 });
    await expect(ended).rejects.toMatchObject({ name: 'StatementEnded', reason: 'limit' });
    expect(await test.database.boundedRows('SELECT 7', [], bounds)).toEqual([[7]]);
  });

  it('answer many rows whole and in order', async () => {
    const sql = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) SELECT i FROM n';
    const rows = await test.database.boundedRows(`${sql} ORDER BY i`, [], bounds);
    expect(rows.map(([i]) => Number(i))).toEqual(Array.from({ length: 1_000 }, (_, i) => i + 1));
  });

  (testEngine === 'sqlite' ? it : it.skip)('end within this process too, where they ask for the time', async () => {
    const asking = `${endless} WHERE ${timeFunction}()`;
    const ended = test.database.boundedRows(asking, many, { milliseconds: 5, heavy: false });
    await expect(ended).rejects.toMatchObject({ name: 'StatementEnded', reason: 'limit' });
    // What has no limit, or another process, asks in vain.
    const once = `SELECT 3 WHERE ${timeFunction}()`;
    expect(await test.database.rows(once)).toEqual([[3]]);
    expect(await test.database.boundedRows(once, [], bounds)).toEqual([[3]]);
    expect(await test.database.transaction((tx) => tx.rows(once))).toEqual([[3]]);
  });

  it('tell faults of a statement', async () => {
    await expect(test.database.boundedRows('SELECT nothing FROM nowhere', [], bounds)).rejects.toThrow();
    expect(await test.database.boundedRows('SELECT 8', [], bounds)).toEqual([[8]]);
  });

  it('are not begun for a caller that has gone', async () => {
    const caller = new Caller();
    caller.leave();
    const ended = test.database.boundedRows('SELECT 1', [], { ...bounds, caller });
    await expect(ended).rejects.toMatchObject({ reason: 'caller-gone' });
  });

  it('end on the engine when the caller goes away', async () => {
    const caller = new Caller();
    const ended = test.database.boundedRows(endless, many, { ...bounds, caller });
    const outcome = expect(ended).rejects.toMatchObject({ reason: 'caller-gone' });
    if (testEngine === 'sqlite') {
      const pids = readers();
      expect(pids).not.toHaveLength(0);
      caller.leave();
      await outcome;
      // The one at work is dead, and no reader at all is needed to ask again.
      await until(() => pids.some((pid) => !lives(pid)));
    } else {
      await until(async () => (await running()) === 1);
      caller.leave();
      await outcome;
      await until(async () => (await running()) === 0);
    }
    expect(await test.database.boundedRows('SELECT 9', [], bounds)).toEqual([[9]]);
  });
});
