import { answer, refusal, type Row } from '../../test/demo/answers';
import { demoFacts, type Facts } from '../../test/demo/facts';
import { testKehu, testNow, type TestKehu } from '../../test/kehu';
import { append } from './audit';

let kehu: TestKehu;
let facts: Facts;
let dpo: string;
const seen: string[] = [];
beforeAll(async () => {
  kehu = await testKehu({ demo: true });
  facts = await demoFacts(kehu);
  dpo = (await facts.ids("SELECT id FROM users WHERE email = 'dpo@kehu.example'"))[0]!;
  const document = 'query ($id: ID!) { customer(id: $id) { nationalId } }';
  for (const customer of facts.customers.filter((one) => one.nationalId !== null).slice(0, 30)) {
    seen.push(customer.id);
    await answer(kehu, 'dpo', document, { id: customer.id });
  }
  await answer(
    kehu,
    'dpo',
    'query ($ids: [ID!]) { customers(where: { id: { in: $ids } }) { nodes { primaryPhone } } }',
    {
      ids: seen.slice(0, 3),
    },
  );
  const [withTeamId] = await facts.ids("SELECT id FROM teams WHERE name = 'East'");
  await answer(kehu, 'steward', 'mutation ($input: ShareInput!) { share(input: $input) { id } }', {
    input: { id: seen[0], withTeamId },
  });
  await append(kehu.test.database, { actor: { type: 'anonymous' }, action: 'sign-in-failed' }, testNow - 86_400_000);
}, 240_000);
afterAll(() => kehu.drop());

const entries = `nodes { id at actorType actorId actor { name team { name } } action type recordId recordIds fields }
  totalCount { count exact } pageInfo { hasNextPage endCursor }`;

const ask = async (variables: { where?: object; first?: number; after?: string | null }): Promise<Row> =>
  (
    await answer(
      kehu,
      'auditor',
      `query ($where: AuditEntryWhere, $first: Int, $after: String) {
         auditEntries(where: $where, first: $first, after: $after) { ${entries} } }`,
      variables,
    )
  ).auditEntries;

test('auditor reads who, what and which; newest first', async () => {
  const { nodes, totalCount } = await ask({ first: 3 });
  expect(totalCount).toEqual({ count: await facts.count('SELECT COUNT(*) FROM audit_entries'), exact: true });
  expect(nodes[0]).toMatchObject({
    actorType: 'user',
    actor: { name: '何文静', team: { name: 'Data and Compliance' } },
    action: 'share',
    type: 'Customer',
    recordId: seen[0],
    fields: ['shares'],
  });
  expect(nodes[1]).toMatchObject({ actorId: dpo, action: 'read-sensitive', recordId: null, fields: ['primaryPhone'] });
  expect(new Set(nodes[1].recordIds)).toEqual(new Set(seen.slice(0, 3)));
  expect(nodes[2]).toMatchObject({ recordId: seen[29], recordIds: [seen[29]], fields: ['nationalId'] });
});

test('nobody else does, whatever they may see', async () => {
  const { users } = await answer(
    kehu,
    'admin',
    '{ users(where: { email: { endsWith: "@kehu.example" } }, first: 200) { nodes { email } } }',
  );
  const others = (users.nodes as Row[])
    .map(({ email }) => email.replace('@kehu.example', ''))
    .filter((name) => name !== 'auditor');
  expect(others).toEqual(expect.arrayContaining(['admin', 'director', 'dpo', 'steward', 'rep.north1']));
  for (const account of others) {
    const found = refusal(await kehu.ask(account, '{ auditEntries { nodes { id } } }'));
    expect([account, found]).toEqual([account, { code: 'FORBIDDEN', fields: ['auditEntries'] }]);
  }
  expect(refusal(await kehu.ask(null, '{ auditEntries { nodes { id } } }'))?.code).toBe('UNAUTHENTICATED');
});

test('filters by actor, action, type, record and date', async () => {
  const cases: [object, number][] = [
    [{ actorId: dpo }, 31],
    [{ actorId: 'nonsense' }, 0],
    [{ actions: ['share', 'unshare'] }, 1],
    [{ actions: [] }, 0],
    [{ type: 'Customer', actions: ['read-sensitive'] }, 31],
    [{ type: 'Contact' }, 0],
    [{ recordId: seen[0] }, 2],
    [{ before: new Date(testNow).toISOString() }, 1],
    [{ from: new Date(testNow).toISOString(), actorId: dpo }, 31],
    [{ from: '2020-01-01', before: '2020-01-02' }, 0],
  ];
  for (const [where, count] of cases) {
    const { nodes, totalCount } = await ask({ where });
    expect([where, nodes.length, totalCount.count]).toEqual([where, count, count]);
  }
});

test('pages without loss or repetition, though many share a moment', async () => {
  const ids: string[] = [];
  for (let after: string | null = null; ;) {
    const page = await ask({ first: 7, after });
    ids.push(...page.nodes.map((node: Row) => node.id));
    if (!page.pageInfo.hasNextPage) break;
    after = page.pageInfo.endCursor;
  }
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toHaveLength(await facts.count('SELECT COUNT(*) FROM audit_entries'));
  const found = refusal(await kehu.ask('auditor', '{ auditEntries(after: "nonsense") { nodes { id } } }'));
  expect(found).toEqual({ code: 'BAD_USER_INPUT', fields: ['after'] });
  expect(refusal(await kehu.ask('auditor', '{ auditEntries(first: 201) { nodes { id } } }'))?.code).toBe(
    'BAD_USER_INPUT',
  );
});

test('people are read once a page', async () => {
  const statements: string[] = [];
  const stop = kehu.test.database.onStatement((sql) => statements.push(sql));
  await answer(
    kehu,
    'auditor',
    '{ auditEntries(first: 50) { edges { node { a: actor { name } b: actor { id team { name } } } } } }',
  );
  stop();
  expect(statements.filter((sql) => sql.includes('audit_entries'))).toHaveLength(1);
  expect(statements.filter((sql) => /FROM users t0/.test(sql))).toHaveLength(1);
});
