import { emptyDatabase, type TestDatabase } from '../../test/database';
import { BusyError, ConstraintError, type SqlRunner } from './database';

let test: TestDatabase;

beforeAll(async () => {
  test = await emptyDatabase();
  const { database } = test;
  const key = database.dialect === 'sqlite' ? 'INTEGER PRIMARY KEY AUTOINCREMENT' : 'BIGINT AUTO_INCREMENT PRIMARY KEY';
  const bytes = database.dialect === 'sqlite' ? 'BLOB' : 'BINARY(4)';
  await database.run(`CREATE TABLE parents (pk ${key}, word VARCHAR(20) UNIQUE, big BIGINT, bin ${bytes})`);
  await database.run(
    `CREATE TABLE children (pk ${key}, parent_pk BIGINT NOT NULL, FOREIGN KEY (parent_pk) REFERENCES parents (pk))`,
  );
});

afterAll(() => test.drop());

const insert = (runner: SqlRunner, word: string): Promise<{ changes: number; insertId: number }> =>
  runner.run('INSERT INTO parents (word) VALUES (?)', [word]);

const has = async (runner: SqlRunner, word: string): Promise<boolean> =>
  (await runner.rows('SELECT 1 FROM parents WHERE word = ?', [word])).length === 1;

it('rows are arrays with numbers, buffers and nulls; changes count matched rows', async () => {
  const { database } = test;
  const bin = Buffer.from([0, 255, 1, 128]);
  const big = 9_007_199_254_740_991;
  const { insertId } = await database.run('INSERT INTO parents (word, big, bin) VALUES (?, ?, ?)', ['客户', big, bin]);
  expect(await database.rows('SELECT pk, word, big, bin FROM parents WHERE bin = ? AND big = ?', [bin, big])).toEqual([
    [insertId, '客户', big, bin],
  ]);
  expect(await database.rows('SELECT word FROM parents WHERE big = ? LIMIT ?', [BigInt(big), 1])).toEqual([['客户']]);
  expect((await database.run('UPDATE parents SET big = ? WHERE pk = ?', [big, insertId])).changes).toBe(1);
  expect(await database.rows('SELECT bin FROM parents WHERE big = ?', [big - 1])).toEqual([]);
});

it('parameters compare by code point', async () => {
  const { database } = test;
  expect(await database.rows("SELECT 1 WHERE ? = 'abc'", ['ABC'])).toEqual([]);
  expect(await database.rows("SELECT 1 WHERE ? = 'abc'", ['ábc'])).toEqual([]);
});

it('a refused unique or foreign key is a ConstraintError of its kind', async () => {
  const { database } = test;
  await insert(database, 'once');
  await expect(insert(database, 'once')).rejects.toMatchObject({ name: 'ConstraintError', kind: 'unique' });
  const orphan = database.run('INSERT INTO children (parent_pk) VALUES (?)', [999_999]);
  await expect(orphan).rejects.toMatchObject({ kind: 'reference' });
  const nothing = database.run('INSERT INTO children (parent_pk) VALUES (?)', [null]);
  await expect(nothing).rejects.toMatchObject({ kind: 'other' });
});

it('the text of the engine stays inside the cause', async () => {
  const error: unknown = await insert(test.database, 'twice')
    .then(() => insert(test.database, 'twice'))
    .catch((e) => e);
  expect(error).toBeInstanceOf(ConstraintError);
  expect(String(error)).toBe('ConstraintError: constraint: unique');
});

it('a transaction commits as a whole and reads its own writes; others see nothing until then', async () => {
  const { database } = test;
  await database.transaction(async (tx) => {
    await insert(tx, 'committed');
    expect(await has(tx, 'committed')).toBe(true);
    expect(await has(database, 'committed')).toBe(false);
  });
  expect(await has(database, 'committed')).toBe(true);
});

it('a transaction whose work rejects leaves nothing, and its runner is useless afterwards', async () => {
  const { database } = test;
  let kept!: SqlRunner;
  const failed = database.transaction(async (tx) => {
    kept = tx;
    await insert(tx, 'gone');
    throw new Error('no');
  });
  await expect(failed).rejects.toThrow('no');
  expect(await has(database, 'gone')).toBe(false);
  await expect(insert(kept, 'late')).rejects.toThrow('the transaction has ended');
});

it('a savepoint undoes its own work and the transaction goes on', async () => {
  const { database } = test;
  await database.transaction(async (tx) => {
    await insert(tx, 'before');
    const inner = database.savepoint(tx, async () => {
      await insert(tx, 'inside');
      await insert(tx, 'before');
    });
    await expect(inner).rejects.toBeInstanceOf(ConstraintError);
    await database.savepoint(tx, () => insert(tx, 'kept'));
  });
  expect([await has(database, 'before'), await has(database, 'inside'), await has(database, 'kept')]).toEqual([
    true,
    false,
    true,
  ]);
});

it('transactions started together all happen, none half', async () => {
  const { database } = test;
  const { insertId } = await database.run('INSERT INTO parents (word, big) VALUES (?, ?)', ['counter', 0]);
  const step = (): Promise<void> =>
    database.transaction(async (tx) => {
      await tx.run('UPDATE parents SET big = big WHERE pk = ?', [insertId]); // locks the row
      const [[big]] = (await tx.rows('SELECT big FROM parents WHERE pk = ?', [insertId])) as [[number]];
      await tx.run('UPDATE parents SET big = ? WHERE pk = ?', [big + 1, insertId]);
    });
  await Promise.all(Array.from({ length: 20 }, step));
  expect(await database.rows('SELECT big FROM parents WHERE pk = ?', [insertId])).toEqual([[20]]);
});

it('writing past the running transaction is refused where nesting is checked', async () => {
  const { database } = test;
  const nested = database.transaction(() => insert(database, 'past'));
  await expect(nested).rejects.toThrow("use the transaction's own runner");
  const twice = database.transaction(() => database.transaction(async () => undefined));
  await expect(twice).rejects.toThrow("use the transaction's own runner");
});

it('a snapshot stays at its moment while others write, and can be taken again and again', async () => {
  const { database } = test;
  await insert(database, 'then');
  const first = await database.snapshot();
  await insert(database, 'later');
  const second = await database.snapshot();
  const seen = async (of: SqlRunner): Promise<boolean[]> => [await has(of, 'then'), await has(of, 'later')];
  expect([await seen(first), await seen(second)]).toEqual([
    [true, false],
    [true, true],
  ]);
  await expect(first.run("INSERT INTO parents (word, big) VALUES ('x', 1)")).rejects.toThrow('for reading');
  await first.close();
  await first.close();
  await expect(first.rows('SELECT 1')).rejects.toThrow();
  const third = await database.snapshot();
  expect(await seen(third)).toEqual([true, true]);
  await Promise.all([second.close(), third.close()]);
});

it('statements are told to listeners, without transaction control', async () => {
  const { database } = test;
  const told: string[] = [];
  const end = database.onStatement((sql) => told.push(sql));
  await database.transaction((tx) => tx.rows('SELECT 1'));
  await database.rows('SELECT 2');
  end();
  await database.rows('SELECT 3');
  expect(told).toEqual(['SELECT 1', 'SELECT 2']);
});

it('two writers that wait for each other: one gets BusyError, the other commits', async () => {
  const { database } = test;
  if (database.dialect === 'sqlite') {
    // One writer at a time: the other's turn comes after the commit.
    await Promise.all([1, 2].map((n) => database.transaction((tx) => insert(tx, `turn ${n}`))));
    expect([await has(database, 'turn 1'), await has(database, 'turn 2')]).toEqual([true, true]);
    return;
  }
  const a = (await insert(database, 'lock a')).insertId;
  const b = (await insert(database, 'lock b')).insertId;
  let arrived = 0;
  let meet!: () => void;
  const met = new Promise<void>((resolve) => (meet = resolve));
  const take = (first: number, second: number): Promise<unknown> =>
    database.transaction(async (tx) => {
      await tx.run('UPDATE parents SET big = 1 WHERE pk = ?', [first]);
      if (++arrived === 2) meet();
      await met;
      await tx.run('UPDATE parents SET big = 1 WHERE pk = ?', [second]);
    });
  const ends = await Promise.allSettled([take(a, b), take(b, a)]);
  const refused = ends.filter((end) => end.status === 'rejected');
  expect(refused).toHaveLength(1);
  expect(refused[0]!.reason).toBeInstanceOf(BusyError);
});
