import { divideRounded, formatDecimal, parseDecimal } from '@kehu/shared';
import { testKehu, type TestKehu } from '../../test/kehu';

/* eslint-disable @typescript-eslint/no-explicit-any -- answers of any shape */
type Row = any;

let kehu: TestKehu;
beforeAll(async () => {
  kehu = await testKehu({ demo: true });
}, 240_000);
afterAll(() => kehu.drop());

test('analyst1 finds the published Maven results in one document', async () => {
  const { data, errors } = await kehu.ask(
    'analyst1',
    `{ byStage: opportunityAggregate(where: { dataSet: { eq: "maven" } }, groupBy: [{ stage: true }]) {
         nodes { key { stage { key } } count sum { amount } avg { amount } } totals { count } }
       best: opportunityAggregate(where: { dataSet: { eq: "maven" }, stage: { key: { eq: "won" } } },
         groupBy: [{ owner: { name: true } }], orderBy: [{ sum: { amount: DESC } }], first: 1) {
         nodes { key { owner { name } } sum { amount } } } }`,
  );
  expect(errors).toBeUndefined();
  const byStage = Object.fromEntries(data!.byStage.nodes.map((row: Row) => [row.key.stage.key, row]));
  expect(data!.byStage.totals.count).toBe(8800);
  expect(byStage.won.count).toBe(4238);
  expect(byStage.lost.count).toBe(2473);
  expect(byStage.engaging.count).toBe(1589);
  expect(byStage.prospecting.count).toBe(500);
  expect(Number(byStage.won.sum.amount)).toBe(10005534);
  expect(Number(byStage.won.avg.amount).toFixed(2)).toBe('2360.91');
  expect((100 * byStage.won.count) / (byStage.won.count + byStage.lost.count)).toBeCloseTo(63.15, 2);
  expect(data!.best.nodes[0]).toEqual({
    key: { owner: { name: 'Darcel Schlecht' } },
    sum: { amount: expect.stringMatching(/^1153214/) },
  });
});

test("analyst1 finds Northwind's published revenue", async () => {
  const { data, errors } = await kehu.ask(
    'analyst1',
    `{ years: orderItemAggregate(where: { dataSet: { eq: "northwind" } }, groupBy: [{ order: { orderedAt: { bucket: YEAR } } }]) {
         nodes { key { order { orderedAt } } sum { amount } } totals { sum { amount } } }
       categories: orderItemAggregate(where: { dataSet: { eq: "northwind" } }, groupBy: [{ product: { category: true } }],
         orderBy: [{ sum: { amount: DESC } }], first: 1) { nodes { key { product { category { key name } } } sum { amount } } }
       best: orderItemAggregate(where: { dataSet: { eq: "northwind" } }, groupBy: [{ order: { customer: { name: true } } }],
         orderBy: [{ sum: { amount: DESC } }], first: 1) { nodes { key { order { customer { name } } } sum { amount } } } }`,
  );
  expect(errors).toBeUndefined();
  // Exact amounts have up to four places; the published figures are rounded half up.
  const cents = (amount: string): string =>
    Number(formatDecimal(divideRounded(BigInt(parseDecimal(amount)), 100n) * 100n)).toFixed(2);
  expect(cents(data!.years.totals.sum.amount)).toBe('1265793.04');
  expect(
    Object.fromEntries(
      data!.years.nodes.map((row: Row) => [row.key.order.orderedAt.slice(0, 4), cents(row.sum.amount)]),
    ),
  ).toEqual({
    1996: '208083.97',
    1997: '617085.20',
    1998: '440623.87',
  });
  expect(data!.categories.nodes[0].key.product.category.key).toBe('beverages');
  expect(cents(data!.categories.nodes[0].sum.amount)).toBe('267868.18');
  expect(cents(data!.best.nodes[0].sum.amount)).toBe('110277.31');
  expect(data!.best.nodes[0].key.order.customer.name).toMatch(/QUICK/i);
});
