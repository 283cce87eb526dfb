import { createApiKey } from '../accounts/api-keys';
import { builtInRoles } from '../roles';
import { testKehu, testNow, type TestKehu } from '../../test/kehu';
import type { Principal } from '../access/principal';

let kehu: TestKehu;
let erp: Principal;
beforeAll(async () => {
  kehu = await testKehu({ demo: true });
  const roleOf = (key: string) => builtInRoles.find((role) => role.key === key);
  const services = { database: kehu.test.database, clock: () => testNow, roleOf, actor: { type: 'system' as const } };
  const client = {
    name: 'erp-test',
    roles: ['erp-client'],
    source: 'erp',
    createdByUserPk: null,
    expiresAt: null,
  };
  const { key } = await createApiKey(services, client);
  erp = (await kehu.authenticate(key, undefined))!.principal;
}, 240_000);
afterAll(() => kehu.drop());

const upsert = (items: object[], language: 'en' | 'zh' = 'en') =>
  kehu.ask(
    erp,
    'mutation ($items: [UpsertCustomerItem!]!) { upsertCustomers(input: { items: $items }) { results { index outcome id error { code fields message } } } }',
    { items },
    { language },
  );

test('a thousand customers by external id are created once and never refused', async () => {
  const items = Array.from({ length: 1000 }, (_, i) => ({
    externalId: `K${i}`,
    values: { kind: 'COMPANY', name: `公司 ${i}`, code: `KEHU-UPSERT-${i}` },
  }));
  for (const outcome of ['CREATED', 'UNCHANGED']) {
    const { data, errors } = await upsert(items);
    expect(errors).toBeUndefined();
    const outcomes = new Set(data!.upsertCustomers.results.map((result: { outcome: string }) => result.outcome));
    expect([...outcomes]).toEqual([outcome]);
  }
}, 240_000);

test('a refused item carries its error as data, in the language of the request, and leaves the others alone', async () => {
  const { data, errors } = await upsert(
    [
      { externalId: 'R1', values: { kind: 'COMPANY', name: 'R1', creditLimit: '5' } },
      { externalId: 'R2', values: { kind: 'COMPANY', name: 'R2' } },
    ],
    'zh',
  );
  expect(errors).toBeUndefined();
  expect(data!.upsertCustomers.results).toEqual([
    {
      index: 0,
      outcome: 'REFUSED',
      id: null,
      error: { code: 'FORBIDDEN', fields: ['creditLimit'], message: expect.stringContaining('creditLimit') },
    },
    { index: 1, outcome: 'CREATED', id: expect.any(String), error: null },
  ]);
  expect(data!.upsertCustomers.results[0].error.message).toMatch(/您/);
});

test('more items than a call takes are refused as a whole', async () => {
  const items = Array.from({ length: 1001 }, (_, i) => ({
    externalId: `M${i}`,
    values: { kind: 'COMPANY', name: `公司 ${i}` },
  }));
  const { errors } = await upsert(items);
  expect((errors![0]!.originalError as { code?: string }).code).toBe('QUERY_TOO_EXPENSIVE');
  const { data } = await upsert(items.slice(0, 1));
  expect(data!.upsertCustomers.results[0].outcome).toBe('CREATED');
});
