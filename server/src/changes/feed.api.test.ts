import { bumpAccessVersion } from '../accounts/access-state';
import type { SqlRunner } from '../database/database';
import { idToBytes } from '../query/values';
import { uuid, writingWorld, type World } from '../records/testing/writing-world';
import { Feed, lateCommit } from './feed';

let world: World;
let made = 0;
beforeAll(async () => {
  world = await writingWorld();
});
afterAll(() => world.drop());

const write = (runner: SqlRunner, recordPk: number, noun = 'customer'): Promise<unknown> =>
  runner.run(
    `INSERT INTO history (id, noun, record_pk, at, by_user_pk, by_client_pk, action, changes)
     VALUES (?, ?, ?, 0, 1, NULL, 'update', '[]')`,
    [idToBytes(uuid(`entry ${++made}`)), noun, recordPk],
  );

/** What the feed finds between the moment before `work` and the one after it. */
async function found(feed: Feed, work: () => Promise<unknown>): Promise<[string, readonly number[]][]> {
  const before = await world.database.snapshot();
  await work();
  const after = await world.database.snapshot();
  try {
    return [...(await feed.read(before, after)).written];
  } finally {
    await Promise.all([before.close(), after.close()]);
  }
}

async function begun(): Promise<Feed> {
  const feed = new Feed(
    () => world.nouns,
    () => world.clock.now,
  );
  const snapshot = await world.database.snapshot();
  await feed.begin(snapshot);
  await snapshot.close();
  return feed;
}

it('finds each write once, by noun, and nothing of before', async () => {
  await write(world.database, 1);
  const feed = await begun();
  const work = async (): Promise<void> => {
    for (const pk of [2, 3, 2]) await write(world.database, pk);
    await write(world.database, 9, 'contact');
  };
  expect(await found(feed, work)).toEqual([
    ['customer', [2, 3]],
    ['contact', [9]],
  ]);
  expect(await found(feed, async () => undefined)).toEqual([]);
});

it('finds a write whose transaction commits after a later one', async () => {
  const { database } = world;
  if (database.dialect === 'sqlite') return; // one writer at a time: keys are given out in the order of commits
  let commit!: () => void;
  let wrote!: () => void;
  const mayCommit = new Promise<void>((resolve) => (commit = resolve));
  const hasWritten = new Promise<void>((resolve) => (wrote = resolve));
  const late = database.transaction(async (tx) => {
    await write(tx, 10);
    wrote();
    await mayCommit;
  });
  await hasWritten;
  // Begun while the earlier write was not to be seen yet.
  const feed = await begun();
  expect(await found(feed, () => write(database, 11))).toEqual([['customer', [11]]]);
  world.clock.now += lateCommit - 1;
  expect(await found(feed, async () => undefined)).toEqual([]);
  commit();
  await late;
  expect(await found(feed, async () => undefined)).toEqual([['customer', [10]]]);
  expect(await found(feed, async () => undefined)).toEqual([]);
});

it('forgets what was met long ago', async () => {
  const feed = await begun();
  await found(feed, () => write(world.database, 20));
  world.clock.now += lateCommit;
  expect(await found(feed, async () => undefined)).toEqual([]);
  world.clock.now += lateCommit;
  expect(await found(feed, () => write(world.database, 21))).toEqual([['customer', [21]]]);
  expect((feed as unknown as { met: Map<number, number> }).met.size).toBeLessThanOrEqual(1);
});

it('compares users and teams where the access version moved', async () => {
  const { database } = world;
  const feed = await begun();
  const rename = (): Promise<unknown> =>
    database.run("UPDATE users SET name = 'Renamed', version = version + 1 WHERE pk = 2");
  expect(await found(feed, rename)).toEqual([]);
  const both = async (): Promise<void> => {
    await rename();
    await database.transaction((tx) => bumpAccessVersion(tx));
  };
  expect(await found(feed, both)).toEqual([['user', [2]]]);
});
