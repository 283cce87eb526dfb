import type { KeyLimits } from '../access/key-limits';
import type { Deny } from '../access/policy';
import { compileRuleSet } from '../access/rule-set';
import { refusalOf, writingWorld, type World } from './testing/writing-world';
import type { WriteContext } from './write-context';

/** Lines are written with their order and by its rule; what is taken away of them is taken away on that road too. */
describe('lines of an order', () => {
  const all = { scope: 'all', fields: ['@public', '@ownership', '@identifying'] } as const;
  const line = { quantity: '1', unitPrice: '10' };
  const worlds: World[] = [];
  let customerId: string;
  afterAll(async () => {
    for (const world of worlds) await world.drop();
  });

  async function testerWith(denies: readonly Deny<string>[]): Promise<{ world: World; tester: WriteContext }> {
    const world = await writingWorld({
      customer: { roles: { tester: [{ action: 'read', ...all }] } },
      order: {
        roles: {
          tester: [
            { action: 'read', ...all },
            { action: 'create', ...all },
            { action: 'update', ...all },
          ],
        },
      },
      orderItem: {
        scopes: {
          confirmed: { kind: 'via', link: 'order', where: { kind: 'in', field: 'status', values: ['CONFIRMED'] } },
          reduced: { kind: 'compare', field: 'discount', op: 'gt', value: { constant: 0 } },
        },
        roles: { tester: [{ action: 'read', ...all }] },
        denies: { tester: denies as Deny[] },
      },
    });
    worlds.push(world);
    const steward = await world.as('steward');
    customerId = (await world.create(steward, 'customer', { kind: 'COMPANY', name: 'One' })).id;
    return { world, tester: await world.as('tester') };
  }

  it('hold no field that a deny takes from their writer', async () => {
    const { world, tester } = await testerWith([{ action: 'update', scope: 'all', fields: ['discount'] }]);
    const { id } = await world.create(tester, 'order', { customerId, items: [{ ...line, discount: '0.1' }] });
    const update = (version: number, items: object[]): Promise<string> =>
      refusalOf(world.update(tester, 'order', id, version, { items }));
    expect(await update(1, [{ ...line, discount: '0.9' }])).toBe('FORBIDDEN items');
    expect(await update(1, [{ ...line, quantity: '2' }])).toBe('accepted');
    const dear = await testerWith([{ action: 'create', scope: 'all', fields: ['discount'] }]);
    const made = (items: object[]): Promise<string> =>
      refusalOf(dear.world.create(dear.tester, 'order', { customerId, items }));
    expect(await made([line, { ...line, discount: '0.1' }])).toBe('FORBIDDEN items');
    expect(await made([line])).toBe('accepted');
  });

  it('stay as they are where a deny of rows holds of the order, before or afterwards', async () => {
    const { world, tester } = await testerWith([{ action: 'delete', scope: 'confirmed' }]);
    const { id } = await world.create(tester, 'order', { customerId, items: [line] });
    const update = (version: number, input: object): Promise<string> =>
      refusalOf(world.update(tester, 'order', id, version, { ...input }));
    expect(await update(1, { items: [], status: 'CONFIRMED' })).toBe('FORBIDDEN items');
    expect(await update(1, { items: [line, line] })).toBe('accepted');
    expect(await update(2, { status: 'CONFIRMED' })).toBe('accepted');
    expect(await update(3, { items: [] })).toBe('FORBIDDEN items');
  });

  it('are written by nobody from whom a deny takes some of them by what they hold', async () => {
    const { world, tester } = await testerWith([{ action: 'create', scope: 'reduced' }]);
    expect(await refusalOf(world.create(tester, 'order', { customerId, items: [line] }))).toBe('FORBIDDEN items');
    expect(await refusalOf(world.create(tester, 'order', { customerId }))).toBe('accepted');
  });

  it('are closed to a key whose limits leave them out', async () => {
    const { world, tester } = await testerWith([]);
    const orders = { noun: 'order', actions: ['read', 'create'], fields: null, scope: null } as const;
    const customers = { noun: 'customer', actions: ['read'], fields: null, scope: null } as const;
    const held = (...nouns: NonNullable<KeyLimits['nouns']>[number][]): WriteContext => {
      const { book } = tester.ruleSet;
      const ruleSet = compileRuleSet(book, ['tester'], 'service', {
        purposes: null,
        nouns: [orders, customers, ...nouns],
      });
      return { ...tester, ruleSet };
    };
    const made = (who: WriteContext): Promise<string> =>
      refusalOf(world.create(who, 'order', { customerId, items: [line] }));
    const lines = { noun: 'orderItem', actions: ['read', 'create'], scope: null } as const;
    expect(await made(held())).toBe('FORBIDDEN items');
    expect(await made(held({ ...lines, fields: ['quantity'] }))).toBe('FORBIDDEN items');
    expect(await made(held({ ...lines, fields: ['quantity', 'unitPrice'] }))).toBe('accepted');
  });
});
