import { testKehu, type TestKehu } from '../../test/kehu';

let kehu: TestKehu;
beforeAll(async () => {
  kehu = await testKehu({ demo: true });
}, 60_000);
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
