import { BusyError, type Database } from '../database/database';
import { refusalOf, writingWorld, type World } from './testing/writing-world';
import type { WriteContext } from './write-context';

describe('writers at the same time', () => {
  let world: World;
  let steward: WriteContext;
  let customerId: string;

  beforeAll(async () => {
    world = await writingWorld();
    steward = await world.as('steward');
    customerId = (await world.create(steward, 'customer', { kind: 'COMPANY', name: 'One' })).id;
  });
  afterAll(() => world.drop());

  it('change one version once', async () => {
    const { id } = await world.create(steward, 'customer', { kind: 'COMPANY', name: 'Two' });
    const names = ['a', 'b', 'c', 'd'];
    const outcomes = await Promise.all(
      names.map((name) => refusalOf(world.update(steward, 'customer', id, 1, { name }))),
    );
    expect(outcomes.sort()).toEqual(['CONFLICT version', 'CONFLICT version', 'CONFLICT version', 'accepted']);
    expect(await world.column('customer', id, 'version')).toBe(2);
  });

  it('all count in what is kept of their children', async () => {
    const order = { customerId, items: [{ quantity: '1', unitPrice: '10' }] };
    await Promise.all(Array.from({ length: 8 }, () => world.create(steward, 'order', order)));
    expect(await world.column('customer', customerId, 'lifetime_value')).toBe(800_000);
  });

  it('take a code once', async () => {
    const input = { kind: 'COMPANY', name: 'Three', code: 'ONCE' };
    const outcomes = await Promise.all([1, 2, 3].map(() => refusalOf(world.create(steward, 'customer', input))));
    expect(outcomes.sort()).toEqual(['BAD_USER_INPUT code', 'BAD_USER_INPUT code', 'accepted']);
  });

  const busyFor = (times: number): Database => {
    let left = times;
    return {
      ...steward.database,
      dialect: steward.database.dialect,
      transaction: (work) => (left-- > 0 ? Promise.reject(new BusyError(null)) : steward.database.transaction(work)),
    };
  };

  it('start again when they gave way, and say so when that goes on', async () => {
    const input = { kind: 'COMPANY', name: 'Four' };
    expect(await refusalOf(world.create({ ...steward, database: busyFor(2) }, 'customer', input))).toBe('accepted');
    expect(await refusalOf(world.create({ ...steward, database: busyFor(3) }, 'customer', input))).toBe('UNAVAILABLE');
  });
});
