import { answer, refusal } from '../../test/demo/answers';
import { demoFacts, type CustomerFacts, type Facts } from '../../test/demo/facts';
import { testKehu, type TestKehu } from '../../test/kehu';

/** Why somebody sees a field of a record or not, in words a manager understands. */
let kehu: TestKehu;
let facts: Facts;
let own: CustomerFacts;
let colleague: CustomerFacts;
let south: CustomerFacts;
beforeAll(async () => {
  kehu = await testKehu({ demo: true });
  facts = await demoFacts(kehu);
  own = facts.customers.find((one) => one.owner === 'rep.north1' && one.primaryPhone !== null)!;
  colleague = facts.customers.find((one) => one.team === own.team && one.owner === 'rep.north2')!;
  colleague ??= facts.customers.find((one) => one.team === own.team && one.owner !== 'rep.north1')!;
  south = facts.customers.find((one) => one.owner === 'rep.south1')!;
}, 240_000);
afterAll(() => kehu.drop());

const query = `query ($type: String!, $id: ID, $field: String, $principal: ID) {
  explainAccess(type: $type, id: $id, field: $field, principal: $principal) { readable writable sentence because missing } }`;
const why = async (who: string, variables: object, language: 'en' | 'zh' = 'en') => {
  const { data, errors } = await kehu.ask(who, query, { type: 'Customer', ...variables }, { language });
  expect(errors).toBeUndefined();
  return data!.explainAccess;
};

test('what lets one see and change a field of an own record', async () => {
  expect(await why('rep.north1', { id: own.id, field: 'phones' })).toEqual({
    readable: true,
    writable: true,
    sentence: 'You may see and change Phones.',
    because: [
      "See: role Sales representative, the team's records, of these own records.",
      'Change: role Sales representative, own records.',
    ],
    missing: [],
  });
  expect((await why('rep.north1', { id: own.id, field: 'phones' }, 'zh')).because[0]).toBe(
    '查看：角色“销售代表”，本团队的记录，且限于本人负责的记录。',
  );
});

test('what is missing on a colleague’s', async () => {
  const told = await why('rep.north1', { id: colleague.id, field: 'phones' });
  expect(told).toMatchObject({
    readable: false,
    writable: false,
    sentence: 'Phones is masked for you on this record.',
    because: [],
  });
  expect(told.missing).toEqual(
    expect.arrayContaining([
      "See: role Sales representative, the team's records, of these own records.",
      'Change: role Sales representative, own records.',
      expect.stringContaining('See: these roles may: '),
    ]),
  );
  expect(await why('rep.north1', { id: colleague.id, field: 'name' })).toMatchObject({
    readable: true,
    writable: false,
    because: ["See: role Sales representative, the team's records."],
  });
});

test('absent, invisible and malformed records are one answer, made from rules', async () => {
  for (const field of ['phones', null]) {
    const answers = await Promise.all(
      [south.id, '00000000-0000-4000-8000-000000000000', 'x'].map((id) => why('rep.north1', { id, field })),
    );
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[1]).toEqual(answers[2]);
    expect(answers[0].readable).toBe(false);
  }
});

test('a consent, a total, a derived value and another purpose are named', async () => {
  const without = facts.customers.find((one) => !one.marketingConsent && one.primaryPhone !== null)!;
  const told = await why('marketer1', { id: without.id, field: 'phones' });
  expect(told.readable).toBe(false);
  expect(told.missing).toContain("See: needs the customer's consent for the purpose marketing.");
  expect((await why('analyst1', { field: 'creditLimit' })).sentence).toBe(
    'You may see totals of Credit limit over at least 5 customers, no single value.',
  );
  expect((await why('analyst1', { field: 'age' })).missing.join()).toContain('worked out from Birth date');
  expect((await why('steward', { field: 'lifetimeValue' })).missing).toEqual([
    'Change: Lifetime value is kept by the system.',
  ]);
});

test('another’s access is told to administrators, of records they see themselves', async () => {
  const [principal] = await facts.ids('SELECT id FROM users WHERE email = ?', ['rep.north1@kehu.example']);
  expect(await why('admin', { id: own.id, field: 'phones', principal })).toMatchObject({ readable: true });
  expect(await why('admin', { id: south.id, field: 'phones', principal })).toMatchObject({ readable: false });
  const told = await why('admin', { id: colleague.id, field: 'phones', principal });
  expect(told.sentence).toMatch(/^Phones is masked for (?!you)[^.]+ on this record\.$/);
  for (const who of ['director', 'auditor', 'manager.north']) {
    const result = await kehu.ask(who, query, { type: 'Customer', id: own.id, principal });
    expect(refusal(result)).toEqual({ code: 'FORBIDDEN', fields: ['principal'] });
  }
  for (const nobody of ['x', '00000000-0000-4000-8000-000000000000']) {
    const result = await kehu.ask('admin', query, { type: 'Customer', principal: nobody });
    expect(refusal(result)).toEqual({ code: 'NOT_FOUND', fields: ['principal'] });
  }
});

test('a share and a scope of administrators are called by their names', async () => {
  const [to] = await facts.ids('SELECT id FROM users WHERE email = ?', ['rep.south1@kehu.example']);
  await answer(kehu, 'manager.north', 'mutation ($input: ShareInput!) { share(input: $input) { id } }', {
    input: { id: own.id, withUserId: to },
  });
  expect((await why('rep.south1', { id: own.id, field: 'name' })).because).toEqual([
    'See: role Sales representative, records shared with one.',
  ]);
  const changes = [
    {
      putScope: {
        type: 'Customer',
        name: 'gold',
        label: { en: 'gold customers', zh: '金牌客户' },
        where: { tier: { key: { eq: 'gold' } } },
      },
    },
    { createRole: { key: 'gold-desk', label: { en: 'Gold desk', zh: '金牌台' }, purposes: ['service'] } },
    {
      setGrants: {
        role: 'gold-desk',
        type: 'Customer',
        grants: [{ action: 'read', scope: 'gold', fields: ['name'] }],
      },
    },
  ];
  await answer(kehu, 'admin', 'mutation ($input: SaveRulesInput!) { saveRules(input: $input) { version } }', {
    input: { changes, version: 0 },
  });
  const { role } = await answer(
    kehu,
    'auditor',
    '{ role(key: "gold-desk") { types { type fields { field read { words } } } } }',
  );
  const customer = role.types.find(({ type }: { type: string }) => type === 'Customer');
  expect(customer.fields).toContainEqual({ field: 'name', read: [{ words: 'gold customers' }] });
});

test('which fields a form of a new record may have: by create grants alone, and none of what is no type', async () => {
  const creatable = async (who: string, type: string): Promise<string[]> =>
    (await answer(kehu, who, 'query ($type: String!) { creatableFields(type: $type) }', { type })).creatableFields;
  const ofRep = await creatable('rep.north1', 'Customer');
  expect(ofRep).toEqual(expect.arrayContaining(['kind', 'name', 'phones']));
  // Kept by the system, and written by the steward alone.
  for (const field of ['lifetimeValue', 'primaryPhone', 'nationalId']) expect(ofRep).not.toContain(field);
  expect(await creatable('steward', 'Customer')).toContain('nationalId');
  // They change contact data of some customers and make none.
  expect((await why('agent1', {})).writable).toBe(true);
  expect(await creatable('agent1', 'Customer')).toEqual([]);
  expect(await creatable('rep.north1', 'Product')).toEqual([]);
  expect(await creatable('steward', 'Nothing')).toEqual([]);
  expect((await kehu.ask(null, '{ creatableFields(type: "Customer") }')).errors).toHaveLength(1);
});
