import { deleteRecord } from './delete-record';
import { refusalOf, writingWorld, type World } from './testing/writing-world';
import type { WriteContext } from './write-context';

describe('granting writes', () => {
  let world: World;
  let rep: WriteContext;
  let agent: WriteContext;
  let manager: WriteContext;
  let tester: WriteContext;
  let customerId: string;

  beforeAll(async () => {
    world = await writingWorld({
      // May do all but grant; sees the own region, what is tagged, and what a decision to market says.
      customer: {
        scopes: {
          seen: {
            kind: 'or',
            of: [
              { kind: 'in', field: 'region', values: ['north'] },
              { kind: 'hasTag', tag: 'open' },
            ],
          },
        },
        roles: {
          tester: [
            { action: 'read', scope: 'seen', fields: ['@public', '@identifying'] },
            { action: 'create', scope: 'all', fields: ['@public', '@identifying', '@ownership'] },
            { action: 'update', scope: 'all', fields: ['@public', '@identifying', '@ownership'] },
          ],
        },
      },
    });
    rep = await world.as('rep');
    agent = await world.as('agent');
    manager = await world.as('manager');
    tester = await world.as('tester');
    customerId = (await world.create(rep, 'customer', { kind: 'COMPANY', name: 'One', region: 'north' })).id;
  });
  afterAll(() => world.drop());

  const ticket = async (values: Record<string, unknown> = {}): Promise<string> =>
    (await world.create(manager, 'ticket', { customerId, subject: 'help', ...values })).id;

  it('gives tickets a number that tells nothing', async () => {
    const numbers = await Promise.all(
      [ticket(), ticket()].map(async (id) => world.column('ticket', await id, 'number')),
    );
    for (const number of numbers) expect(number).toMatch(/^T-[0-9A-Z]{8}$/);
    expect(numbers[0]).not.toBe(numbers[1]);
  });

  it('lets nobody assign to themselves by being an agent', async () => {
    const id = await ticket({ assigneeId: world.userId('agent') });
    expect(await refusalOf(world.update(agent, 'ticket', id, 1, { assigneeId: null }))).toBe('FORBIDDEN assigneeId');
    expect(await refusalOf(world.create(agent, 'ticket', { customerId, subject: 'x' }))).toBe('FORBIDDEN');
  });

  it('lets an agent work on a ticket and close it, and keeps reopening a grant', async () => {
    const id = await ticket({ assigneeId: world.userId('agent') });
    await world.update(agent, 'ticket', id, 1, { status: 'PENDING' });
    await world.update(agent, 'ticket', id, 2, { status: 'CLOSED' });
    expect(await refusalOf(world.update(agent, 'ticket', id, 3, { status: 'OPEN' }))).toBe('FORBIDDEN status');
    await world.update(manager, 'ticket', id, 3, { status: 'OPEN' });
  });

  it('lets a representative write an unassigned ticket of an own customer, and no assigned one', async () => {
    const { id } = await world.create(rep, 'ticket', { customerId, subject: 'x' });
    await world.update(rep, 'ticket', id, 1, { subject: 'y' });
    await world.update(manager, 'ticket', id, 2, { assigneeId: world.userId('agent') });
    expect(await refusalOf(world.update(rep, 'ticket', id, 3, { subject: 'z' }))).toBe('FORBIDDEN');
  });

  it('takes a write to a column that the own view depends on for a grant', async () => {
    expect(await refusalOf(world.update(tester, 'customer', customerId, 1, { region: 'south' }))).toBe(
      'FORBIDDEN region',
    );
    expect(await refusalOf(world.update(tester, 'customer', customerId, 1, { tags: ['open'] }))).toBe('FORBIDDEN tags');
    const hidden = { kind: 'COMPANY', name: 'Two', tags: ['open'] };
    expect(await refusalOf(world.create(tester, 'customer', hidden))).toBe('FORBIDDEN tags');
  });

  it('takes the same value for no grant, and other columns for none', async () => {
    expect(await world.update(tester, 'customer', customerId, 1, { region: 'north' })).toMatchObject({
      changed: false,
    });
    await world.update(tester, 'customer', customerId, 1, { note: undefined, name: 'One again' });
    expect(await world.column('customer', customerId, 'name')).toBe('One again');
  });

  it('tells the audit trail of grants that are made', async () => {
    const { id } = await world.create(manager, 'customer', { kind: 'COMPANY', name: 'Three', ownerId: null });
    world.grants.length = 0;
    const contact = await world.create(manager, 'contact', { customerId, name: 'A' });
    expect(world.grants).toEqual([]); // a new child of a customer in the view is none
    await world.update(manager, 'contact', contact.id, 1, { customerId: id });
    expect(world.grants).toEqual([{ noun: 'contact', recordId: contact.id, action: 'update', fields: ['customer'] }]);
  });

  it('finds no customer out of sight to hang a child on', async () => {
    const { id } = await world.create(await world.as('south'), 'customer', { kind: 'COMPANY', name: 'Far' });
    expect(await refusalOf(world.create(rep, 'contact', { customerId: id, name: 'A' }))).toBe('NOT_FOUND customerId');
    const theirs = await world.create(await world.as('colleague'), 'customer', { kind: 'COMPANY', name: 'Near' });
    expect(await refusalOf(world.create(rep, 'contact', { customerId: theirs.id, name: 'A' }))).toBe('FORBIDDEN');
  });
});

describe('a deletion that would open something', () => {
  let world: World;

  beforeAll(async () => {
    const blocked = {
      kind: 'via',
      link: 'customer',
      where: { kind: 'in', field: 'region', values: ['north'] },
    } as const;
    const all = { scope: 'all', fields: ['@public', '@identifying'] } as const;
    world = await writingWorld({
      customer: {
        roles: {
          tester: [
            { action: 'read', ...all },
            { action: 'delete', scope: 'all' },
          ],
        },
      },
      // An opportunity outlives its customer, so without the customer the deny would not hold of it any more.
      opportunity: {
        scopes: { blocked },
        roles: { tester: [{ action: 'read', ...all }] },
        denies: { tester: [{ action: 'read', scope: 'blocked' }] },
      },
    });
  });
  afterAll(() => world.drop());

  it('is a grant where a denied relation leads to the record, and none elsewhere', async () => {
    const [tester, rep] = [await world.as('tester'), await world.as('rep')];
    const [customer, name] = [world.noun('customer'), { kind: 'COMPANY', name: 'One' }];
    const blocked = await world.create(rep, 'customer', { ...name, region: 'north' });
    const open = await world.create(rep, 'customer', { ...name, region: 'south' });
    const refusal = await refusalOf(deleteRecord(tester, customer, { id: blocked.id, version: 1 }));
    expect(refusal).toBe('FORBIDDEN deletedAt');
    expect(await world.column('customer', blocked.id, 'deleted_at')).toBeNull();
    await deleteRecord(tester, customer, { id: open.id, version: 1 });
    expect(await world.column('customer', open.id, 'deleted_at')).not.toBeNull();
  });
});
