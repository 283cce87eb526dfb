import { existsSync, readFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { testKehu, type TestKehu } from '../test/kehu';
import { askNode, shippedNodes, signInAt, stopNode, type ShippedNode, type ShippedNodes } from '../test/shipped-node';

/** The product as it is shipped, with jobs in a process of their own: what becomes of an import whatever ends or changes meanwhile. */
/* eslint-disable @typescript-eslint/no-explicit-any -- answers of any shape */

/** Several batches. */
const rows = 3_000;
let company: TestKehu;
let nodes: ShippedNodes;
let server: ShippedNode | undefined;

beforeAll(async () => {
  company = await testKehu({ demo: true });
  nodes = shippedNodes(company.test.address);
  server = await nodes.start('1');
}, 240_000);
afterAll(async () => {
  if (server) await stopNode(server);
  await company.drop();
  nodes.remove();
});

async function ask(token: string | null, query: string, variables: object = {}): Promise<any> {
  const { data, errors } = await askNode(server!, token, query, variables);
  expect(errors).toBeUndefined();
  return data;
}

const signIn = (name: string): Promise<string> => signInAt(server!, name);

/** Uploads a file of its own and has it run. */
async function begin(token: string, tag: string): Promise<string> {
  const lines = Array.from(
    { length: rows },
    (_, i) => `${tag}-${i},${tag} ${i},13800${100_000 + i},${tag}${i}@example.com`,
  );
  const upload = await fetch(`${server!.address}/files/imports?name=${tag}.csv`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', authorization: `Bearer ${token}` },
    body: `code,name,mobile,email\n${lines.join('\n')}\n`,
  });
  const { id } = (await upload.json()) as { id: string };
  await ask(token, 'mutation ($id: ID!) { runImport(id: $id) { state } }', { id });
  return id;
}

async function stored(name: string): Promise<{ state: string; checkpoint: number; fault: string | null }> {
  const [row] = await company.test.database.rows(
    'SELECT state, checkpoint, fault FROM imports WHERE file_name = ? ORDER BY pk DESC LIMIT 1',
    [name],
  );
  return { state: String(row![0]), checkpoint: Number(row![1]), fault: row![2] === null ? null : String(row![2]) };
}

async function until(tag: string, holds: (one: Awaited<ReturnType<typeof stored>>) => boolean): Promise<void> {
  while (!holds(await stored(`${tag}.csv`))) await turn();
}
const underWay = (tag: string): Promise<void> => until(tag, ({ checkpoint }) => checkpoint > 0);
const over = (tag: string): Promise<void> => until(tag, ({ state }) => state !== 'RUNNING');

const customersOf = async (tag: string): Promise<number> => {
  const [row] = await company.test.database.rows('SELECT COUNT(*) FROM customers WHERE code LIKE ?', [`${tag}-%`]);
  return Number(row![0]);
};

const childrenOf = (pid: number): number[] => {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(' ').map(Number);
};
const jobProcesses = (): number[] =>
  childrenOf(server!.process.pid!).filter((pid) =>
    readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('background.js'),
  );

it('runs apart, while others read and change records, and is taken back there', async () => {
  const [steward, rep] = [await signIn('steward'), await signIn('rep.north1')];
  const { me } = await ask(rep, '{ me { id } }');
  const own =
    'query ($me: ID!) { customers(where: { owner: { id: { eq: $me } } }, first: 1) { nodes { id version } } }';
  let [{ id, version }] = (await ask(rep, own, { me: me.id })).customers.nodes;
  const imported = await begin(steward, 'APART');
  await underWay('APART');
  expect(jobProcesses()).toHaveLength(1);
  let changes = 0;
  while ((await stored('APART.csv')).state === 'RUNNING') {
    const query =
      'mutation ($input: UpdateCustomerInput!) { updateCustomer(input: $input) { customer { id version } } }';
    ({ id, version } = (
      await ask(rep, query, { input: { id, version, note: `${changes++}` } })
    ).updateCustomer.customer);
    expect((await ask(rep, own, { me: me.id })).customers.nodes).toHaveLength(1);
  }
  expect(changes).toBeGreaterThan(0);
  expect(await stored('APART.csv')).toMatchObject({ state: 'DONE', checkpoint: rows });
  expect(await customersOf('APART')).toBe(rows);

  await ask(steward, 'mutation ($id: ID!) { undoImport(id: $id) { state } }', { id: imported });
  await until('APART', ({ state }) => state === 'UNDONE');
  expect(await customersOf('APART')).toBe(0);
}, 240_000);

it('is gone on with when the process is killed', async () => {
  const steward = await signIn('steward');
  await begin(steward, 'KILLED');
  await underWay('KILLED');
  const [killed] = jobProcesses();
  process.kill(killed!, 'SIGKILL');
  await over('KILLED');
  expect(await stored('KILLED.csv')).toMatchObject({ state: 'DONE', checkpoint: rows });
  expect(await customersOf('KILLED')).toBe(rows);
  expect(jobProcesses()).not.toContain(killed);
}, 240_000);

it('waits and is cancelled as its owner says', async () => {
  const steward = await signIn('steward');
  const id = await begin(steward, 'PAUSED');
  await underWay('PAUSED');
  await ask(steward, 'mutation ($id: ID!) { pauseImport(id: $id) { state } }', { id });
  await over('PAUSED');
  const { state, checkpoint } = await stored('PAUSED.csv');
  expect(state).toBe('PAUSED');
  expect(checkpoint).toBeLessThan(rows);
  expect(await customersOf('PAUSED')).toBe(checkpoint);
  await ask(steward, 'mutation ($id: ID!) { cancelImport(id: $id) { state } }', { id });
  expect((await stored('PAUSED.csv')).state).toBe('CANCELLED');
}, 240_000);

it('ends with the server, and goes on with the next one, which may be several processes', async () => {
  await begin(await signIn('steward'), 'STOPPED');
  await underWay('STOPPED');
  const [pid] = jobProcesses();
  await stopNode(server!);
  expect(existsSync(`/proc/${pid}`)).toBe(false);
  const { state, checkpoint } = await stored('STOPPED.csv');
  expect(state).toBe('RUNNING');
  expect(checkpoint).toBeLessThan(rows);
  expect(await customersOf('STOPPED')).toBe(checkpoint);
  server = await nodes.start('2');
  await over('STOPPED');
  expect((await stored('STOPPED.csv')).state).toBe('DONE');
  expect(await customersOf('STOPPED')).toBe(rows);
  expect(jobProcesses()).toHaveLength(1);
}, 240_000);

it('asks the rules as they are at each batch, and stops where its owner may not sign in any more', async () => {
  const [admin, steward] = [await signIn('admin'), await signIn('steward')];
  const { me } = await ask(steward, '{ me { id } }');
  await begin(steward, 'RULED');
  await underWay('RULED');
  const { ruleHistory } = await ask(admin, '{ ruleHistory { current } }');
  const grants = [{ action: 'read', scope: 'all', fields: ['name', 'code'] }];
  await ask(admin, 'mutation ($input: SaveRulesInput!) { saveRules(input: $input) { version } }', {
    input: { version: ruleHistory.current, changes: [{ setGrants: { role: 'steward', type: 'Customer', grants } }] },
  });
  await over('RULED');
  const [made, taken] = [await customersOf('RULED'), await stored('RULED.csv')];
  expect(taken).toMatchObject({ state: 'DONE', checkpoint: rows });
  expect(made).toBeGreaterThan(0);
  expect(made).toBeLessThan(rows);
  const [row] = await company.test.database.rows("SELECT created, refused FROM imports WHERE file_name = 'RULED.csv'");
  expect(row!.map(Number)).toEqual([made, rows - made]);

  await begin(steward, 'GONE');
  await underWay('GONE');
  const disable = 'mutation ($input: AccountChangeInput!) { changeAccount(input: $input) { account { disabled } } }';
  await ask(admin, disable, { input: { id: me.id, disabled: true } });
  await over('GONE');
  const { state, checkpoint } = await stored('GONE.csv');
  expect(state).toBe('FAILED');
  expect(checkpoint).toBeLessThan(rows);
}, 240_000);
