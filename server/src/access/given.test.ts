import { Random } from '../demo/random';
import { given } from './given';
import { all, and, none, not, or, predicateKey, type Predicate } from './predicate';

const is = (field: string): Predicate => ({ kind: 'in', field, values: [true] });
const via = (where: Predicate): Predicate => ({ kind: 'via', link: 'customer', where });
const shared: Predicate = { kind: 'some', many: 'shares', where: is('mine') };
const nothing = (): boolean => false;
const noShares = (predicate: Predicate): boolean => predicate === shared;

test.each<[string, Predicate[], Predicate, Predicate]>([
  ['what is known', [is('a')], and(is('a'), is('b')), is('b')],
  ['a part of what is known', [and(is('a'), is('c'))], and(is('a'), is('b')), is('b')],
  ['an alternative that is known', [is('a')], or(is('a'), is('b')), all],
  ['the contrary of what is known', [is('a')], and(not(is('a')), is('b')), none],
  ['what is known of the parent', [via(is('a'))], and(via(is('a')), is('b')), is('b')],
  ['what is known of the parent, behind the link', [via(is('a'))], via(and(is('a'), is('b'))), via(is('b'))],
  ['that the parent is there', [via(is('a'))], via(all), all],
  [
    'what is known of the parent among other facts',
    [and(via(is('a')), is('c'))],
    via(and(is('a'), is('b'))),
    via(is('b')),
  ],
  [
    'nothing of another link',
    [via(is('a'))],
    { ...via(is('a')), link: 'owner' } as Predicate,
    { ...via(is('a')), link: 'owner' } as Predicate,
  ],
  ['nothing of the record for its parent', [is('a')], via(is('a')), via(is('a'))],
  ['only one of what may hold', [or(is('a'), is('b'))], is('a'), is('a')],
])('leaves out %s', (_, known, predicate, left) => {
  expect(predicateKey(given(known, predicate, nothing))).toBe(predicateKey(left));
});

test('an alternative that never holds is none', () => {
  expect(given([or(is('a'), shared)], is('a'), noShares)).toEqual(all);
  expect(given([or(is('a'), shared)], is('a'), nothing)).toEqual(is('a'));
  expect(given([via(or(is('a'), shared))], via(is('a')), noShares)).toEqual(all);
});

/** A record, and the one it links to, if any. */
interface Row {
  flags: ReadonlySet<string>;
  customer: Row | null;
}

function holds(row: Row, predicate: Predicate): boolean {
  switch (predicate.kind) {
    case 'all':
      return true;
    case 'none':
      return false;
    case 'and':
      return predicate.of.every((part) => holds(row, part));
    case 'or':
      return predicate.of.some((part) => holds(row, part));
    case 'not':
      return !holds(row, predicate.of);
    case 'in':
      return row.flags.has(predicate.field);
    case 'via':
      return row.customer !== null && holds(row.customer, predicate.where);
    default:
      throw new Error(predicate.kind);
  }
}

test('says the same of every row on which the rest holds', () => {
  const random = new Random(7);
  const condition = (depth: number): Predicate => {
    const parts = (): Predicate[] => [condition(depth - 1), condition(depth - 1)];
    if (depth === 0) return random.pick([all, none, is('a'), is('b'), is('c')]);
    return random.pick([() => and(...parts()), () => or(...parts()), () => not(parts()[0]!), () => via(parts()[0]!)])();
  };
  const row = (depth: number): Row => ({
    flags: new Set(['a', 'b', 'c'].filter(() => random.chance(0.5))),
    customer: depth > 0 && random.chance(0.8) ? row(depth - 1) : null,
  });
  let shorter = 0;
  for (let i = 0; i < 600; i++) {
    const known = [condition(2), condition(3)];
    const predicate = condition(3);
    const left = given(known, predicate, nothing);
    if (predicateKey(left) !== predicateKey(predicate)) shorter++;
    for (let k = 0; k < 20; k++) {
      const one = row(3);
      if (known.every((fact) => holds(one, fact))) expect(holds(one, left)).toBe(holds(one, predicate));
    }
  }
  expect(shorter).toBeGreaterThan(60);
});
