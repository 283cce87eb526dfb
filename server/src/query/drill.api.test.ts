import { isInputObjectType, type GraphQLInputObjectType } from 'graphql';
import { testKehu, type TestKehu } from '../../test/kehu';
import type { Where } from './where';

let kehu: TestKehu;
beforeAll(async () => {
  kehu = await testKehu({ demo: true });
}, 240_000);
afterAll(() => kehu.drop());

/** A small generator of its own, so that a failure comes again. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const zones = ['UTC', 'Asia/Shanghai', 'America/St_Johns', 'Europe/Berlin', 'Africa/Casablanca'];
const buckets = ['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'];
const accounts = ['director', 'analyst1', 'manager.north', 'rep.north1', 'agent1', 'marketer1', 'steward'];

type Pick = (below: number) => number;

/** One key of a noun, at random, over hops that end somewhere. */
function randomKey(type: GraphQLInputObjectType, pick: Pick, hops = 0): Where {
  const fields = Object.values(type.getFields()).filter(
    ({ type: of }) => hops < 2 || !isInputObjectType(of) || of.name === 'DateBucket',
  );
  const field = fields[pick(fields.length)]!;
  if (!isInputObjectType(field.type)) return { [field.name]: true };
  if (field.type.name !== 'DateBucket') return { [field.name]: randomKey(field.type, pick, hops + 1) };
  return { [field.name]: { bucket: buckets[pick(buckets.length)], timeZone: zones[pick(zones.length)] } };
}

const groupType = (typeName: string): GraphQLInputObjectType =>
  kehu.schema.getType(`${typeName}GroupBy`) as GraphQLInputObjectType;

interface Group {
  count: number;
  where: Where;
}

async function recordsOf(
  account: string,
  typeName: string,
  plural: string,
  wheres: readonly Where[],
): Promise<number[]> {
  const names = wheres.map((_, i) => `$w${i}: ${typeName}Where`).join(', ');
  const counts = wheres.map(
    (_, i) => `w${i}: ${plural}(where: $w${i}, first: 1) { totalCount(limit: 1000000) { count } }`,
  );
  const variables = Object.fromEntries(wheres.map((where, i) => [`w${i}`, where]));
  const { data, errors } = await kehu.ask(account, `query (${names}) { ${counts.join('\n')} }`, variables);
  expect(errors).toBeUndefined();
  return wheres.map((_, i) => data![`w${i}`].totalCount.count as number);
}

describe('the filter of a group', () => {
  it('holds for as many records as the group counts, whatever is grouped by', async () => {
    const pick = randomFrom(20261122);
    const nouns = kehu.nouns.all().filter(({ typeName }) => kehu.schema.getType(`${typeName}GroupBy`));
    let compared = 0;
    let withNull = 0;
    for (let round = 0; round < 90; round++) {
      const { name, plural, typeName } = nouns[pick(nouns.length)]!;
      const account = accounts[pick(accounts.length)]!;
      const groupBy = Array.from({ length: 1 + pick(3) }, () => randomKey(groupType(typeName), pick));
      const { data, errors } = await kehu.ask(
        account,
        `query ($groupBy: [${typeName}GroupBy!]) { groups: ${name}Aggregate(groupBy: $groupBy, first: 200) { nodes { count where } } }`,
        { groupBy },
      );
      if (errors) {
        expect(errors[0]!.originalError).toMatchObject({ code: 'FORBIDDEN' }); // a key the account may not group by
        continue;
      }
      const all = data!.groups.nodes as Group[];
      const some = [...all.filter(({ where }) => JSON.stringify(where).includes('isNull')).slice(0, 3)];
      for (let i = 0; i < 5 && all.length > 0; i++) some.push(all[pick(all.length)]!);
      if (some.length === 0) continue;
      withNull += some.filter(({ where }) => JSON.stringify(where).includes('isNull')).length;
      const counts = await recordsOf(account, typeName, plural, some.map(({ where }) => where)); // prettier-ignore
      expect({ account, name, groupBy, counts }).toEqual({
        account,
        name,
        groupBy,
        counts: some.map(({ count }) => count),
      });
      compared += some.length;
    }
    expect(compared).toBeGreaterThan(150);
    expect(withNull).toBeGreaterThan(30);
  });

  it('stands beside the aggregate’s own, and names days on the clocks they were grouped by', async () => {
    const where = { dataSet: { eq: 'northwind' } };
    const groups = `query ($where: OrderWhere, $groupBy: [OrderGroupBy!]) {
      orderAggregate(where: $where, groupBy: $groupBy, first: 200) { nodes { count where } totals { where } } }`;
    const groupBy = [{ orderedAt: { bucket: 'MONTH', timeZone: 'Asia/Shanghai' } }, { customer: { name: true } }];
    const { data } = await kehu.ask('analyst1', groups, { where, groupBy });
    const { nodes, totals } = data!.orderAggregate as { nodes: Group[]; totals: Group };
    expect(totals.where).toEqual({});
    expect(nodes[0]!.where).toEqual({
      and: [
        { orderedAt: { gte: expect.stringMatching(/T16:00:00.000Z$/), lt: expect.stringMatching(/T16:00:00.000Z$/) } },
        { customer: { name: { eq: expect.any(String) } } },
      ],
    });
    const counts = await recordsOf('analyst1', 'Order', 'orders', nodes.slice(0, 20).map((one) => ({ and: [where, one.where] }))); // prettier-ignore
    expect(counts).toEqual(nodes.slice(0, 20).map(({ count }) => count));
  });

  it('groups by the day that the last activity was on', async () => {
    const by =
      '{ customerAggregate(groupBy: [{ lastActivityAt: { bucket: MONTH } }], first: 5) { nodes { key { lastActivityAt } count where } } }';
    const { data, errors } = await kehu.ask('director', by);
    expect(errors).toBeUndefined();
    const nodes = data!.customerAggregate.nodes as (Group & { key: { lastActivityAt: string | null } })[];
    for (const { key } of nodes) expect(key.lastActivityAt ?? '2026-01-01').toMatch(/^\d{4}-\d\d-01$/);
    const counts = await recordsOf('director', 'Customer', 'customers', nodes.map(({ where }) => where)); // prettier-ignore
    expect(counts).toEqual(nodes.map(({ count }) => count));
  });
});

describe('subtotals', () => {
  const document = `query ($groupBy: [OrderItemGroupBy!], $having: OrderItemHaving, $keys: [Int!]!) {
    orderItemAggregate(where: { dataSet: { eq: "northwind" } }, groupBy: $groupBy, having: $having, first: 3) {
      nodes { count }
      rows: subtotals(keys: [0]) { key { product { category { key } } } count sum { amount } median { amount } }
      columns: subtotals(keys: $keys) { key { order { orderedAt } } count avg { amount } countDistinct { amount } where }
      none: subtotals(keys: []) { count }
      totals { count } } }`;
  const [category, year] = [{ product: { category: true } }, { order: { orderedAt: { bucket: 'YEAR' } } }];

  it('are what grouping by those keys alone tells, beside any page and whatever having leaves out', async () => {
    const variables = { groupBy: [category, year], having: { count: { gte: 100_000 } }, keys: [1] };
    const { data, errors } = await kehu.ask('analyst1', document, variables);
    expect(errors).toBeUndefined();
    const { nodes, rows, columns, none, totals } = data!.orderItemAggregate;
    expect(nodes).toEqual([]);
    expect(none).toEqual([{ count: totals.count }]);
    const alone = async (groupBy: object, fields: string): Promise<unknown> => {
      const query = `query ($groupBy: [OrderItemGroupBy!]) {
        orderItemAggregate(where: { dataSet: { eq: "northwind" } }, groupBy: $groupBy, first: 200) { nodes { ${fields} } } }`;
      return (await kehu.ask('analyst1', query, { groupBy: [groupBy] })).data!.orderItemAggregate.nodes;
    };
    expect(rows).toEqual(
      await alone(category, 'key { product { category { key } } } count sum { amount } median { amount }'),
    );
    expect(columns).toEqual(
      await alone(year, 'key { order { orderedAt } } count avg { amount } countDistinct { amount } where'),
    );
    expect(rows.reduce((sum: number, { count }: Group) => sum + count, 0)).toBe(totals.count);
  });

  it('cost as much as an aggregate each, and name places that there are', async () => {
    const cost = async (query: string): Promise<number> =>
      (
        await kehu.ask('analyst1', 'query ($document: String!) { queryCost(document: $document) { cost } }', {
          document: query,
        })
      ).data!.queryCost.cost as number;
    const of = (part: string): string => `{ customerAggregate(groupBy: [{ tier: true }]) { nodes { count } ${part} } }`;
    expect((await cost(of('subtotals(keys: [0]) { count }'))) - (await cost(of('')))).toBe(100);
    for (const keys of [[2], [0, 0], [-1]]) {
      const { errors } = await kehu.ask('analyst1', document, { groupBy: [category, year], keys });
      expect(errors![0]!.originalError).toMatchObject({ code: 'BAD_USER_INPUT', fields: ['keys'] });
    }
    const many =
      '{ customerAggregate(groupBy: [{ name: true }, { tier: true }], first: 1) { subtotals(keys: [0]) { count } } }';
    expect((await kehu.ask('director', many)).errors![0]!.originalError).toMatchObject({ fields: ['keys'] });
  });

  it('keep back what totals keep back: no level gives away what another suppresses', async () => {
    const levels = `{ customerAggregate(groupBy: [{ currency: true }, { tier: true }, { industry: true }]) {
      nodes { count } ALL coarse: subtotals(keys: [0]) { count suppressed sum { creditLimit } } } }`;
    type Level = { count: number; suppressed: boolean; sum: { creditLimit: string | null } }[];
    const told = async (all: string): Promise<{ all?: Level; coarse: Level }> => {
      const { data, errors } = await kehu.ask('analyst1', levels.replace('ALL', all));
      expect(errors).toBeUndefined();
      return data!.customerAggregate as { all: Level; coarse: Level };
    };
    const { coarse } = await told('');
    expect(coarse.some(({ sum }) => sum.creditLimit !== null)).toBe(true);
    const beside = await told('all: subtotals(keys: [0, 1, 2]) { count suppressed sum { creditLimit } }');
    expect(beside.all!.some(({ suppressed }) => suppressed)).toBe(true);
    expect(beside.coarse).toEqual(coarse.map(({ count }) => ({ count, suppressed: true, sum: { creditLimit: null } })));
    const finest = levels.replace('nodes { count }', 'nodes { count sum { creditLimit } }').replace('ALL', '');
    const nodes = await kehu.ask('analyst1', finest);
    expect(nodes.data!.customerAggregate.coarse).toEqual(beside.coarse);
  });
});
