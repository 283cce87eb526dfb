import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { SqliteDatabase } from './sqlite';

// Two that have one file open, as two processes do: locks are between connections.

const folder = mkdtempSync(join(tmpdir(), 'kehu-turns-'));
let one: SqliteDatabase;
let other: SqliteDatabase;

beforeAll(async () => {
  [one, other] = [1, 2].map(() => new SqliteDatabase(join(folder, 'kehu.db'), { unsafeFast: true })) as [
    SqliteDatabase,
    SqliteDatabase,
  ];
  await one.run('CREATE TABLE words (pk INTEGER PRIMARY KEY AUTOINCREMENT, word VARCHAR(20))');
});
afterAll(async () => {
  await one.close();
  await other.close();
  rmSync(folder, { recursive: true });
});

const add = (word: string): readonly [string, readonly string[]] => ['INSERT INTO words (word) VALUES (?)', [word]];
const words = async (): Promise<unknown[]> =>
  (await one.rows('SELECT word FROM words ORDER BY pk')).map(([word]) => word);

/** A transaction that holds the lock until it is let go. */
function holding(database: SqliteDatabase, word: string): { done: Promise<unknown>; held: Promise<void>; go(): void } {
  let go!: () => void;
  let hold!: () => void;
  const wait = new Promise<void>((resolve) => (go = resolve));
  const held = new Promise<void>((resolve) => (hold = resolve));
  const done = database.transaction(
    async (tx) => {
      await tx.run(...add(word));
      hold();
      await wait;
    },
    { bulk: true },
  );
  return { done, held, go };
}

beforeEach(async () => void (await one.run('DELETE FROM words')));

it('who finds the lock taken lets its own process go on, and writes when it is free', async () => {
  const first = holding(other, 'first');
  await first.held;
  let over = false;
  const second = one.run(...add('second')).then(() => (over = true));
  const third = one.transaction((tx) => tx.run(...add('third')));
  await turn();
  expect(over).toBe(false);
  expect(await words()).toEqual([]); // reads don't wait
  first.go();
  await Promise.all([first.done, second, third]);
  expect(await words()).toEqual(['first', 'second', 'third']);
});

it('who waits is next, however quickly one that writes in bulk asks again', async () => {
  const first = holding(other, 'bulk 1');
  await first.held;
  const waits = one.run(...add('single'));
  await turn();
  const second = holding(other, 'bulk 2'); // in line behind the first, of the same process
  first.go();
  second.go();
  await Promise.all([first.done, second.done, waits]);
  expect(await words()).toEqual(['bulk 1', 'single', 'bulk 2']);
});

it('one whose transaction is refused leaves the door open', async () => {
  const first = holding(other, 'kept');
  await first.held;
  const refused = one.transaction(async () => Promise.reject(new Error('no')));
  await turn();
  first.go();
  await expect(refused).rejects.toThrow('no');
  await first.done;
  await other.transaction((tx) => tx.run(...add('after')), { bulk: true });
  expect(await words()).toEqual(['kept', 'after']);
});

it('what stands beside the file is empty, and has nothing beside it', () => {
  expect(readdirSync(folder).filter((name) => name.includes('-turn'))).toEqual(['kehu.db-turn']);
});
