import { readFile } from 'node:fs/promises';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { testKehu, type TestKehu } from './kehu';
import {
  askNode as ask,
  shippedNodes,
  signInAt as signIn,
  stopNode,
  type ShippedNode,
  type ShippedNodes,
} from './shipped-node';

/**
 * Nodes of one company, each a process as it is shipped, on one database, as behind a proxy that asks whichever it likes:
 * what one was told the others know at the next operation. The second is several processes by itself.
 */
/* eslint-disable @typescript-eslint/no-explicit-any -- answers of any shape */

let company: TestKehu;
let nodes: ShippedNodes;
let north: ShippedNode;
let south: ShippedNode;

beforeAll(async () => {
  company = await testKehu({ demo: true });
  nodes = shippedNodes(company.test.address);
  north = await nodes.start('1');
  south = await nodes.start('2');
}, 240_000);
afterAll(async () => {
  await Promise.all([north, south].filter(Boolean).map(stopNode));
  await company.drop();
  nodes.remove();
});

const mine = `query ($after: String, $me: ID!) {
  customers(where: { owner: { id: { eq: $me } } }, orderBy: [{ code: ASC }], first: 3, after: $after) {
    nodes { id version name note industry { key } } pageInfo { endCursor } totalCount { count } } }`;
async function own(node: ShippedNode, token: string, after: string | null = null): Promise<any> {
  const { me } = (await ask(node, token, '{ me { id } }')).data;
  return (await ask(node, token, mine, { after, me: me.id })).data.customers;
}
const update = `mutation ($input: UpdateCustomerInput!) { updateCustomer(input: $input) { customer { id version note } } }`;

it('answer alike, page by page, whichever is asked', async () => {
  const token = await signIn(north, 'rep.north1');
  const first = await own(north, token);
  expect(first.nodes).toHaveLength(3);
  expect(await own(south, token)).toMatchObject({ nodes: first.nodes, totalCount: first.totalCount });
  const next = await own(north, token, first.pageInfo.endCursor);
  expect(next.nodes).toHaveLength(3);
  expect((await own(south, token, first.pageInfo.endCursor)).nodes).toEqual(next.nodes);
});

it('show at once what another has written, refuse what it made old, and find it', async () => {
  const token = await signIn(south, 'rep.north1');
  const [{ id, version }] = (await own(south, token)).nodes;
  const wrote = await ask(north, token, update, { input: { id, version, note: '两个节点' } });
  expect(wrote.data.updateCustomer.customer).toMatchObject({ id, version: version + 1 });
  const { data } = await ask(
    south,
    token,
    '{ customer(id: "' + id + '") { version note history(first: 1) { nodes { action } } } }',
  );
  expect(data.customer).toMatchObject({ version: version + 1, note: '两个节点' });
  const old = await ask(south, token, update, { input: { id, version, note: 'again' } });
  expect(JSON.stringify(old)).toMatch(/CONFLICT/);

  const name = '节点之间的公司';
  const create = 'mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) { customer { id } } }';
  const made = await ask(north, token, create, { input: { kind: 'COMPANY', name } });
  const found = await ask(south, token, `{ customers(search: "节点之间", first: 1) { nodes { id } } }`);
  expect(found.data.customers.nodes).toEqual([{ id: made.data.createCustomer.customer.id }]);
});

it('hear on their sockets what another has written', async () => {
  const token = await signIn(south, 'rep.north1');
  const [, { id, version }] = (await own(south, token)).nodes;
  const client = createClient({
    url: `${south.address.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
  });
  const changes = client.iterate({
    query: 'subscription ($id: ID!) { customerChanged(where: { id: { eq: $id } }) { customer { id note } } }',
    variables: { id },
  });
  const heard = changes.next();
  // The socket listens from some moment on: written until it is heard.
  let over = false;
  void heard.then(() => (over = true));
  for (let turn = 0; !over && turn < 100; turn++) {
    const now = await ask(north, token, update, { input: { id, version: version + turn, note: `turn ${turn}` } });
    expect(now.data.updateCustomer.customer).not.toBeNull();
  }
  expect((await heard).value.data.customerChanged.customer).toMatchObject({ id, note: expect.stringMatching(/^turn/) });
  await changes.return!();
  await client.dispose();
});

it('know rules, sessions and disabled accounts that another has changed at the next operation', async () => {
  const [admin, rep] = [await signIn(north, 'admin'), await signIn(south, 'rep.north2')];
  const limits = '{ customers(first: 1) { nodes { access { hidden } } } }';
  const hides = async (): Promise<boolean> =>
    (await ask(south, rep, limits)).data.customers.nodes[0].access.hidden.includes('creditLimit');
  expect(await hides()).toBe(false);
  const { data } = await ask(north, admin, '{ ruleHistory { current } }');
  const saved = await ask(north, admin, 'mutation ($input: SaveRulesInput!) { saveRules(input: $input) { version } }', {
    input: {
      version: data.ruleHistory.current,
      changes: [
        {
          setGrants: {
            role: 'sales-rep',
            type: 'Customer',
            grants: [{ action: 'read', scope: 'all', fields: ['name'] }],
          },
        },
      ],
    },
  });
  expect(saved.errors).toBeUndefined();
  expect(await hides()).toBe(true);
  await ask(
    north,
    admin,
    'mutation ($version: Int!) { restoreRules(input: { to: 0, version: $version }) { version } }',
    {
      version: saved.data.saveRules.version,
    },
  );
  expect(await hides()).toBe(false);

  expect((await ask(north, rep, '{ me { name } }')).data.me.name).toEqual(expect.any(String));
  await ask(north, rep, 'mutation { signOut }');
  expect((await ask(south, rep, limits)).errors[0].extensions.code).toBe('UNAUTHENTICATED');
});

it('go on where one process of several is killed, and replace it', async () => {
  const token = await signIn(south, 'rep.north1');
  const leader = south.process.pid!;
  const [first] = await childrenOf(leader);
  process.kill(first!, 'SIGKILL');
  // Its open connections break; whoever asks again is answered by the others, or by the one that takes its place.
  for (let answered = 0; answered < 10;) {
    const page = await own(south, token).catch(() => null);
    if (page !== null) expect(page.nodes).toHaveLength(3);
    if (page !== null) answered++;
  }
  while ((await childrenOf(leader)).length < 2) await new Promise((resolve) => setImmediate(resolve));
  expect(await childrenOf(leader)).not.toContain(first);
}, 120_000);

async function childrenOf(pid: number): Promise<number[]> {
  return (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ').map(Number);
}
