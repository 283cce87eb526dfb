import { formatDecimal } from '@kehu/shared';
import type { Policy } from '../access/policy';
import type { Purpose } from '../access/principal';
import { compileRuleSet } from '../access/rule-set';
import { readAggregate } from './aggregate';
import { testKehu, type TestKehu } from '../../test/kehu';

let kehu: TestKehu;
beforeAll(async () => {
  kehu = await testKehu({ demo: true });
}, 240_000);
afterAll(() => kehu.drop());

const codes = (errors: readonly { extensions?: unknown; originalError?: unknown }[] | undefined): unknown[] =>
  (errors ?? []).map((error) => (error.originalError as { code?: string } | undefined)?.code);

const ask = (measures: string, rest = '') =>
  kehu.ask(
    'analyst1',
    `{ customerAggregate(where: { currency: { eq: "CNY" } }, groupBy: [{ tier: true }] ${rest}) { nodes { key { tier { key } } ${measures} } } }`,
  );

test.each(['min', 'max', 'median', 'countDistinct'])(
  '%s of an aggregate-only field is refused, also beside a sum that is allowed',
  async (name) => {
    const { errors } = await ask(`sum { creditLimit } ${name} { creditLimit }`);
    expect(codes(errors)).toEqual(['FORBIDDEN']);
  },
);

test.each(['having: { max: { creditLimit: { gt: "1" } } }', 'orderBy: [{ min: { creditLimit: ASC } }]'])(
  'nor can %s use it beside a sum',
  async (rest) => {
    const { errors } = await ask('sum { creditLimit }', rest);
    expect(codes(errors)).toEqual(['FORBIDDEN']);
  },
);

test('sums and averages of it are told over enough customers, and groups must be dimensions', async () => {
  const { data, errors } = await ask('count sum { creditLimit } avg { creditLimit } suppressed');
  expect(errors).toBeUndefined();
  expect(data!.customerAggregate.nodes.length).toBeGreaterThan(2);
  const narrow = await kehu.ask(
    'analyst1',
    '{ customerAggregate(groupBy: [{ code: true }]) { nodes { sum { creditLimit } } } }',
  );
  expect(codes(narrow.errors)).toEqual(['FORBIDDEN']);
});

test('a total is kept back where any group is too small, even one on another page or filtered by having', async () => {
  const groups = '[{ industry: true }, { region: true }, { creditRating: true }]';
  const { data, errors } = await kehu.ask(
    'analyst1',
    `{ all: customerAggregate(where: { currency: { eq: "CNY" } }, groupBy: ${groups}, first: 200) { nodes { suppressed sum { creditLimit } } }
       page: customerAggregate(where: { currency: { eq: "CNY" } }, groupBy: ${groups}, first: 1, having: { count: { gte: 5 } }) {
         nodes { sum { creditLimit } } totals { sum { creditLimit } suppressed } } }`,
  );
  expect(errors).toBeUndefined();
  const small = data!.all.nodes.filter((group: { suppressed: boolean }) => group.suppressed);
  expect(small.length).toBeGreaterThan(0);
  for (const group of small) expect(group.sum.creditLimit).toBeNull();
  expect(data!.page.totals).toEqual({ sum: { creditLimit: null }, suppressed: true });
});

test('customers are counted where the records are two links away from them', async () => {
  const { database } = kehu.test;
  const [row] = await database.rows(
    'SELECT COUNT(DISTINCT o.pk), COUNT(DISTINCT o.customer_pk) FROM order_items i JOIN orders o ON o.pk = i.order_pk',
  );
  const [orders, customers] = row!.map(Number) as [number, number];
  expect(orders).toBeGreaterThan(customers);
  const reading = kehu.reading(await kehu.principal('analyst1'));
  const { book } = reading.ruleSet;
  const told = async (k: number): Promise<boolean> => {
    const fields = ['quantity'];
    const grant = {
      action: 'read',
      scope: 'all',
      fields: ['order'],
      aggregateOnly: { fields, k },
    } as const;
    const policy = { ...book.policies.get('orderItem')!, roles: { analyst: [grant] } };
    const policies = new Map(book.policies).set('orderItem', policy);
    const ruleSet = compileRuleSet({ ...book, policies }, ['analyst'], 'analytics');
    const page = await readAggregate({ ...reading, ruleSet }, kehu.nouns.get('orderItem'), {
      where: null,
      search: null,
      groupBy: [],
      having: null,
      orderBy: [],
      first: 1,
      after: null,
      measures: [{ function: 'sum', field: 'quantity' }],
      totals: null,
    });
    return (page.rows[0]!.values.sum as { quantity: unknown }).quantity !== null;
  };
  expect([await told(customers), await told(customers + 1), await told(orders)]).toEqual([true, false, false]);
});

test('what a hop to a dimension leads to has to be one too', async () => {
  const reading = kehu.reading(await kehu.principal('analyst1'));
  const { book } = reading.ruleSet;
  const grant = {
    action: 'read',
    scope: 'all',
    fields: ['order', 'product'],
    aggregateOnly: { fields: ['quantity'], k: 2 },
  } as const;
  const policies = new Map(book.policies)
    .set('orderItem', { ...book.policies.get('orderItem')!, roles: { analyst: [grant] } })
    .set('product', {
      ...book.policies.get('product')!,
      roles: { analyst: [{ action: 'read', scope: 'all', fields: ['@public', '@identifying'] }] },
    });
  const ruleSet = compileRuleSet({ ...book, policies }, ['analyst'], 'analytics');
  const asked = (request: object) =>
    readAggregate({ ...reading, ruleSet }, kehu.nouns.get('orderItem'), {
      where: null,
      search: null,
      groupBy: [],
      having: null,
      orderBy: [],
      first: 1,
      after: null,
      measures: [{ function: 'sum', field: 'quantity' }],
      totals: null,
      ...request,
    });
  expect((await asked({ groupBy: [{ product: { category: true } }] })).rows).toHaveLength(1);
  for (const request of [
    { groupBy: [{ product: { name: true } }] },
    { where: { product: { name: { eq: 'x' } } } },
    { where: { not: { product: { or: [{ name: { eq: 'x' } }] } } } },
  ]) {
    await expect(asked(request)).rejects.toMatchObject({ code: 'FORBIDDEN', fields: ['product.name'] });
  }
});

test('customers out of sight do not make a group large enough', async () => {
  const reading = kehu.reading(await kehu.principal('analyst1'));
  const { book } = reading.ruleSet;
  const told = async (customers: 'all' | 'none'): Promise<boolean> => {
    const amounts = {
      action: 'read',
      scope: 'all',
      fields: ['customer', 'currency', 'dataSet'],
      aggregateOnly: { fields: ['amount'], k: 2 },
    } as const;
    const seen = customers === 'all' ? [{ action: 'read', scope: 'all' } as const] : [];
    const policies = new Map(book.policies)
      .set('opportunity', { ...book.policies.get('opportunity')!, roles: { analyst: [amounts] } })
      .set('customer', { ...book.policies.get('customer')!, roles: { analyst: seen } });
    const page = await readAggregate(
      { ...reading, ruleSet: compileRuleSet({ ...book, policies }, ['analyst'], 'analytics') },
      kehu.nouns.get('opportunity'),
      {
        where: { dataSet: { eq: 'maven' } },
        search: null,
        groupBy: [],
        having: null,
        orderBy: [],
        first: 1,
        after: null,
        measures: [{ function: 'sum', field: 'amount' }],
        totals: null,
      },
    );
    return (page.rows[0]!.values.sum as { amount: unknown }).amount !== null;
  };
  expect([await told('all'), await told('none')]).toEqual([true, false]);
});

describe('what counts in totals', () => {
  const north =
    "JOIN teams t ON t.pk = c.team_pk WHERE c.deleted_at IS NULL AND c.currency = 'CNY' AND t.name = 'North 1'";
  const names = { action: 'read', scope: 'all', fields: ['name', 'currency', 'team'] } as const;
  const totalsOf = (scope: string, fields: readonly string[] = ['creditLimit']) =>
    ({ action: 'read', scope, aggregateOnly: { fields, k: 2 } }) as const;

  /** The sum over everybody's customers under these rules, as a representative of North 1 is told it. */
  async function told(customer: Partial<Policy>, field = 'creditLimit', purpose: Purpose = 'analytics') {
    const reading = kehu.reading({ ...(await kehu.principal('rep.north1')), roles: ['teller', 'other'], purpose });
    const { book } = reading.ruleSet;
    const policies = new Map(book.policies).set('customer', { ...book.policies.get('customer')!, ...customer });
    const roles = new Map(
      ['teller', 'other'].map((key) => [key, { key, label: { en: key, zh: key }, purposes: [purpose], rights: [] }]),
    );
    const page = await readAggregate(
      { ...reading, ruleSet: compileRuleSet({ ...book, roles, policies }, ['teller', 'other'], purpose) },
      kehu.nouns.get('customer'),
      {
        where: null,
        search: null,
        groupBy: [{ currency: true }],
        having: null,
        orderBy: [],
        first: 10,
        after: null,
        measures: [{ function: 'sum', field }],
        totals: null,
      },
    );
    const found = page.rows.find(({ key }) => key.currency === 'CNY')!;
    return (found.values.sum as Record<string, unknown>)[field];
  }
  const sum = async (from: string): Promise<string | null> => {
    const [row] = await kehu.test.database.rows(`SELECT CAST(SUM(c.credit_limit) AS CHAR) FROM customers c ${from}`);
    return row![0] === null ? null : formatDecimal(BigInt(String(row![0])));
  };

  test('is covered by a grant of totals itself, whatever other grants show', async () => {
    const all = await told({ roles: { teller: [names, totalsOf('all')] } });
    expect(all).toBe(await sum("WHERE c.deleted_at IS NULL AND c.currency = 'CNY'"));
    const team = await told({ roles: { teller: [totalsOf('team')], other: [names] } });
    expect(team).toBe(await sum(north));
    expect(team).not.toBe(all);
  });

  test('is nothing that a deny takes, of any role', async () => {
    const denies = { other: [{ action: 'read', scope: 'company', fields: ['creditLimit'] } as const] };
    const some = await told({ roles: { teller: [names, totalsOf('team')] }, denies });
    expect(some).toBe(await sum(`${north} AND c.kind <> 'COMPANY'`));
    const whole = { other: [{ action: 'read', scope: 'all', fields: ['creditLimit'] } as const] };
    await expect(told({ roles: { teller: [names, totalsOf('all')] }, denies: whole })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  test('has its customer’s consent where the purpose needs it', async () => {
    const { fields } = kehu.reading(await kehu.principal('rep.north1')).ruleSet.book.policies.get('customer')!;
    const asked = { ...fields, creditLimit: { class: 'public', consent: ['marketing'] } as const };
    const given = await told(
      { fields: asked, roles: { teller: [names, totalsOf('all')] } },
      'creditLimit',
      'marketing',
    );
    expect(given).toBe(
      await sum(`WHERE c.deleted_at IS NULL AND c.currency = 'CNY' AND EXISTS (SELECT 1 FROM consents x
        WHERE x.customer_pk = c.pk AND x.purpose = 'MARKETING' AND x.state = 'GIVEN' AND x.deleted_at IS NULL)`),
    );
  });

  test('is no value that is worked out from others', async () => {
    await expect(
      told({ roles: { teller: [names, totalsOf('all', ['lifetimeValue'])] } }, 'lifetimeValue'),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
