import { requestBytes, type RequestSource } from '../drive/burst';

/** The most expensive questions that the limits let through. */
const hostileDocuments = [
  'query A { customers(first: 100) { nodes { id name orders(first: 50) { nodes { id code items(first: 4) { nodes { id amount } } } } } } }',
  'query B { customerAggregate(groupBy: [{ name: true }], first: 200) { nodes { key { name } count sum { lifetimeValue } median { lifetimeValue } } } }',
  'query C { orderAggregate(groupBy: [{ customer: { owner: { name: true } } }], first: 200) { nodes { count sum { total } median { total } } } }',
  'query D { customers(first: 200, where: { name: { contains: "e" }, orders: { some: { items: { some: { amount: { gt: "1" } } } } } }) { totalCount(limit: 1000000) { count } nodes { id } } }',
  'query E { opportunities(first: 200, where: { name: { contains: "zz" } }, orderBy: [{ customer: { name: ASC } }]) { nodes { id } } }',
];

/** Asks them one after another, for ever. */
export function analystSource(token: string): RequestSource {
  const requests = hostileDocuments.map((query) => ({ bytes: requestBytes(token, JSON.stringify({ query })) }));
  let turn = 0;
  return { next: () => requests[turn++ % requests.length]! };
}

export const importBatch = 200;

/** An import of an hour must not become another company: after so many the same customers come again. */
const mostImported = 100_000;
/** Of those that come again every so many has changed, as in the nightly file of another system. */
const changedEvery = 10;

/** A partner's program that writes customers, a batch at a time and the next as soon as the one before is there. */
export function importSource(key: string): RequestSource {
  const query =
    'mutation Import($input: UpsertCustomersInput!) { upsertCustomers(input: $input) { results { index } } }';
  let next = 0;
  const item = () => {
    const number = (next % mostImported) + 1;
    const turn = Math.floor(next / mostImported);
    next++;
    const name = `导入客户 Import ${number}${turn > 0 && number % changedEvery === 0 ? ` (${turn})` : ''}`;
    return { externalId: `bench-${number}`, values: { kind: 'COMPANY', name, code: `BENCH-${number}` } };
  };
  return {
    next: () => {
      const items = Array.from({ length: importBatch }, item);
      return { bytes: requestBytes(key, JSON.stringify({ query, variables: { input: { items } } })) };
    },
  };
}
