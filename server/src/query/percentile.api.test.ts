import { divideRounded, formatDecimal, parseDecimal } from '@kehu/shared';
import { answer, refusal, type Row } from '../../test/demo/answers';
import { testKehu, type TestKehu } from '../../test/kehu';

let kehu: TestKehu;
beforeAll(async () => {
  kehu = await testKehu({ demo: true });
}, 240_000);
afterAll(() => kehu.drop());

/** The same in plain words: `parts` of ten thousand of the way through the sorted values. */
function expected(values: readonly string[], parts: bigint): string | null {
  const sorted = values.map((value) => BigInt(parseDecimal(value))).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  if (sorted.length === 0) return null;
  const place = parts * BigInt(sorted.length - 1);
  const [low, beyond] = [Number(place / 10_000n), place % 10_000n];
  const high = sorted[low + 1] ?? sorted[low]!;
  return formatDecimal(divideRounded(sorted[low]! * (10_000n - beyond) + high * beyond, 10_000n));
}

async function amounts(where: object): Promise<Map<string | null, string[]>> {
  const found = new Map<string | null, string[]>();
  for (let after: string | null = null; ;) {
    const { page }: Row = await answer(
      kehu,
      'manager.north',
      `query ($where: CustomerWhere, $after: String) { page: customers(where: $where, first: 200, after: $after) {
         nodes { tier { key } creditLimit } pageInfo { hasNextPage endCursor } } }`,
      { where, after },
    );
    for (const { tier, creditLimit } of page.nodes) {
      const of = found.get(tier?.key ?? null) ?? [];
      if (creditLimit !== null) of.push(creditLimit);
      found.set(tier?.key ?? null, of);
    }
    if (!page.pageInfo.hasNextPage) return found;
    after = page.pageInfo.endCursor;
  }
}

it('percentiles are exact, of groups and of all, several beside each other', async () => {
  const where = { kind: { eq: 'COMPANY' } };
  const byTier = await amounts(where);
  const { customerAggregate } = await answer(
    kehu,
    'manager.north',
    `query ($where: CustomerWhere, $p: Float!) { customerAggregate(where: $where, groupBy: [{ tier: true }]) {
       nodes { key { tier { key } } least: percentile(p: 0) { creditLimit } p: percentile(p: $p) { creditLimit }
         percentile { creditLimit } median { creditLimit } most: percentile(p: 1) { creditLimit }
         min { creditLimit } max { creditLimit } }
       totals { third: percentile(p: 0.3333) { creditLimit } } } }`,
    { where: { and: [where, { currency: { eq: 'CNY' } }] }, p: 0.95 },
  );
  expect(customerAggregate.nodes.length).toBeGreaterThan(2);
  for (const { key, least, p, percentile, median, most, min, max } of customerAggregate.nodes) {
    const values = byTier.get(key.tier?.key ?? null)!;
    expect(p.creditLimit).toBe(expected(values, 9_500n));
    expect(percentile.creditLimit).toBe(expected(values, 5_000n));
    expect(median).toEqual(percentile);
    expect([least, most]).toEqual([min, max]);
  }
  expect(customerAggregate.totals.third.creditLimit).toBe(expected([...byTier.values()].flat(), 3_333n));
});

it('what lies between two whole numbers has places', async () => {
  const { opportunityAggregate } = await answer(
    kehu,
    'director',
    '{ opportunityAggregate { nodes { min { probability } max { probability } quarter: percentile(p: 0.25) { probability } median { probability } } } }',
  );
  const [{ min, max, median, quarter }] = opportunityAggregate.nodes;
  const between = (value: string): boolean =>
    Number(value) >= Number(min.probability) && Number(value) <= Number(max.probability);
  expect(Number(max.probability)).toBeGreaterThan(1);
  expect([between(median.probability), between(quarter.probability)]).toEqual([true, true]);
  expect(Number(quarter.probability)).toBeLessThanOrEqual(Number(median.probability));
});

it('a part that is none is refused, and so is a field of which only totals are told', async () => {
  const ask = (p: number) =>
    kehu.ask('director', `{ customerAggregate { nodes { percentile(p: ${p}) { creditLimit } } } }`);
  for (const p of [-0.1, 1.1, 0.12345]) {
    expect(refusal(await ask(p))).toEqual({ code: 'BAD_USER_INPUT', fields: ['p'] });
  }
  const hidden = await kehu.ask('analyst1', '{ customerAggregate { nodes { percentile(p: 0.9) { creditLimit } } } }');
  expect(refusal(hidden)).toEqual({ code: 'FORBIDDEN', fields: ['creditLimit'] });
});
