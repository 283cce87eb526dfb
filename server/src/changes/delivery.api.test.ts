import { setDisabled, setRoles, setTeams, type AccountServices } from '../accounts/users';
import type { RecordInput } from '../records/write-context';
import { builtInRoles } from '../roles';
import { shareCustomer } from '../shares/share-customer';
import { unshare } from '../shares/unshare';
import { changeWorld, type ChangeWorld, type TestSocket, type TestSubscription } from './testing/change-world';

const names = 'subscription { customerChanged { kind removed customer { name } } }';
const phones = 'subscription { customerChanged { kind removed customer { name primaryPhone } } }';

let company: ChangeWorld;
let count = 0;
const newCustomer = async (input: RecordInput = {}, by = 'steward'): Promise<{ id: string; name: string }> => {
  const name = `Customer ${++count}`;
  const { world } = company;
  const owner = { ownerId: world.userId('rep'), teamId: world.teamId('north') };
  return { id: (await company.create(by, 'customer', { kind: 'COMPANY', name, ...owner, ...input })).id, name };
};
const phone = (number: string): RecordInput => ({ phones: [{ number, primary: true }] });

beforeAll(async () => {
  company = await changeWorld();
});
afterAll(() => company.drop());

let open: TestSocket[] = [];
const socketOf = async (user: string): Promise<TestSocket> => {
  const socket = await company.open(user);
  open.push(socket);
  return socket;
};
afterEach(() => {
  for (const { socket } of open) company.kehu.changes.leave(socket);
  open = [];
  expect(company.kehu.changes.size).toEqual({ sockets: 0, subscriptions: 0 });
});
const subscribe = async (user: string, document: string, variables?: Record<string, unknown>) =>
  (await socketOf(user)).subscribe(document, variables);

describe('what changes in a view', () => {
  it('is told as it is seen: created, updated, removed and brought back', async () => {
    const rep = await subscribe('rep', names);
    const { id, name } = await newCustomer();
    expect(await rep.changes()).toEqual([['CREATED', { name }]]);
    await company.update('steward', 'customer', id, { name: 'Renamed' });
    expect(await rep.changes()).toEqual([['UPDATED', { name: 'Renamed' }]]);
    await company.remove('steward', 'customer', id);
    expect(await rep.changes()).toEqual([['REMOVED', id]]);
    await company.restore('steward', 'customer', id);
    expect(await rep.changes()).toEqual([['CREATED', { name: 'Renamed' }]]);
    expect(await rep.changes()).toEqual([]);
  });

  it('is told of records that were there before, from the first change on', async () => {
    const { id } = await newCustomer();
    const rep = await subscribe('rep', names);
    await company.update('steward', 'customer', id, { note: 'Not selected' });
    expect(await rep.changes()).toEqual([]);
    await company.update('steward', 'customer', id, { name: 'Other' });
    expect(await rep.changes()).toEqual([['UPDATED', { name: 'Other' }]]);
  });

  it('is one change where several came in between, and none where they took each other back', async () => {
    const { id, name } = await newCustomer();
    const rep = await subscribe('rep', names);
    await company.update('steward', 'customer', id, { name: 'Once' });
    await company.update('steward', 'customer', id, { name: 'Twice' });
    expect(await rep.changes()).toEqual([['UPDATED', { name: 'Twice' }]]);
    await company.update('steward', 'customer', id, { name });
    await company.update('steward', 'customer', id, { name: 'Twice' });
    expect(await rep.changes()).toEqual([]);
  });

  it('tells nothing of what is out of sight', async () => {
    const south = { ownerId: company.world.userId('south'), teamId: company.world.teamId('south') };
    const { id } = await newCustomer(south);
    const rep = await subscribe('rep', `subscription { customerChanged { kind removed } }`);
    await newCustomer(south);
    await company.update('steward', 'customer', id, { name: 'Hidden' });
    await company.remove('steward', 'customer', id);
    expect(await rep.changes()).toEqual([]);
  });

  it('tells nothing of a record that left before it was told of', async () => {
    const { id } = await newCustomer();
    const { id: told } = await newCustomer();
    const rep = await subscribe('rep', names);
    await company.update('steward', 'customer', told, { name: 'Told' });
    await rep.news();
    for (const one of [id, told]) {
      await company.update('steward', 'customer', one, { teamId: company.world.teamId('south'), ownerId: null });
    }
    expect(await rep.changes()).toEqual([['REMOVED', told]]);
    expect(await rep.changes()).toEqual([]);
  });

  it('moves with the version, where that is selected: exception 3', async () => {
    const { id } = await newCustomer();
    const rep = await subscribe('rep', 'subscription { customerChanged { kind removed customer { version } } }');
    await company.update('steward', 'customer', id, { nationalId: '110101199003070010' });
    expect(await rep.changes()).toEqual([['UPDATED', { version: 2 }]]);
  });
});

describe('fields', () => {
  it('a change of hidden fields alone is silent', async () => {
    const { id } = await newCustomer({ ownerId: company.world.userId('colleague'), ...phone('+8613800000001') });
    const rep = await subscribe(
      'rep',
      'subscription { customerChanged { kind removed customer { name nationalId phones { number } contacts { nodes { primaryPhone } } } } }',
    );
    await company.update('steward', 'customer', id, phone('+8613800000002'));
    await company.update('steward', 'customer', id, { nationalId: '110101199003070011' });
    expect(await rep.changes()).toEqual([]);
    await company.create('steward', 'contact', { customerId: id, name: 'Li', ...phone('+8613800000003') });
    const [[kind, seen]] = (await rep.changes()) as [[string, Record<string, unknown>]];
    expect([kind, seen.phones]).toEqual(['UPDATED', [{ number: '•••' }]]);
    expect(seen.contacts).toEqual({ nodes: [{ primaryPhone: '•••' }] });
  });

  it('a masked phone is told as its mask, and in the clear from the moment it is one’s own', async () => {
    const { world } = company;
    const { id, name } = await newCustomer({ ownerId: world.userId('colleague'), ...phone('+8613800000001') });
    const [rep, colleague] = [await subscribe('rep', phones), await subscribe('colleague', phones)];
    await company.update('steward', 'customer', id, { name: 'Masked' });
    expect(await rep.changes()).toEqual([['UPDATED', { name: 'Masked', primaryPhone: '•••' }]]);
    await colleague.news();
    await company.update('steward', 'customer', id, phone('+8613800000002'));
    expect(await rep.changes()).toEqual([]);
    expect(await colleague.changes()).toEqual([['UPDATED', { name: 'Masked', primaryPhone: '+8613800000002' }]]);
    await company.update('steward', 'customer', id, { ownerId: world.userId('rep') });
    expect(await rep.changes()).toEqual([['UPDATED', { name: 'Masked', primaryPhone: '+8613800000002' }]]);
    expect(await colleague.changes()).toEqual([['UPDATED', { name: 'Masked', primaryPhone: '•••' }]]);
    expect(name).not.toBe('Masked');
  });

  it('a ticket opens and closes what depends on it, for the agent it is assigned to alone', async () => {
    const { id } = await newCustomer(phone('+8613800000009'));
    const [agent, rep] = [await subscribe('agent', phones), await subscribe('rep', phones)];
    const input = { customerId: id, subject: 'Help', assigneeId: company.world.userId('agent') };
    const ticket = await company.create('steward', 'ticket', input);
    expect(await agent.changes()).toEqual([['UPDATED', expect.objectContaining({ primaryPhone: '+8613800000009' })]]);
    expect(await rep.changes()).toEqual([]);
    await company.update('steward', 'ticket', ticket.id, { status: 'CLOSED' });
    expect(await agent.changes()).toEqual([['UPDATED', expect.objectContaining({ primaryPhone: '•••' })]]);
  });

  it('what is nested is seen through its own view, links and lists alike', async () => {
    const { id } = await newCustomer();
    const rep = await subscribe(
      'rep',
      `subscription { customerChanged { kind removed customer { owner { name }
         orders(first: 1, orderBy: [{ total: DESC }]) { nodes { total items { nodes { quantity } } } totalCount { count } } } } }`,
    );
    const items = [{ quantity: '1', unitPrice: '10' }];
    const order = await company.create('steward', 'order', { customerId: id, currency: 'CNY', items });
    const seen = (total: string, quantity: string): unknown => ({
      owner: { name: 'rep' },
      orders: { nodes: [{ total, items: { nodes: [{ quantity }] } }], totalCount: { count: 1 } },
    });
    const [[, first]] = (await rep.changes()) as [[string, unknown]];
    expect(JSON.parse(JSON.stringify(first))).toEqual(seen('10', '1'));
    await company.update('steward', 'order', order.id, { items: [{ quantity: '2', unitPrice: '10' }] });
    const [[, second]] = (await rep.changes()) as [[string, unknown]];
    expect(JSON.parse(JSON.stringify(second))).toEqual(seen('20', '2'));
  });

  it('a derived value moves with what it is derived from', async () => {
    const { id } = await newCustomer({ currency: 'CNY' });
    const director = await subscribe(
      'director',
      'subscription { customerChanged { kind removed customer { lifetimeValue } } }',
    );
    await company.create('steward', 'order', {
      customerId: id,
      currency: 'CNY',
      items: [{ quantity: '3', unitPrice: '5' }],
    });
    expect(await director.changes()).toEqual([['UPDATED', { lifetimeValue: '15' }]]);
  });

  it('rights that move are told where they are asked for', async () => {
    const { world } = company;
    const { id } = await newCustomer({ ownerId: world.userId('colleague') });
    const rep = await subscribe(
      'rep',
      'subscription { customerChanged { kind removed customer { access { canUpdate } } } }',
    );
    await company.update('steward', 'customer', id, { ownerId: world.userId('rep') });
    expect(await rep.changes()).toEqual([['UPDATED', { access: { canUpdate: true } }]]);
  });
});

describe('a filter', () => {
  const filtered = `subscription ($where: CustomerWhere) { customerChanged(where: $where) { kind removed customer { name } } }`;

  it('brings in what comes to match and takes out what no longer does', async () => {
    const { id, name } = await newCustomer();
    const rep = await subscribe('rep', filtered, { where: { status: { eq: 'ACTIVE' } } });
    await company.update('steward', 'customer', id, { status: 'ACTIVE' });
    expect(await rep.changes()).toEqual([['CREATED', { name }]]);
    await company.update('steward', 'customer', id, { status: 'LOST' });
    expect(await rep.changes()).toEqual([['REMOVED', id]]);
    await company.update('steward', 'customer', id, { name: 'Not told' });
    expect(await rep.changes()).toEqual([]);
  });

  it('follows relations', async () => {
    const { id, name } = await newCustomer();
    const rep = await subscribe('rep', filtered, { where: { contacts: { some: { name: { eq: 'Wanted' } } } } });
    const contact = await company.create('steward', 'contact', { customerId: id, name: 'Other' });
    expect(await rep.changes()).toEqual([]);
    await company.update('steward', 'contact', contact.id, { name: 'Wanted' });
    expect(await rep.changes()).toEqual([['CREATED', { name }]]);
  });

  it('is refused by name where a field may never be read, and where it is malformed', async () => {
    const denied = await subscribe('director', filtered, { where: { primaryPhone: { eq: '1' } } });
    expect(denied.refusal).toEqual(['FORBIDDEN', 'primaryPhone']);
    const masked = await subscribe('director', filtered, {
      where: { not: { contacts: { some: { primaryPhone: { eq: '1' } } } } },
    });
    expect(masked.refusal).toEqual(['FORBIDDEN', 'contacts.primaryPhone']);
    const malformed = await subscribe('director', filtered, { where: { name: { contains: '' } } });
    expect(malformed.refusal?.[0]).toBe('BAD_USER_INPUT');
    const history = await subscribe(
      'director',
      'subscription { customerChanged { customer { contacts { nodes { history { nodes { at } } } } } } }',
    );
    expect(history.refusal).toEqual(['BAD_USER_INPUT', 'history']);
  });

  it('is refused at its start for what stands below a relation too, so that no hidden change brings the refusal', async () => {
    const { id } = await newCustomer();
    const below = async (selection: string): Promise<TestSubscription['refusal']> =>
      (await subscribe('director', `subscription { customerChanged { kind customer { name ${selection} } } }`)).refusal;
    expect(await below('contacts(where: { primaryPhone: { eq: "1" } }) { nodes { id } }')).toEqual([
      'FORBIDDEN',
      'primaryPhone',
    ]);
    expect((await below('contacts(where: { name: { contains: "" } }) { nodes { id } }'))?.[0]).toBe('BAD_USER_INPUT');
    const deep = 'orders { nodes { customer { contacts(orderBy: [{ primaryPhone: ASC }]) { nodes { id } } } } }';
    expect(await below(deep)).toEqual(['FORBIDDEN', 'primaryPhone']);
    expect(await below('contacts(where: { name: { contains: "a" } }) { nodes { id } }')).toBeNull();
    await company.update('steward', 'customer', id, { nationalId: '110101199003070012' });
    await company.kehu.changes.pump();
  });
});

describe('who sees what', () => {
  it('a new owner and team take effect: in for the one, out for the other', async () => {
    const { world } = company;
    const { id } = await newCustomer();
    const [rep, south] = [await subscribe('rep', names), await subscribe('south', names)];
    await company.update('steward', 'customer', id, { name: 'Moved' });
    expect([await rep.changes(), await south.changes()]).toEqual([[['UPDATED', { name: 'Moved' }]], []]);
    await company.update('steward', 'customer', id, { ownerId: world.userId('south'), teamId: world.teamId('south') });
    expect([await rep.changes(), await south.changes()]).toEqual([[['REMOVED', id]], [['CREATED', { name: 'Moved' }]]]);
  });

  it('a share brings a customer in, and ending it, or its time, takes it out', async () => {
    const { world } = company;
    const { id, name } = await newCustomer();
    const south = await subscribe('south', names);
    const withUserId = world.userId('south');
    const made = await shareCustomer(await company.as('steward'), { id, withUserId });
    expect(await south.changes()).toEqual([['CREATED', { name }]]);
    await unshare(await company.as('steward'), made.id);
    expect(await south.changes()).toEqual([['REMOVED', id]]);
    const until = new Date(world.clock.now + 60_000).toISOString();
    await shareCustomer(await company.as('steward'), { id, withUserId, until });
    expect(await south.changes()).toEqual([['CREATED', { name }]]);
    world.clock.now += 59_999;
    expect(await south.changes()).toEqual([]);
    world.clock.now += 1;
    expect(await south.changes()).toEqual([['REMOVED', id]]);
    expect(await south.changes()).toEqual([]);
  });

  it('a share ends with the account of who gave it', async () => {
    const { world } = company;
    const { id, name } = await newCustomer();
    const south = await subscribe('south', names);
    await shareCustomer(await company.as('manager'), { id, withUserId: world.userId('south') });
    expect(await south.changes()).toEqual([['CREATED', { name }]]);
    await setDisabled(accounts(), user('manager'), true);
    expect(await south.changes()).toEqual([['REMOVED', id]]);
    await setDisabled(accounts(), user('manager'), false);
  });

  it('roles and teams take effect on what was told, and on nothing else', async () => {
    const { world } = company;
    const [{ id }, { id: other }] = [await newCustomer(phone('+8613800000004')), await newCustomer()];
    const rep = await subscribe('rep', phones);
    await company.update('steward', 'customer', id, { name: 'Seen' });
    await rep.news();
    await setRoles(accounts(), user('rep'), ['director']);
    expect(await rep.changes()).toEqual([['UPDATED', { name: 'Seen', primaryPhone: '•••' }]]);
    await setRoles(accounts(), user('rep'), ['sales-rep']);
    expect(await rep.changes()).toEqual([['UPDATED', { name: 'Seen', primaryPhone: '+8613800000004' }]]);
    await setTeams(accounts(), user('rep'), 3);
    expect(await rep.changes()).toEqual([['REMOVED', id]]);
    await setTeams(accounts(), user('rep'), 2);
    expect(await rep.changes()).toEqual([]);
    await company.update('steward', 'customer', other, { name: 'Another' });
    expect(await rep.changes()).toEqual([['UPDATED', expect.objectContaining({ name: 'Another' })]]);
    expect(world.clock.now).toBeGreaterThan(0);
  });

  it('a filter that new rules forbid ends the subscription, the others of its socket go on', async () => {
    const socket = await socketOf('manager');
    const where = { primaryPhone: { startsWith: '+86' } };
    const filtered = await socket.subscribe(
      'subscription ($where: CustomerWhere) { customerChanged(where: $where) { kind } }',
      { where },
    );
    const free = await socket.subscribe(names);
    await setRoles(accounts(), user('manager'), ['director']);
    // At once, not when somebody writes a record next: that may be one out of sight.
    await company.kehu.changes.pump();
    expect(await filtered.failure()).toEqual(['FORBIDDEN', 'primaryPhone']);
    await newCustomer();
    expect(await free.changes()).toHaveLength(1);
    expect(socket.closed()).toBeNull();
    expect(company.kehu.changes.size.subscriptions).toBe(1);
    await setRoles(accounts(), user('manager'), ['manager']);
  });

  it('a disabled user, an ended session and an expired one close the socket', async () => {
    const { database, clock } = company.world;
    const disabled = await socketOf('colleague');
    const news = await disabled.subscribe(names);
    await setDisabled(accounts(), user('colleague'), true);
    await newCustomer();
    expect(await news.changes()).toEqual([]);
    expect(disabled.closed()).toEqual({ code: 4401, reason: 'Unauthorized' });
    await setDisabled(accounts(), user('colleague'), false);

    const out = await socketOf('colleague');
    await database.run('DELETE FROM sessions WHERE user_pk = 2');
    await company.kehu.changes.pump();
    expect(out.closed()?.code).toBe(4401);

    const idle = await socketOf('colleague');
    clock.now += 8 * 3_600_000;
    await company.kehu.changes.pump();
    expect(idle.closed()?.code).toBe(4401);
    expect(company.kehu.changes.size).toEqual({ sockets: 0, subscriptions: 0 });
  });

  it('a purpose that no role allows any more closes the socket', async () => {
    const stated = await socketOf('rep');
    stated.socket.purpose = 'service';
    await company.kehu.changes.pump();
    expect(stated.closed()).toBeNull();
    await setRoles(accounts(), user('rep'), ['marketer']);
    await company.kehu.changes.pump();
    expect(stated.closed()).toEqual({ code: 4403, reason: 'Forbidden' });
    await setRoles(accounts(), user('rep'), ['sales-rep']);
  });

  const accounts = (): AccountServices => ({
    database: company.world.database,
    clock: () => company.world.clock.now,
    roleOf: (key) => builtInRoles.find((role) => role.key === key),
    actor: { type: 'system' },
  });
  const user = (key: string) => ({
    pk: ['rep', 'colleague', 'south', 'manager'].indexOf(key) + 1,
    id: company.world.userId(key),
    email: `${key}@kehu.example`,
    name: key,
    disabled: false,
  });
});
