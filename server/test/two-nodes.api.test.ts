import { graphql } from 'graphql';
import { hashToken } from '../src/accounts/tokens';
import { startSession } from '../src/accounts/sessions';
import { createKehu, type Kehu } from '../src/app';
import type { Database } from '../src/database/database';
import { openDatabase } from '../src/database/open-database';
import type { RequestContext } from '../src/graphql/context';
import { testKehu, testNow, testSecrets, type TestKehu } from './kehu';

// Two nodes of one installation: one database, one secret, nothing else in common.

type Answer = { data: Record<string, any> | null; errors: string[] }; // eslint-disable-line @typescript-eslint/no-explicit-any -- answers of any shape

let first: TestKehu;
let second: Kehu;
let other: Database;
let token: string;
beforeAll(async () => {
  first = await testKehu({ demo: true });
  other = openDatabase(first.test.address, { checkNesting: true, unsafeFast: true });
  second = await createKehu({ database: other, secrets: testSecrets, clock: () => testNow });
  const [row] = await other.rows("SELECT pk FROM users WHERE email_fold = 'rep.north1@kehu.example'");
  ({ token } = await startSession(other, { userPk: Number(row![0]), userAgent: null, now: testNow }));
});
afterAll(async () => {
  await other.close();
  await first.drop();
});

async function ask(node: Kehu, source: string, variableValues: Record<string, unknown> = {}): Promise<Answer> {
  const known = await node.authenticate(token, undefined);
  const contextValue = node.decorate({
    principal: known?.principal ?? null,
    language: 'en',
    denied: 'null',
  } as unknown as RequestContext);
  const { data, errors } = await graphql({ schema: node.schema, source, variableValues, contextValue });
  return { data: data ?? null, errors: (errors ?? []).map(({ message }) => message) };
}

const page = `query Page($after: String) {
  customers(first: 20, after: $after) { nodes { id name phones { number } nationalId } pageInfo { endCursor } totalCount { count } }
  customerAggregate(groupBy: [{ tier: true }]) { nodes { key { tier { key } } count } } }`;

it('answer alike, and go on from one another’s cursors', async () => {
  const one = await ask(first, page);
  expect(one.errors).toEqual([]);
  expect(one.data!.customers.nodes).toHaveLength(20);
  const two = await ask(second, page);
  expect(two.data!.customers.nodes).toEqual(one.data!.customers.nodes);
  expect(two.data!.customerAggregate).toEqual(one.data!.customerAggregate);
  const further = await ask(second, page, { after: one.data!.customers.pageInfo.endCursor });
  expect(further.errors).toEqual([]);
  const same = await ask(first, page, { after: two.data!.customers.pageInfo.endCursor });
  expect(same.data!.customers.nodes).toEqual(further.data!.customers.nodes);
  expect(same.data!.customers.nodes[0]).not.toEqual(one.data!.customers.nodes[0]);
});

it('know at once what was written on the other', async () => {
  const { principal } = (await first.authenticate(token, undefined))!;
  const own =
    'query O($me: ID!) { customers(first: 1, where: { owner: { id: { eq: $me } } }) { nodes { id version } } }';
  const { data } = await ask(first, own, { me: principal.id });
  const { id, version } = data!.customers.nodes[0];
  const written = await ask(
    first,
    'mutation W($input: UpdateCustomerInput!) { updateCustomer(input: $input) { customer { version } } }',
    { input: { id, version, note: 'Two nodes' } },
  );
  expect(written.errors).toEqual([]);
  const read = await ask(second, 'query R($id: ID!) { customer(id: $id) { note } }', { id });
  expect(read.data!.customer.note).toBe('Two nodes');
});

it('take no session that has ended on the other', async () => {
  expect(await second.authenticate(token, undefined)).not.toBeNull();
  await first.test.database.run('DELETE FROM sessions WHERE token_hash = ?', [hashToken(token)]);
  expect(await second.authenticate(token, undefined)).toBeNull();
});
