import { CodeGuesses, mostGuesses } from './code-guesses';
import { deleteRecord } from './delete-record';
import { refusalOf, writingWorld, type World } from './testing/writing-world';
import { upsertRecords, type UpsertItem, type UpsertOptions } from './upsert-records';
import type { WriteContext } from './write-context';

describe('upserts', () => {
  let world: World;
  let erp: WriteContext;
  let steward: WriteContext;

  beforeAll(async () => {
    world = await writingWorld();
    erp = world.asErp();
    steward = await world.as('steward');
  });
  afterAll(() => world.drop());

  const upsert = async (
    context: WriteContext,
    noun: string,
    items: readonly UpsertItem[],
    options?: UpsertOptions,
  ): Promise<string[]> => {
    const outcomes = await upsertRecords(context, world.noun(noun), items, options);
    return outcomes.map(({ outcome, error }) => (error ? [outcome, error.code, ...error.fields].join(' ') : outcome));
  };
  const customer = (externalId: string, values: Record<string, unknown> = {}): UpsertItem => ({
    externalId,
    values: { kind: 'COMPANY', name: externalId, ...values },
  });

  it('creates, leaves alone and updates by external id', async () => {
    expect(await upsert(erp, 'customer', [customer('a'), customer('b')])).toEqual(['CREATED', 'CREATED']);
    expect(await upsert(erp, 'customer', [customer('a'), customer('b', { name: 'B' })])).toEqual([
      'UNCHANGED',
      'UPDATED',
    ]);
  });

  it('takes each item whole or not at all, and the others', async () => {
    const outcomes = await upsert(erp, 'customer', [
      customer('c', { code: 'K1' }),
      customer('d', { note: 'outside the grant' }),
      customer('e', { code: 'k1' }),
      customer('f', { kind: 'ROBOT' }),
      { externalId: 'g', values: { kind: 'COMPANY' } },
      customer('c', { name: 'C again' }),
      customer(' '),
    ]);
    expect(outcomes).toEqual([
      'CREATED',
      'REFUSED FORBIDDEN note',
      'REFUSED BAD_USER_INPUT code',
      'REFUSED BAD_USER_INPUT kind',
      'REFUSED BAD_USER_INPUT name',
      'UPDATED',
      'REFUSED BAD_USER_INPUT externalId',
    ]);
    const [left] = await world.database.rows(
      "SELECT COUNT(*) FROM external_ids WHERE external_id IN ('d', 'e', 'f', 'g')",
    );
    expect(left).toEqual([0]);
  });

  it('finds the codes that are taken among many that are free, and writes the rest of the batch', async () => {
    const many = Array.from({ length: 12 }, (_, i) => customer(`m${i}`, { code: i === 5 ? 'K1' : `M${i}` }));
    const outcomes = await upsert(erp, 'customer', many);
    expect(outcomes.filter((outcome) => outcome === 'CREATED')).toHaveLength(11);
    expect(outcomes[5]).toBe('REFUSED BAD_USER_INPUT code');
  });

  it('takes a record out of sight for none, and its id for unusable, as malformed ones are', async () => {
    await upsert(erp, 'customer', [customer('gone')]);
    const [row] = await upsertRecords(erp, world.noun('customer'), [customer('gone')]);
    await deleteRecord(steward, world.noun('customer'), { id: row!.id!, version: 1 });
    const errors = await upsertRecords(erp, world.noun('customer'), [
      customer('gone'),
      customer('x'.repeat(201), { name: 'x' }),
    ]);
    expect(errors.map(({ outcome, error }) => [outcome, error!.message])).toEqual([
      ['REFUSED', errors[0]!.error!.message],
      ['REFUSED', errors[0]!.error!.message],
    ]);
    expect(world.taken).toContain('customer.externalIds');
  });

  it('counts each id and code of a record out of sight, and no other, until it tells nothing more', async () => {
    const client: WriteContext = { ...erp, guesses: new CodeGuesses().of('erp', () => 0) };
    const left = (): number => client.guesses!.left();
    const ids = Array.from({ length: mostGuesses + 10 }, (_, i) => `h${i}`);
    const first = ids.slice(0, 4);
    await upsert(client, 'customer', [...ids.map((id) => customer(id, { code: `H-${id}` })), customer('seen')]);
    expect(left()).toBe(mostGuesses);
    // A code that it sees another record have is no guess.
    expect(await upsert(client, 'customer', [customer('seen', { code: 'H-h0' })])).toEqual([
      'REFUSED BAD_USER_INPUT code',
    ]);
    expect(left()).toBe(mostGuesses);
    const rows = await upsertRecords(
      client,
      world.noun('customer'),
      ids.map((id) => customer(id)),
    );
    for (const { id } of rows) await deleteRecord(steward, world.noun('customer'), { id: id!, version: 1 });
    const refused = await upsert(
      client,
      'customer',
      first.map((id) => customer(id, { code: `H-${id}` })),
    );
    expect(refused).toEqual(first.map(() => 'REFUSED BAD_USER_INPUT externalId'));
    expect(left()).toBe(mostGuesses - first.length);
    await upsert(
      client,
      'customer',
      first.map((id) => customer(id)),
    );
    expect(left()).toBe(mostGuesses - first.length);
    expect(await upsert(client, 'customer', [customer('new one', { code: 'H-h4' })])).toEqual([
      'REFUSED BAD_USER_INPUT code',
    ]);
    expect(left()).toBe(mostGuesses - first.length - 1);
    const all = await upsert(client, 'customer', [...ids.map((id) => customer(id)), customer('free')]);
    const told = all.filter((outcome) => outcome === 'REFUSED BAD_USER_INPUT externalId');
    expect(told).toHaveLength(mostGuesses - 1);
    // The free one neither: nothing is told apart any more.
    expect(all.slice(told.length)).toEqual(all.slice(told.length).map(() => 'REFUSED RATE_LIMITED'));
    expect(all.at(-1)).toBe('REFUSED RATE_LIMITED');
  });

  it('lets a client repeat links that it may not change, and refuses it other ones', async () => {
    await upsert(erp, 'customer', [customer('p1'), customer('p2')]);
    const [p1, p2] = await upsertRecords(erp, world.noun('customer'), [customer('p1'), customer('p2')]);
    const contact = (customerId: string): UpsertItem => ({ externalId: 'k', values: { customerId, name: 'Kim' } });
    expect(await upsert(erp, 'contact', [contact(p1!.id!)])).toEqual(['CREATED']);
    expect(await upsert(erp, 'contact', [contact(p1!.id!)])).toEqual(['UNCHANGED']);
    expect(await upsert(erp, 'contact', [contact(p2!.id!)])).toEqual(['REFUSED FORBIDDEN customerId']);
    expect(await upsert(erp, 'contact', [contact('nobody')])).toEqual(['REFUSED FORBIDDEN customerId']);
  });

  it('writes orders with their items, again without change', async () => {
    const [p] = await upsertRecords(erp, world.noun('customer'), [customer('p1')]);
    const order: UpsertItem = {
      externalId: 'o1',
      values: { customerId: p!.id, orderedAt: '2026-01-01T00:00:00Z', items: [{ quantity: '2', unitPrice: '3' }] },
    };
    expect(await upsert(erp, 'order', [order])).toEqual(['CREATED']);
    expect(await upsert(erp, 'order', [order])).toEqual(['UNCHANGED']);
    expect(await world.column('customer', p!.id!, 'lifetime_value')).toBe(60_000);
  });

  it('updates records of its own only', async () => {
    const made = await upsertRecords(steward, world.noun('customer'), [customer('s1')], { source: 'crm' });
    expect(made[0]!.outcome).toBe('CREATED');
    expect(await refusalOf(world.update(erp, 'customer', made[0]!.id!, 1, { name: 'x' }))).toBe('FORBIDDEN');
  });

  it("takes no source of a client's from a person, nor none at all", async () => {
    expect(await refusalOf(upsert(steward, 'customer', [customer('z')], { source: 'erp' }))).toBe(
      'BAD_USER_INPUT source',
    );
    expect(await refusalOf(upsert(steward, 'customer', [customer('z')]))).toBe('FORBIDDEN');
  });

  it('takes no more than a thousand', async () => {
    const items = Array.from({ length: 1001 }, (_, i) => customer(`x${i}`));
    expect(await refusalOf(upsert(erp, 'customer', items))).toBe('BAD_USER_INPUT items');
  });

  it('takes a thousand in one call', async () => {
    const items = Array.from({ length: 1000 }, (_, i) =>
      customer(`t${i}`, { code: `T${i}`, addresses: [{ city: '上海', line: `${i}` }] }),
    );
    const outcomes = async (): Promise<string[]> => [...new Set(await upsert(erp, 'customer', items))];
    expect(await outcomes()).toEqual(['CREATED']);
    // The ERP may write addresses, not read them, so writing one again always counts as a change.
    expect(await outcomes()).toEqual(['UPDATED']);
  });
});
