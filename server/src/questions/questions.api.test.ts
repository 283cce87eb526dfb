import { bumpAccessVersion } from '../accounts/access-state';
import { demoPassword } from '../demo/load-demo';
import { backgroundCostLimit, costLimit } from '../graphql/cost';
import { testKehu, type TestKehu } from '../../test/kehu';
import { saveItem } from './saved-items';

interface Page {
  nodes: { items?: Page }[];
}

let kehu: TestKehu;
beforeAll(async () => {
  kehu = await testKehu({ demo: true });
}, 240_000);
afterAll(() => kehu.drop());

type Errors = readonly { originalError?: unknown; extensions?: Record<string, unknown>; message: string }[] | undefined;
const codeOf = (errors: Errors): unknown => (errors?.[0]?.originalError as { code?: string } | undefined)?.code;

describe('a query over the budget of a request', () => {
  const document = `query Deep($size: Int!) {
    customers(first: $size, orderBy: [{ name: ASC }]) { nodes { id name phones { number }
      contacts(first: $size) { nodes { id name } }
      orders(first: 40) { nodes { code items(first: 40) { nodes { amount } } } } } } }`;
  const variables = { size: 60 };
  const start =
    'mutation ($document: String!, $variables: JSON) { runInBackground(document: $document, variables: $variables) { id kind state } }';
  const read = async (as: string, id: string): Promise<string> => {
    const parts: Buffer[] = [];
    for await (const part of (await kehu.jobs.download(await kehu.principal(as), id)).bytes) parts.push(part);
    return Buffer.concat(parts).toString();
  };

  it('is refused with its cost, and told to be one for the background where the asker may', async () => {
    const { errors } = await kehu.ask('analyst1', document, variables);
    expect(codeOf(errors as Errors)).toBe('QUERY_TOO_EXPENSIVE');
    const cost =
      'query ($document: String!, $variables: JSON) { queryCost(document: $document, variables: $variables) { cost limit allowed background backgroundLimit } }';
    const told = (await kehu.ask('analyst1', cost, { document, variables })).data!.queryCost;
    expect(told).toMatchObject({
      limit: costLimit,
      allowed: false,
      background: true,
      backgroundLimit: backgroundCostLimit,
    });
    expect(told.cost).toBe((errors![0]!.extensions as { cost: number }).cost);
    expect((await kehu.ask('rep.north1', cost, { document, variables })).data!.queryCost.background).toBe(false);
    const { me } = (await kehu.ask('analyst1', '{ me { rights limits } }')).data!;
    expect(me.limits).toMatchObject({ maxCost: costLimit, maxBackgroundCost: backgroundCostLimit });
    expect(me.rights).toContain('query:background');
  });

  it('answers as a job what a request would have, through the view of its owner', async () => {
    const { data, errors } = await kehu.ask('analyst1', start, { document, variables });
    expect(errors).toBeUndefined();
    const { id } = data!.runInBackground;
    await kehu.jobs.runner.pump();
    const job = (
      await kehu.ask('analyst1', `{ job(id: "${id}") { state done result error { message } file { name } } }`)
    ).data!.job;
    expect(job).toMatchObject({ state: 'SUCCEEDED', error: null, file: { name: 'answer.json' } });
    const answer = JSON.parse(await read('analyst1', id)) as {
      data: { customers: { nodes: { id: string; phones: null; contacts: Page; orders: Page }[] } };
    };
    const { nodes } = answer.data.customers;
    const below = nodes.flatMap(({ contacts, orders }) => [...contacts.nodes, ...orders.nodes]);
    const items = below.flatMap((row) => row.items?.nodes ?? []);
    // How far it is: rows of the view, of each page perhaps one more, which tells that it goes on.
    const rows = nodes.length + below.length + items.length;
    expect(job.done).toBeGreaterThanOrEqual(rows);
    expect(job.done).toBeLessThanOrEqual(rows + 1 + nodes.length * 2 + below.length);
    const direct = await kehu.ask('analyst1', '{ customers(first: 60, orderBy: [{ name: ASC }]) { nodes { id } } }');
    expect(nodes.map((node) => ({ id: node.id }))).toEqual(direct.data!.customers.nodes);
    expect(nodes.every(({ phones }) => phones === null)).toBe(true); // hidden from analysts
    await expect(read('director', id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await bumpAccessVersion(kehu.test.database);
    await expect(read('analyst1', id)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('is refused at once where it is no query, malformed, too much even so, or not the asker’s right', async () => {
    const cases: [string, string, unknown][] = [
      ['analyst1', 'mutation { signOut }', 'BAD_USER_INPUT'],
      ['analyst1', 'query A { me { id } } query B { me { id } }', 'BAD_USER_INPUT'],
      ['analyst1', '{ nonsense }', 'BAD_USER_INPUT'],
      ['analyst1', '{ customers(first: 500) { nodes { id } } }', 'BAD_USER_INPUT'],
      [
        'analyst1',
        `{ customers(first: 200) { nodes { orders(first: 200) { nodes { items(first: 200) { nodes { id } } } } } } }`,
        'QUERY_TOO_EXPENSIVE',
      ],
      ['rep.north1', '{ me { id } }', 'FORBIDDEN'],
    ];
    for (const [as, text, code] of cases) {
      const { errors } = await kehu.ask(as, start, { document: text });
      expect([text, codeOf(errors as Errors)]).toEqual([text, code]);
    }
  });

  it('is not run where its owner may no longer send documents of their own', async () => {
    const { id } = (await kehu.ask('analyst1', start, { document, variables })).data!.runInBackground;
    const change = async (rights: string[], version: number): Promise<void> => {
      const input = { version, changes: [{ updateRole: { key: 'analyst', rights } }] };
      const save = 'mutation ($input: SaveRulesInput!) { saveRules(input: $input) { __typename } }';
      expect((await kehu.ask('admin', save, { input })).errors).toBeUndefined();
    };
    await change(['query:background'], 0);
    await kehu.jobs.runner.pump();
    const job = await kehu.jobs.find(await kehu.principal('analyst1'), id, 'en');
    expect(job).toMatchObject({ state: 'FAILED', error: { code: 'FORBIDDEN' } });
    // Nor does a document of their own that signs them in first get any further than the session.
    const signIn = (selection: string): string =>
      `mutation { signIn(input: { email: "analyst1@kehu.example", password: "${demoPassword}" }) { ${selection} } }`;
    const { data } = await kehu.ask(null, signIn('... on SignInSuccess { token }'));
    expect(data!.signIn.token).toMatch(/^kst_/);
    for (const further of [
      signIn('... on SignInSuccess { user { name team { name } } }'),
      signIn('__typename').replace(/}$/, 'saveItem(input: { kind: LIST, name: "x", definition: {} }) { id } }'),
      signIn('__typename').replace(/}$/, 'createCustomer(input: { kind: PERSON, name: "x" }) { customer { id } } }'),
    ]) {
      const { errors } = await kehu.ask(null, further);
      expect([further, codeOf(errors as Errors)]).toEqual([further, 'FORBIDDEN']);
    }
    await change(['query:adhoc', 'query:background'], 1);
  });

  it('tells of a refused field as a request would', async () => {
    const denied = '{ customers(where: { primaryPhone: { eq: "1" } }, first: 1) { nodes { id } } }';
    const { id } = (await kehu.ask('analyst1', start, { document: denied })).data!.runInBackground;
    await kehu.jobs.runner.pump();
    const answer = JSON.parse(await read('analyst1', id)) as { errors: { extensions: object }[] };
    expect(answer.errors[0]!.extensions).toEqual({ code: 'FORBIDDEN', fields: ['primaryPhone'] });
  });
});

describe('saved queries and lists', () => {
  const save =
    'mutation ($input: SavedItemInput!) { saveItem(input: $input) { id version name mine pinned audience } }';
  const definition = {
    document: '{ customers(first: 1) { nodes { name primaryPhone } } }',
    variables: {},
    chart: 'bar',
  };
  const all = '{ savedItems { id name mine } }';
  const list = async (as: string): Promise<string[]> =>
    ((await kehu.ask(as, all)).data!.savedItems as { name: string }[]).map(({ name }) => name);

  it('are opened by whom they are shared with, and asked anew as whoever opens them', async () => {
    const [team] = (await kehu.ask('rep.north1', '{ me { teams { id } } }')).data!.me.teams as { id: string }[];
    const inputs = [
      { name: 'mine', audience: 'PRIVATE' },
      { name: 'team', audience: 'TEAM', audienceTeamId: team!.id },
      { name: 'reps', audience: 'ROLE', audienceRole: 'sales-rep' },
      { name: 'everyone', audience: 'EVERYONE' },
    ];
    for (const input of inputs) {
      const { errors } = await kehu.ask('rep.north1', save, { input: { kind: 'QUERY', definition, ...input } });
      expect(errors).toBeUndefined();
    }
    expect(await list('rep.north1')).toEqual(['everyone', 'mine', 'reps', 'team']);
    expect(await list('rep.south1')).toEqual(['everyone', 'reps']);
    expect(await list('analyst1')).toEqual(['everyone']);
    const [shared] = (await kehu.ask('analyst1', '{ savedItems { definition } }')).data!.savedItems;
    const { data } = await kehu.ask('analyst1', shared.definition.document as string);
    expect(data!.customers.nodes[0].primaryPhone).toBeNull(); // with the rights of who opens it, not of who saved it
  });

  it('are changed by who saved them alone; another’s private one is as none', async () => {
    const items = (await kehu.ask('rep.north1', '{ savedItems { id name version } }')).data!.savedItems as {
      id: string;
      name: string;
      version: number;
    }[];
    const item = (name: string) => items.find((one) => one.name === name)!;
    const change = (as: string, of: { id: string; version: number }) =>
      kehu.ask(as, save, { input: { kind: 'QUERY', name: 'changed', definition, ...of } });
    const pin = (as: string, id: string) =>
      kehu.ask(as, `mutation { pinSavedItem(id: "${id}", pinned: true) { pinned } }`);
    const drop = (as: string, id: string) => kehu.ask(as, `mutation { deleteSavedItem(id: "${id}", version: 1) }`);
    const { id, version } = item('everyone');
    expect(codeOf((await change('analyst1', { id, version })).errors as Errors)).toBe('FORBIDDEN');
    expect(codeOf((await drop('analyst1', id)).errors as Errors)).toBe('FORBIDDEN');
    const secret = item('mine');
    const none = '00000000-0000-4000-8000-000000000000';
    for (const attempt of [
      (id: string) => change('analyst1', { id, version: 1 }),
      (id: string) => pin('analyst1', id),
      (id: string) => drop('analyst1', id),
    ]) {
      const theirs = await attempt(secret.id);
      expect(codeOf(theirs.errors as Errors)).toBe('NOT_FOUND');
      expect(JSON.stringify(theirs)).toBe(JSON.stringify(await attempt(none)));
    }
    expect((await pin('analyst1', id)).data!.pinSavedItem).toEqual({ pinned: true });
    expect((await pin('analyst1', id)).errors).toBeUndefined();
    expect((await kehu.ask('analyst1', '{ savedItems(pinned: true) { id } }')).data!.savedItems).toEqual([{ id }]);
    expect((await kehu.ask('rep.north1', '{ savedItems(pinned: true) { id } }')).data!.savedItems).toEqual([]);
    // The order of a dashboard is its owner's: others have the same items in another.
    const arrange = (as: string, ids: string[]) =>
      kehu.ask(as, 'mutation ($ids: [ID!]!) { arrangePins(ids: $ids) { id } }', { ids });
    const also = await kehu.ask('analyst1', save, { input: { kind: 'QUERY', name: 'own', definition } });
    const other = also.data!.saveItem.id as string;
    await pin('analyst1', other);
    const dashboard = async () => (await kehu.ask('analyst1', '{ savedItems(pinned: true) { id } }')).data!.savedItems;
    expect(await dashboard()).toEqual([{ id }, { id: other }]);
    expect((await arrange('analyst1', [other])).data!.arrangePins).toEqual([{ id: other }, { id }]);
    expect(await dashboard()).toEqual([{ id: other }, { id }]);
    for (const ids of [[other, other], [none], ['x']]) {
      expect((await arrange('analyst1', ids)).errors![0]!.originalError).toMatchObject({ code: 'NOT_FOUND' });
    }
    expect((await arrange('rep.north1', [other])).errors![0]!.originalError).toMatchObject({ code: 'NOT_FOUND' });
    expect(await dashboard()).toEqual([{ id: other }, { id }]);
    await kehu.ask('analyst1', `mutation { pinSavedItem(id: "${other}", pinned: false) { id } }`);
    expect(codeOf((await change('rep.north1', { id, version: 7 })).errors as Errors)).toBe('CONFLICT');
    expect((await change('rep.north1', { id, version })).data!.saveItem).toMatchObject({ name: 'changed', version: 2 });
    expect((await drop('rep.north1', secret.id)).data!.deleteSavedItem).toBe(true);
    expect(await list('rep.north1')).toEqual(['changed', 'reps', 'team']);
  });

  it('are refused where they are none, or shared with a role or team of others', async () => {
    const team = (await kehu.ask('rep.south1', '{ me { teams { id } } }')).data!.me.teams[0] as { id: string };
    const cases: [object, string[]][] = [
      [{ name: ' ' }, ['name']],
      [{ definition: [] }, ['definition']],
      [{ definition: {} }, ['definition']],
      [{ definition: { document: 'x'.repeat(100_001) } }, ['definition']],
      [{ audience: 'ROLE', audienceRole: 'administrator' }, ['audienceRole']],
      [{ audience: 'TEAM', audienceTeamId: team.id }, ['audienceTeamId']],
      [{ audience: 'TEAM' }, ['audienceTeamId']],
    ];
    for (const [wrong, fields] of cases) {
      const input = { kind: 'QUERY', name: 'x', definition, ...wrong };
      const { errors } = await kehu.ask('rep.north1', save, { input });
      expect(errors?.[0]?.originalError).toMatchObject({ code: 'BAD_USER_INPUT', fields });
    }
    const { id, version } = (await kehu.ask('rep.north1', save, { input: { kind: 'QUERY', name: 'x', definition } }))
      .data!.saveItem as { id: string; version: number };
    const input = { id, version, kind: 'LIST' as const, name: 'x', definition: {} };
    const { errors } = await kehu.ask('rep.north1', save, { input });
    expect(errors?.[0]?.originalError).toMatchObject({ code: 'BAD_USER_INPUT', fields: ['definition'] });
    // A query stays one also for who may write none any more, whatever they call it.
    const services = { runner: kehu.test.database, clock: () => 1, newId: () => id };
    const changed = { ...input, definition: { document: '{ me { id } }' } };
    const principal = await kehu.principal('rep.north1');
    await expect(saveItem(services, principal, changed, { teamPk: null, mayAsk: false })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});
