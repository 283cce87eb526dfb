import { refusalOf, writingWorld, type World } from '../records/testing/writing-world';
import { shareCustomer } from './share-customer';

let world: World;
beforeAll(async () => {
  const all = { scope: 'all', fields: ['@public', '@ownership', '@identifying'] } as const;
  world = await writingWorld({
    customer: {
      roles: {
        tester: [
          { action: 'read', ...all },
          { action: 'share', scope: 'all' },
        ],
      },
    },
    // May give shares, and end none.
    share: {
      roles: {
        tester: [
          { action: 'read', ...all },
          { action: 'create', ...all, grants: ['@public', '@ownership'] },
        ],
      },
    },
    user: { roles: { tester: [{ action: 'read', ...all }] } },
  });
});
afterAll(() => world.drop());

test('sharing again ends no share that the sharer may not end', async () => {
  const steward = await world.as('steward');
  const { id } = await world.create(steward, 'customer', { kind: 'COMPANY', name: 'One' });
  const withUserId = world.userId('south');
  const shares = async (): Promise<unknown[]> =>
    (await world.database.rows('SELECT can_write, until_at FROM shares ORDER BY pk')).map(([write, until]) => [
      Number(write),
      until === null ? null : Number(until),
    ]);
  await shareCustomer(steward, { id, withUserId, write: true });
  const tester = await world.as('tester');
  const until = new Date(world.clock.now + 60_000).toISOString();
  expect(await refusalOf(shareCustomer(tester, { id, withUserId, until }))).toBe('accepted');
  expect(await shares()).toEqual([
    [1, null],
    [0, world.clock.now + 60_000],
  ]);
  // The steward may end both.
  await shareCustomer(steward, { id, withUserId });
  expect(await shares()).toEqual([[0, null]]);
});
