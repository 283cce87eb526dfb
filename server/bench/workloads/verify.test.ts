import { plainOfGiven, plainOfKehu } from './answers';
import { difference, sampleOf, variantsCompared } from './verify';
import { idOf } from '../company/values';

const given = {
  id: 7,
  name: '张伟',
  type: 'PERSON',
  tier: 'gold',
  status: 'ACTIVE',
  industry: 'food',
  region: 'east',
  updated_at: '2025-01-02T03:04:05.006Z',
};
const kehu = {
  id: idOf('customer', 7),
  name: '张伟',
  kind: 'PERSON',
  tier: { key: 'gold' },
  status: 'ACTIVE',
  industry: { key: 'food' },
  region: { key: 'east' },
  updatedAt: '2025-01-02T03:04:05.006Z',
};

it('sees through the shapes of two servers', () => {
  expect(plainOfKehu({ customers: { nodes: [kehu], totalCount: { count: 3 } } })).toEqual(
    plainOfGiven({ customers: [given], total: 3 }),
  );
  expect(
    plainOfKehu({
      customerAggregate: {
        nodes: [{ key: { tier: { key: 'gold' }, region: null }, count: 2, sum: { creditLimit: '12.5' } }],
      },
    }),
  ).toEqual(plainOfGiven({ groups: [{ tier: 'gold', region: null, count: '2', sum: '12.50' }] }));
});

it.each([
  ['a name', { ...kehu, name: '李伟' }],
  ['another row', { ...kehu, id: idOf('customer', 8) }],
  ['a moment', { ...kehu, updatedAt: '2025-01-02T03:04:05.007Z' }],
  ['a code', { ...kehu, tier: { key: 'silver' } }],
])('notices %s', (_, row) => {
  const [a, b] = [plainOfKehu({ customers: { nodes: [row] } }), plainOfGiven({ customers: [given] })];
  expect(a).not.toEqual(b);
});

it('says where two answers differ', () => {
  expect(difference({ rows: [{ id: 1 }, { id: 2 }] }, { rows: [{ id: 1 }, { id: 3 }] })).toBe('/rows/1/id: 2 and 3');
  expect(difference({ rows: [1] }, { rows: [1, 2] })).toBe('/rows/1: undefined and 2');
});

it('compares a sample of what there is, spread over all of it, and less of a large company', () => {
  expect(sampleOf(['a', 'b'], 12)).toEqual(['a', 'b']);
  expect(sampleOf([...'abcdefghij'], 4)).toEqual([...'acfh']);
  expect([100_000, 1_000_000].map(variantsCompared)).toEqual([60, 12]);
});
