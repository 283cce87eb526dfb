import type { Principal } from '../src/access/principal';
import { answer, demoErp, type Row } from './demo/answers';
import { demoFacts, type Facts } from './demo/facts';
import { testKehu, type TestKehu } from './kehu';

let kehu: TestKehu;
let facts: Facts;
let erp: Principal;
beforeAll(async () => {
  kehu = await testKehu({ demo: true });
  facts = await demoFacts(kehu);
  erp = await demoErp(kehu);
}, 240_000);
afterAll(() => kehu.drop());

describe('demo-erp', () => {
  const upsert = (items: object[]) =>
    answer(
      kehu,
      erp,
      `mutation ($input: UpsertCustomersInput!) { upsertCustomers(input: $input) {
         results { index outcome id error { code fields } } } }`,
      { input: { items } },
    ).then((data) => data.upsertCustomers.results as Row[]);

  test('upserts 1,000 customers in one call; the same again changes and refuses none', async () => {
    const items = Array.from({ length: 1000 }, (_, i) => ({
      externalId: `T-${i}`,
      values: { kind: i % 2 ? 'PERSON' : 'COMPANY', name: `ERP ${i}`, code: `ERP-T-${i}` },
    }));
    const first = await upsert(items);
    expect(new Set(first.map(({ outcome }) => outcome))).toEqual(new Set(['CREATED']));
    expect(first.map(({ index }) => index)).toEqual(items.map((_, i) => i));
    const second = await upsert(items);
    expect(new Set(second.map(({ outcome }) => outcome))).toEqual(new Set(['UNCHANGED']));
    expect(second.map(({ id }) => id)).toEqual(first.map(({ id }) => id));
    // It may write addresses but not read them, so it is not told whether they are what they were.
    const addresses = [{ country: 'CN', city: '北京市', line: '1 号', primary: true }];
    const withAddress = items.slice(0, 10).map((item) => ({ ...item, values: { ...item.values, addresses } }));
    for (let i = 0; i < 2; i++) {
      const outcomes = (await upsert(withAddress)).map(({ outcome }) => outcome);
      expect(new Set(outcomes)).toEqual(new Set(['UPDATED']));
    }
    expect(await facts.count("SELECT COUNT(*) FROM external_ids WHERE source = 'erp' AND external_id LIKE 'T-%'")).toBe(
      1000,
    );
  }, 120_000);

  test('a field outside its grant is refused by name, the other items are taken', async () => {
    const results = await upsert([
      { externalId: 'F-1', values: { kind: 'PERSON', name: 'F 1' } },
      { externalId: 'F-2', values: { kind: 'PERSON', name: 'F 2', phones: [{ number: '+8615412340000' }] } },
      { externalId: 'F-3', values: { kind: 'PERSON', name: 'F 3', nationalId: '110101200001010012' } },
    ]);
    expect(results.map(({ outcome, error }) => [outcome, error?.code ?? null])).toEqual([
      ['CREATED', null],
      ['REFUSED', 'FORBIDDEN'],
      ['REFUSED', 'FORBIDDEN'],
    ]);
    expect(results[1].error.fields.join()).toContain('phones');
    expect(results[2].error.fields.join()).toContain('nationalId');
    expect(await facts.count("SELECT COUNT(*) FROM customers WHERE name IN ('F 2', 'F 3')")).toBe(0);
  });
});
