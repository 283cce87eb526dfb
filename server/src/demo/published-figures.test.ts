import { formatDecimal } from '@kehu/shared';
import { buildDemoCompany } from './build-demo-company';
import type { DataSet } from './demo-company';

const company = buildDemoCompany({ now: Date.parse('2026-11-22T08:00:00Z') });

/** Exact sum by key, largest first, as decimal text. */
function sums<T>(
  list: readonly T[],
  key: (item: T) => string | number,
  amount: (item: T) => number,
): [string, string][] {
  const totals = new Map<string, number>();
  for (const item of list) totals.set(String(key(item)), (totals.get(String(key(item))) ?? 0) + amount(item));
  return [...totals].sort((a, b) => b[1] - a[1]).map(([name, total]) => [name, formatDecimal(total)]);
}

const of = <T extends { dataSet: DataSet }>(list: readonly T[], dataSet: DataSet): T[] =>
  list.filter((item) => item.dataSet === dataSet);

describe('the published results of Maven', () => {
  const opportunities = () => of(company.opportunities, 'maven');
  const stage = (name: string) => opportunities().filter((item) => item.stage === name);

  it('has its 8,800 opportunities by stage', () => {
    expect(opportunities()).toHaveLength(8800);
    const counts = ['won', 'lost', 'engaging', 'prospecting'].map((name) => stage(name).length);
    expect(counts).toEqual([4238, 2473, 1589, 500]);
    expect(opportunities().filter(({ customer }) => customer === null)).toHaveLength(1425);
  });

  it('won 10,005,534, most of it by Darcel Schlecht', () => {
    expect(
      sums(
        stage('won'),
        () => 'won',
        ({ amount }) => amount!,
      ),
    ).toEqual([['won', '10005534']]);
    expect(
      sums(
        stage('won'),
        ({ owner }) => owner,
        ({ amount }) => amount!,
      )[0],
    ).toEqual(['darcel.schlecht', '1153214']);
  });

  it('has 85 accounts, 7 products, 35 agents under 6 managers, all mapped', () => {
    expect(of(company.customers, 'maven')).toHaveLength(85);
    expect(of(company.products, 'maven')).toHaveLength(7);
    expect(
      of(company.users, 'maven')
        .map(({ roles }) => roles[0])
        .sort(),
    ).toEqual([...Array<string>(6).fill('manager'), ...Array<string>(35).fill('sales-rep')]);
  });
});

describe('the published results of Northwind', () => {
  const orders = () => of(company.orders, 'northwind');
  const items = () => orders().flatMap((order) => order.items.map((item) => ({ ...item, order })));
  const rounded = ([name, total]: [string, string]): [string, string] => [name, Number(total).toFixed(2)];

  it('has 91 customers, 830 orders with 2,155 items', () => {
    expect(of(company.customers, 'northwind')).toHaveLength(91);
    expect(orders()).toHaveLength(830);
    expect(items()).toHaveLength(2155);
    const buyers = new Set(orders().map(({ customer }) => customer));
    const idle = of(company.customers, 'northwind').filter(({ key }) => !buyers.has(key));
    expect(idle.map(({ code }) => code).sort()).toEqual(['FISSA', 'PARIS']);
  });

  it('agrees gross, net, by year, by category and by customer', () => {
    expect(
      sums(
        items(),
        () => 'gross',
        (item) => (item.quantity * item.unitPrice) / 10_000,
      ),
    ).toEqual([['gross', '1354458.59']]);
    expect(
      sums(
        orders(),
        () => 'net',
        ({ total }) => total,
      ),
    ).toEqual([['net', '1265793.0395']]);
    const years = sums(
      items(),
      ({ order }) => new Date(order.orderedAt).getUTCFullYear(),
      ({ amount }) => amount,
    ).map(rounded);
    expect(Object.fromEntries(years)).toEqual({ 1996: '208083.97', 1997: '617085.20', 1998: '440623.87' });
    const categories = new Map(company.products.map(({ key, category }) => [key, category]));
    const byCategory = sums(
      items(),
      ({ product }) => categories.get(product)!,
      ({ amount }) => amount,
    ).map(rounded);
    expect(byCategory[0]).toEqual(['beverages', '267868.18']);
    // Published as 110,277.31, rounded half up.
    expect(
      sums(
        orders(),
        ({ customer }) => customer,
        ({ total }) => total,
      )[0],
    ).toEqual(['northwind:QUICK', '110277.305']);
  });
});
