import { socketLimits } from './limits';
import { TooSlow } from './outbox';
import type { Subscriber } from './subscriber';
import { changeWorld, type ChangeWorld } from './testing/change-world';

const names = 'subscription { customerChanged { kind removed customer { name } } }';

let company: ChangeWorld;
let owner: { ownerId: string; teamId: string };
beforeAll(async () => {
  company = await changeWorld();
  const { world } = company;
  owner = { ownerId: world.userId('rep'), teamId: world.teamId('north') };
});
afterAll(() => company.drop());

const newCustomer = async (name: string): Promise<string> =>
  (await company.create('steward', 'customer', { kind: 'COMPANY', name, ...owner })).id;

describe('reads of logged fields', () => {
  const entries = async (): Promise<unknown[]> => {
    const rows = await company.world.database.rows(
      "SELECT fields, detail FROM audit_entries WHERE action = 'read-sensitive' ORDER BY pk",
    );
    return rows.map(([fields, detail]) => [
      JSON.parse(String(fields)),
      (JSON.parse(String(detail)) as { ids: string[] }).ids,
    ]);
  };

  it('are written down for what is told, once, and not for what is only looked at', async () => {
    const { world } = company;
    const id = await newCustomer('Logged');
    await company.update('steward', 'customer', id, { nationalId: '110101199003070010' });
    const ticket = { customerId: id, subject: 'Help', assigneeId: world.userId('agent') };
    await company.create('steward', 'ticket', ticket);
    const { socket, subscribe } = await company.open('agent');
    const agent = await subscribe('subscription { customerChanged { kind removed customer { name nationalId } } }');
    await company.update('steward', 'customer', id, { note: 'Nothing of it is selected' });
    expect([await agent.changes(), await entries()]).toEqual([[], []]);
    await company.update('steward', 'customer', id, { name: 'Told' });
    expect(await agent.changes()).toEqual([['UPDATED', { name: 'Told', nationalId: '110101199003070010' }]]);
    expect(await entries()).toEqual([[['nationalId'], [id]]]);
    company.kehu.changes.leave(socket);
  });

  it('a filter by one is written down when it begins', async () => {
    const before = (await entries()).length;
    const { socket, subscribe } = await company.open('agent');
    const where = { nationalId: { eq: '110101199003070010' } };
    await subscribe('subscription ($where: CustomerWhere) { customerChanged(where: $where) { kind } }', { where });
    await newCustomer('Not matching');
    await company.kehu.changes.pump();
    expect((await entries()).slice(before)).toEqual([[['nationalId'], []]]);
    company.kehu.changes.leave(socket);
  });
});

describe('rounds', () => {
  it('let go of a socket that takes its news too slowly, and of nobody else', async () => {
    const [slow, other] = [await company.open('rep'), await company.open('rep')];
    const news = await other.subscribe(names);
    let ended = 0;
    const take = (): Promise<never> => Promise.reject(new TooSlow());
    slow.socket.subscribers.add({ take, end: () => (ended += 1) } as unknown as Subscriber);
    await newCustomer('News');
    expect(await news.changes()).toEqual([['CREATED', { name: 'News' }]]);
    expect([slow.closed(), other.closed(), ended]).toEqual([{ code: 4413, reason: 'Too slow: read again' }, null, 1]);
    company.kehu.changes.leave(other.socket);
  });

  it('that fail tell everybody to read again, and the next one starts anew', async () => {
    const { database } = company.world;
    const rep = await company.open('rep');
    await rep.subscribe(names);
    const taking = jest.spyOn(database, 'snapshot').mockRejectedValueOnce(new Error('the engine is gone'));
    await expect(company.kehu.changes.pump()).rejects.toThrow('the engine is gone');
    taking.mockRestore();
    expect(rep.closed()).toEqual({ code: 1012, reason: 'Read again' });
    expect(company.kehu.changes.size).toEqual({ sockets: 0, subscriptions: 0 });
    const again = await company.open('rep');
    const news = await again.subscribe(names);
    await newCustomer('After the fault');
    expect(await news.changes()).toEqual([['CREATED', { name: 'After the fault' }]]);
    company.kehu.changes.leave(again.socket);
  });

  it('hold no snapshot when nobody is left', async () => {
    const { database } = company.world;
    const open = new Set<unknown>();
    const take = database.snapshot.bind(database);
    const taking = jest.spyOn(database, 'snapshot').mockImplementation(async () => {
      const snapshot = await take();
      const close = snapshot.close.bind(snapshot);
      open.add(snapshot);
      return Object.assign(snapshot, { close: async () => (open.delete(snapshot), close()) });
    });
    const rep = await company.open('rep');
    const news = await rep.subscribe(names);
    await newCustomer('One');
    await news.news();
    expect(open.size).toBe(1);
    await news.end();
    company.kehu.changes.leave(rep.socket);
    await company.kehu.changes.pump();
    expect(open.size).toBe(0);
    taking.mockRestore();
  });

  it('remember as many told records as are allowed, the latest ones', async () => {
    const most = jest.replaceProperty(socketLimits, 'maxWatchedRecords', 2);
    const rep = await company.open('rep');
    const news = await rep.subscribe(names);
    const ids: string[] = [];
    for (const name of ['First', 'Second', 'Third']) {
      ids.push(await newCustomer(name));
      expect(await news.changes()).toHaveLength(1);
    }
    for (const id of ids) await company.remove('steward', 'customer', id);
    expect(await news.changes()).toEqual([...ids.slice(1)].sort().map((id) => ['REMOVED', id]));
    most.restore();
    company.kehu.changes.leave(rep.socket);
  });
});
