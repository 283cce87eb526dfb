import type { Company, World } from '../../src/access/oracle/company';
import { row, worldOf } from '../../src/access/oracle/testing/test-world';
import { maskOf } from '../../src/access/masks';
import { testDatabase, type TestDatabase } from '../database';
import { publicId } from './companies';
import { proofHost, type Answer, type Host } from './host';
import { loadClients, loadCompany, loadDictionaries } from './load-company';
import type { Operation } from './operations';
import { relaxations } from './relaxations';

/** Exactly how much each numbered exception of the promise tells, and that it tells no more. */

let test1: TestDatabase;
let host: Host;
beforeAll(async () => {
  test1 = await testDatabase();
  await loadDictionaries(test1.database);
  await loadClients(test1.database);
  host = await proofHost(test1.database);
});
afterAll(async () => {
  await host.close();
  await test1.drop();
});

const asked = (query: string, variables: Record<string, unknown> = {}): Operation => ({
  kind: 'exception',
  query,
  variables,
  purpose: null,
  strict: false,
  chinese: false,
  pages: 0,
  writes: false,
});

async function answerIn(world: World, operation: Operation): Promise<Answer> {
  await loadCompany(test1.database, world.company);
  host.enter(world);
  // Always the first request, so that errors bear the same number.
  return host.ask(operation, 1);
}

const dataOf = ({ body }: Answer): Record<string, any> => (JSON.parse(body) as { data: Record<string, any> }).data; // eslint-disable-line @typescript-eslint/no-explicit-any -- answers of any shape

/** Errors without the number of the request. */
const refusalOf = ({ body }: Answer): unknown =>
  (JSON.parse(body) as { errors: { message: string; extensions: { code: string; fields?: string[] } }[] }).errors.map(
    ({ message, extensions: { code, fields } }) => ({ message, code, fields }),
  );

const staff = {
  team: [
    row(1, { id: publicId('team', 1), name: 'mine' }),
    row(2, { id: publicId('team', 2), name: 'theirs' }),
    row(3, { id: publicId('team', 3), name: 'others' }),
  ],
  user: [
    row(1, { id: publicId('user', 1), name: 'me', email: 'me1', disabled: false, locale: 'en', team: 1 }),
    row(2, { id: publicId('user', 2), name: 'you', email: 'you2', disabled: false, locale: 'en', team: 2 }),
  ],
};

const customer = (pk: number, values: Record<string, unknown>): ReturnType<typeof row> =>
  row(pk, {
    id: publicId('customer', pk),
    kind: 'PERSON',
    status: 'ACTIVE',
    name: `c${pk}`,
    currency: 'CNY',
    tags: [],
    externalIds: [],
    lifetimeValue: 0,
    ...values,
  });

const company = (...customers: ReturnType<typeof row>[]): Company => ({ ...staff, customer: customers });

const rep = {
  roles: ['sales-rep'],
  purpose: 'sales' as const,
  purposes: ['sales' as const],
  teamPks: [1],
  subtreeTeamPks: [1],
};
const analyst = { ...rep, roles: ['analyst'], purpose: 'analytics' as const, purposes: ['analytics' as const] };

const mine = { owner: 1, team: 1 };
const theirs = { owner: 2, team: 2 };

test('the relaxations are those of the design, each by its number', () => {
  expect(relaxations.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test('1: a code that a hidden record has is refused in the words of a malformed one, and tells nothing else', async () => {
  const create = (code: string): Operation =>
    asked('mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) { customer { id } } }', {
      input: { kind: 'PERSON', name: 'new', code },
    });
  const worldWith = (...of: ReturnType<typeof row>[]): World =>
    worldOf({ company: company(customer(1, mine), ...of), principal: { ...rep, id: publicId('user', 1) } });
  const malformed = refusalOf(await answerIn(worldWith(), create('x'.repeat(65))));
  const ofHidden = refusalOf(await answerIn(worldWith(customer(2, { ...theirs, code: 'K7' })), create('K7')));
  const ofDeleted = refusalOf(
    await answerIn(worldWith(customer(2, { ...theirs, code: 'K7', deletedAt: 1 })), create('k7')),
  );
  const ofVisible = refusalOf(await answerIn(worldWith(customer(2, { ...mine, code: 'K7' })), create('K7')));
  expect([ofHidden, ofDeleted, ofVisible]).toEqual([malformed, malformed, malformed]);
  expect(
    dataOf(await answerIn(worldWith(customer(2, { ...theirs, code: 'K8' })), create('K7'))).createCustomer.customer,
  ).not.toBeNull();
});

test('2: a warning of duplicates tells of visible records alone, since nobody can switch the exception on', async () => {
  const phone = '+8613900001111';
  const phones = [{ number: phone, raw: null, kind: null, primary: true }];
  const check = asked(
    `query ($input: CustomerDuplicatesInput!) { customerDuplicates(input: $input) { score customer { id } evidence { field } } }`,
    { input: { name: 'Ada Quill', phones: [phone] } },
  );
  const before = (of: Record<string, unknown>): World =>
    worldOf({
      company: company(customer(1, { ...of, name: 'Ada Quill', phones, primaryPhone: phone })),
      principal: { ...rep, id: publicId('user', 1) },
    });
  const nobody = worldOf({ company: company(), principal: { ...rep, id: publicId('user', 1) } });
  const ofHidden = await answerIn(before(theirs), check);
  expect(ofHidden).toEqual(await answerIn(nobody, check));
  expect(dataOf(ofHidden).customerDuplicates).toEqual([]);
  expect(dataOf(await answerIn(before(mine), check)).customerDuplicates).toHaveLength(1);
});

test('3: a hidden change shows in updatedAt, version and the order by change, and nowhere else', async () => {
  const list = asked('{ customers(first: 9) { nodes { id version updatedAt name bankAccount access { hidden } } } }');
  const before = worldOf({ company: company(customer(1, mine), customer(2, mine)), principal: rep });
  const after = {
    ...before,
    company: company(
      customer(1, { ...mine, bankAccount: '1', version: 2, updatedAt: 5_000_000_000_000 }),
      customer(2, mine),
    ),
  };
  type Node = Record<string, unknown> & { id: string };
  const nodes = async (world: World): Promise<Node[]> => dataOf(await answerIn(world, list)).customers.nodes as Node[];
  const [one, two] = [await nodes(before), await nodes(after)];
  expect(one).toHaveLength(2);
  expect(two.map(({ id }) => id)).toEqual([...one.map(({ id }) => id)].reverse());
  const plain = (of: Node[]): unknown[] =>
    of.map((node) => ({ ...node, version: null, updatedAt: null })).sort((a, b) => (a.id < b.id ? -1 : 1));
  expect(plain(two)).toEqual(plain(one));
});

test('4: what an operation costs is told by its document alone', async () => {
  const document = '{ customers(first: 50) { nodes { id orders(first: 50) { nodes { id } } } } }';
  const cost = asked('query ($document: String!) { queryCost(document: $document) { cost limit allowed } }', {
    document,
  });
  const empty = await answerIn(worldOf({ company: company(), principal: rep }), cost);
  const world = worldOf({ company: company(customer(1, mine), customer(2, theirs)), principal: rep });
  const full = await answerIn(world, cost);
  expect(dataOf(full)).toEqual(dataOf(empty));
  const cheap = asked(cost.query, { document: document.replaceAll('50', '5') });
  expect(dataOf(await answerIn(world, cheap)).queryCost.cost).toBeLessThan(dataOf(full).queryCost.cost as number);
});

test("5: a hidden owner shows as the truth of one's own scope, and two who are not oneself are alike", async () => {
  const look = asked(
    `{ customers(first: 9) { nodes { id name phones { number } owner { name } access { hidden masked canUpdate } } } }`,
  );
  // Whose the customer is may not be read here; phones may on one's own.
  const rules = {
    customer: {
      roles: {
        tester: [
          { action: 'read' as const, scope: 'all', fields: ['name', 'phones'] as const, cells: { phones: 'own' } },
        ],
      },
    },
  };
  const ownedBy = (owner: number | null): World =>
    worldOf({
      company: company(customer(1, { owner, phones: [{ number: '+861', raw: null, kind: null, primary: true }] })),
      rules,
    });
  const [me, you, nobody] = [
    await answerIn(ownedBy(1), look),
    await answerIn(ownedBy(2), look),
    await answerIn(ownedBy(null), look),
  ];
  expect(you.body).toBe(nobody.body);
  expect(dataOf(me).customers.nodes[0].phones).toEqual([{ number: '+861' }]);
  expect(dataOf(you).customers.nodes[0].phones).toBeNull();
  expect([dataOf(me).customers.nodes[0].owner, dataOf(you).customers.nodes[0].owner]).toEqual([null, null]);
});

test('6: a sum over k customers moves with each of them; over fewer nothing is told, in having, order and total neither', async () => {
  const limits = (of: readonly number[]): World =>
    worldOf({
      company: company(
        ...of.map((creditLimit, i) => customer(i + 1, { ...theirs, creditLimit: creditLimit * 10_000 })),
      ),
      principal: analyst,
    });
  const sums = asked(
    '{ customerAggregate(groupBy: [{ status: true }], first: 9) { nodes { sum { creditLimit } avg { creditLimit } suppressed } totals { sum { creditLimit } suppressed } } }',
  );
  const having = asked(
    '{ customerAggregate(groupBy: [{ status: true }], having: { sum: { creditLimit: { gt: "100" } } }, orderBy: [{ sum: { creditLimit: DESC } }], first: 9) { nodes { count } } }',
  );
  const five = dataOf(await answerIn(limits([1, 2, 3, 4, 5]), sums)).customerAggregate;
  expect(five.nodes).toEqual([{ sum: { creditLimit: '15' }, avg: { creditLimit: '3' }, suppressed: false }]);
  expect(dataOf(await answerIn(limits([1, 2, 3, 4, 6]), sums)).customerAggregate.totals.sum.creditLimit).toBe('16');
  for (const operation of [sums, having]) {
    const small = await answerIn(limits([1, 2, 3, 4]), operation);
    expect((await answerIn(limits([100, 200, 300, 4]), operation)).body).toBe(small.body);
  }
});

test('7: a mask is the same whatever it stands for', async () => {
  const list = asked(
    '{ customers(first: 9) { nodes { primaryPhone birthDate phones { number } emails { address } addresses { line } } } }',
  );
  const before = (hidden: Record<string, unknown>): World =>
    worldOf({ company: company(customer(1, { owner: 2, team: 1, ...hidden })), principal: rep });
  const phone = (number: string) => ({ number, raw: null, kind: null, primary: true });
  const worlds = [
    {},
    { primaryPhone: '+8613900001111', phones: [phone('+8613900001111')], birthDate: '1990-01-01' },
    { primaryPhone: '', phones: [phone('1'), phone('2')], emails: [{ address: 'a@b.example', primary: true }] },
  ];
  const answers: Answer[] = [];
  for (const hidden of worlds) answers.push(await answerIn(before(hidden), list));
  const [first, ...others] = answers;
  expect(dataOf(first!).customers.nodes).toEqual([
    {
      primaryPhone: '•••',
      birthDate: null,
      phones: [{ number: '•••' }],
      emails: [{ address: '•••' }],
      addresses: [{ line: '•••' }],
    },
  ]);
  for (const other of others) expect(other.body).toBe(first!.body);
  expect(maskOf.length).toBe(1);
});

test('8: nobody on the way may keep an answer', async () => {
  const { headers } = await answerIn(
    worldOf({ company: company(customer(1, mine)), principal: rep }),
    asked('{ me { id } }'),
  );
  expect(Object.fromEntries(JSON.parse(headers) as [string, string][])['cache-control']).toBe('no-store');
});
