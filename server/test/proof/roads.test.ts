import { closedRoads, leastOfRoad, walk, type Roads } from './roads';
import type { Operation } from './operations';

const operation = (kind: string, more: Partial<Operation> = {}): Operation => ({
  kind,
  query: '',
  variables: {},
  purpose: null,
  strict: false,
  chinese: false,
  pages: 0,
  writes: false,
  ...more,
});

const refused = { body: '{"errors":[{"extensions":{"code":"FORBIDDEN"}}],"data":null}' };

/** One answer of each road that came to something. */
const open: readonly [Operation, { body: string; made?: string }][] = [
  [operation('list'), { body: '{"data":{"customers":{"nodes":[{"id":"1"}]}}}' }],
  [operation('update'), { body: '{"data":{"updateCustomer":{"customer":{"id":"1"}}}}' }],
  [operation('export', { begins: true }), { body: '{}', made: '{"state":"SUCCEEDED"}\ncustomers.csv 3\nid' }],
  [operation('background', { begins: true }), { body: '{}', made: '{"state":"SUCCEEDED"}\na.json 3\n{"id":"1"}' }],
  [operation('import', { takes: true }), { body: '{}', made: '{"state":"done","created":2,"updated":0}' }],
  [operation('subscription'), { body: '{"data":{"customerChanged":{"type":"UPDATED"}}}' }],
];

function after(
  times: number,
  answer: (given: { body: string; made?: string }) => { body: string; made?: string },
): Roads {
  const roads: Roads = {};
  for (const [of, given] of open) for (let i = 0; i < times; i++) walk(roads, of, answer(given));
  return roads;
}

test('roads that come to something are open', () => {
  expect(
    closedRoads(
      after(50, (given) => given),
      1_000,
    ),
  ).toEqual([]);
});

test('a road that is always refused makes a run too empty, and so does one that nobody went', () => {
  const all = Object.keys(leastOfRoad).length;
  expect(
    closedRoads(
      after(50, () => refused),
      100,
    ),
  ).toHaveLength(all);
  expect(closedRoads({}, 300)).toHaveLength(all);
  expect(closedRoads({}, 299)).toEqual([]);
});

test('a road that opens now and then only makes a run too empty', () => {
  let number = 0;
  const seldom = after(100, (given) => ((number += 1) % 50 === 0 ? given : refused));
  expect(closedRoads(seldom, 100)).toHaveLength(Object.keys(leastOfRoad).length);
});
