import { all, and, isPlain, none, not, or, predicateKey, comparedValue, type Predicate } from './predicate';

const a: Predicate = { kind: 'isNull', field: 'a' };
const b: Predicate = { kind: 'isNull', field: 'b' };
const c: Predicate = { kind: 'isNull', field: 'c' };

describe('and', () => {
  test('of nothing holds, of one is that one', () => {
    expect([and(), and(all), and(a), and(all, a)]).toEqual([all, all, a, a]);
  });
  test('with what never holds, never holds', () => expect(and(a, none, b)).toEqual(none));
  test('is flat and says everything once', () => expect(and(a, and(b, a), b)).toEqual({ kind: 'and', of: [a, b] }));
});

describe('or', () => {
  test('of nothing never holds, of one is that one', () => {
    expect([or(), or(none), or(a), or(none, a)]).toEqual([none, none, a, a]);
  });
  test('with what always holds, always holds', () => expect(or(a, all, b)).toEqual(all));
  test('is flat and says everything once', () => expect(or(a, or(b, a), b)).toEqual({ kind: 'or', of: [a, b] }));
  test('of hops along the same link is one hop', () => {
    const via = (where: Predicate, link = 'owner'): Predicate => ({ kind: 'via', link, where });
    expect(or(via(a), c, via(b))).toEqual({ kind: 'or', of: [via(or(a, b)), c] });
    expect(or(via(a), via(b, 'team'))).toEqual({ kind: 'or', of: [via(a), via(b, 'team')] });
  });
  test('of hops to the same children is one hop, to others and along a link of that name it is not', () => {
    const some = (where: Predicate, many = 'orders'): Predicate => ({ kind: 'some', many, where });
    expect(or(some(a), some(b))).toEqual(some(or(a, b)));
    expect(or(some(a), some(b, 'tickets'))).toEqual({ kind: 'or', of: [some(a), some(b, 'tickets')] });
    const via: Predicate = { kind: 'via', link: 'orders', where: b };
    expect(or(some(a), via)).toEqual({ kind: 'or', of: [some(a), via] });
  });
});

test('not turns always into never, and twice is once more', () => {
  expect([not(all), not(none), not(not(a)), not(a)]).toEqual([none, all, a, { kind: 'not', of: a }]);
});

test('equal trees have equal keys, others have others', () => {
  expect(predicateKey({ ...a })).toBe(predicateKey(a));
  expect(predicateKey(a)).not.toBe(predicateKey(b));
});

test('a bound is a constant, or counted back from now, as a moment or a date', () => {
  const now = Date.UTC(2026, 2, 31, 12);
  expect(comparedValue({ constant: 7 }, now, false)).toBe(7);
  expect(comparedValue({ daysAgo: 1 }, now, false)).toBe(Date.UTC(2026, 2, 30, 12));
  expect(comparedValue({ daysAgo: 0 }, now, true)).toBe('2026-03-31');
  expect(comparedValue({ monthsAgo: 1 }, now, true)).toBe('2026-02-28');
  expect(comparedValue({ monthsAgo: 12 }, now, false)).toBe(Date.UTC(2025, 2, 31, 12));
});

test('a condition is plain where it looks at nothing but the row', () => {
  const further: Predicate[] = [
    { kind: 'via', link: 'owner', where: all },
    { kind: 'some', many: 'orders', where: all },
    { kind: 'hasExternalId', source: 'erp' },
    { kind: 'hasTag', tag: 'x' },
    { kind: 'giverMay', giver: 'createdBy', link: 'customer', record: 'customer' },
  ];
  expect([all, none, a, and(a, b), or(a, b), not(a), and(a, or(b, not(c)))].every((one) => isPlain(one))).toBe(true);
  for (const of of further) {
    for (const predicate of [of, and(a, of), or(a, of), not(of), and(a, or(b, not(of)))]) {
      expect([predicate, isPlain(predicate)]).toEqual([predicate, false]);
    }
  }
  // What holds on no row anyway is not asked; only of other records can it be known.
  const shares = further[1]!;
  const never = (part: Predicate): boolean => part === shares;
  expect([shares, or(a, shares), not(shares)].map((one) => isPlain(one, never))).toEqual([true, true, true]);
  expect(isPlain(or(shares, further[0]!), never)).toBe(false);
});
