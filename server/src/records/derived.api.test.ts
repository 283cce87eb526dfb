import { deleteRecord } from './delete-record';
import { restoreRecord } from './restore-record';
import { refusalOf, uuid, writingWorld, type World } from './testing/writing-world';
import type { WriteContext } from './write-context';

describe('what the server keeps', () => {
  let world: World;
  let steward: WriteContext;
  let rep: WriteContext;
  let customerId: string;
  let productId: string;

  beforeAll(async () => {
    world = await writingWorld();
    steward = await world.as('steward');
    rep = await world.as('rep');
    productId = (await world.create(steward, 'product', { name: 'Tea', price: '3' })).id;
  });
  beforeEach(async () => {
    customerId = (await world.create(rep, 'customer', { kind: 'COMPANY', name: 'One' })).id;
  });
  afterAll(() => world.drop());

  const item = (quantity: string, unitPrice: string, discount?: string): Record<string, unknown> => ({
    productId,
    quantity,
    unitPrice,
    discount,
  });
  const lifetime = async (id = customerId): Promise<number> =>
    Number(await world.column('customer', id, 'lifetime_value'));
  const order = (values: Record<string, unknown>): Promise<{ id: string }> =>
    world.create(steward, 'order', { customerId, ...values });
  const items = async (id: string): Promise<unknown[]> => {
    const pk = Number(await world.column('order', id, 'pk'));
    return world.database.rows(
      'SELECT pk, quantity, amount, currency FROM order_items WHERE order_pk = ? ORDER BY pk',
      [pk],
    );
  };

  describe('orders', () => {
    it('multiplies exactly, adds up and keeps the lifetime value', async () => {
      const { id } = await order({ items: [item('35', '42.4', '0.15'), item('0.5', '0.0001')] });
      expect(await world.column('order', id, 'total')).toBe(12_614_001);
      expect(await lifetime()).toBe(12_614_001);
      await order({ currency: 'USD', items: [item('1', '1000')] });
      expect(await lifetime()).toBe(12_614_001); // another currency
      await order({ items: [item('1', '1')] });
      expect(await lifetime()).toBe(12_624_001);
    });

    it('counts a cancelled order no more, and again when it is taken up', async () => {
      const { id } = await order({ items: [item('1', '10')] });
      await order({ status: 'CANCELLED', items: [item('1', '7')] });
      expect(await lifetime()).toBe(100_000);
      await world.update(steward, 'order', id, 1, { status: 'CANCELLED' });
      expect(await lifetime()).toBe(0);
      await world.update(steward, 'order', id, 2, { status: 'PAID' });
      expect(await lifetime()).toBe(100_000);
    });

    it('takes a list of items as the whole list, and leaves items alone that are not mentioned', async () => {
      const { id } = await order({ items: [item('1', '1'), item('2', '2'), item('3', '3')] });
      const [first] = (await items(id)) as [[number]];
      await world.update(steward, 'order', id, 1, { items: [item('1', '1'), item('2', '5')] });
      const after = (await items(id)) as number[][];
      expect(after.map((row) => row.slice(1))).toEqual([
        [10_000, 10_000, 'CNY'],
        [20_000, 100_000, 'CNY'],
      ]);
      expect(after[0]![0]).toBe(first[0]);
      expect(await world.update(steward, 'order', id, 2, { items: [item('1', '1'), item('2', '5')] })).toMatchObject({
        changed: false,
      });
      await world.update(steward, 'order', id, 2, { status: 'PAID' });
      expect(await items(id)).toHaveLength(2);
      expect(await lifetime()).toBe(110_000);
    });

    it('moves the items into the currency of the order', async () => {
      const { id } = await order({ items: [item('1', '1')] });
      await world.update(steward, 'order', id, 1, { currency: 'usd' });
      expect(((await items(id)) as unknown[][])[0]![3]).toBe('USD');
      expect(await lifetime()).toBe(0);
      await world.update(steward, 'customer', customerId, 1, { currency: 'USD' });
      expect(await lifetime()).toBe(10_000);
    });

    it('counts a deleted order out and a restored one in, and follows one that changes hands', async () => {
      const { id } = await order({ items: [item('1', '7')] });
      const noun = world.noun('order');
      await deleteRecord(steward, noun, { id, version: 1 });
      expect(await lifetime()).toBe(0);
      await restoreRecord(steward, noun, { id, version: 2 });
      expect(await lifetime()).toBe(70_000);
      const other = (await world.create(rep, 'customer', { kind: 'PERSON', name: 'Two' })).id;
      await world.update(steward, 'order', id, 3, { customerId: other });
      expect([await lifetime(), await lifetime(other)]).toEqual([0, 70_000]);
    });

    it.each([
      [
        'a product that is nobody’s',
        [{ productId: uuid('none'), quantity: '1', unitPrice: '1' }],
        'NOT_FOUND items.0.productId',
      ],
      ['no quantity', [{ unitPrice: '1' }], 'BAD_USER_INPUT items.0.quantity'],
      ['less than nothing', [{ quantity: '-1', unitPrice: '1' }], 'BAD_USER_INPUT items.0.quantity'],
      [
        'a discount of more than all',
        [{ quantity: '1', unitPrice: '1', discount: '1.1' }],
        'BAD_USER_INPUT items.0.discount',
      ],
      ['more than can be counted', [{ quantity: '99999999999', unitPrice: '99999999999' }], 'BAD_USER_INPUT items.0'],
    ])('refuses %s', async (_, list, refusal) => {
      expect(await refusalOf(order({ items: list }))).toBe(refusal);
    });
  });

  it('keeps the latest activity of a customer', async () => {
    const last = (): Promise<unknown> => world.column('customer', customerId, 'last_activity_at');
    expect(await last()).toBeNull();
    const older = await world.create(rep, 'activity', { customerId, kind: 'CALL', occurredAt: '2025-03-01T08:00:00Z' });
    const newer = await world.create(rep, 'activity', { customerId, kind: 'NOTE' });
    expect(await last()).toBe(rep.now);
    await deleteRecord(rep, world.noun('activity'), { id: newer.id, version: 1 });
    expect(await last()).toBe(Date.UTC(2025, 2, 1, 8));
    await world.update(rep, 'activity', older.id, 1, { occurredAt: '2025-03-02T08:00:00Z' });
    expect(await last()).toBe(Date.UTC(2025, 2, 2, 8));
  });

  describe('opportunities', () => {
    it('go where their owner is', async () => {
      const { id } = await world.create(rep, 'opportunity', { name: 'Deal', customerId });
      expect(await world.column('opportunity', id, 'team_pk')).toBe(rep.principal.homeTeamPk);
      await world.update(steward, 'opportunity', id, 1, { ownerId: world.userId('south') });
      expect(await world.column('opportunity', id, 'team_pk')).toBe((await world.as('south')).principal.homeTeamPk);
    });

    it('close with their stage', async () => {
      const { id } = await world.create(rep, 'opportunity', { name: 'Deal' });
      const closed = (): Promise<unknown> => world.column('opportunity', id, 'closed_at');
      expect(await closed()).toBeNull();
      await world.update(rep, 'opportunity', id, 1, { stage: 'won' });
      expect(await closed()).toBe(rep.now);
      await world.update(rep, 'opportunity', id, 2, { stage: 'prospecting' });
      expect(await closed()).toBeNull();
    });

    it('are likely from 0 to 100 percent', async () => {
      expect(await refusalOf(world.create(rep, 'opportunity', { name: 'Deal', probability: 101 }))).toBe(
        'BAD_USER_INPUT probability',
      );
    });

    it('of a manager stay within the own teams', async () => {
      const manager = await world.as('manager');
      const { id } = await world.create(rep, 'opportunity', { name: 'Deal' });
      expect(await refusalOf(world.update(manager, 'opportunity', id, 1, { ownerId: world.userId('south') }))).toBe(
        'FORBIDDEN',
      );
      await world.update(manager, 'opportunity', id, 1, { ownerId: world.userId('colleague') });
    });
  });

  it('holds one decision for a customer and purpose', async () => {
    const decision = { customerId, purpose: 'MARKETING', state: 'GIVEN' };
    const { id } = await world.create(steward, 'consent', decision);
    expect(await refusalOf(world.create(steward, 'consent', decision))).toBe('BAD_USER_INPUT purpose');
    await world.create(steward, 'consent', { ...decision, purpose: 'SALES' });
    await world.update(steward, 'consent', id, 1, { state: 'WITHDRAWN' });
  });
});
