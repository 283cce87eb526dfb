import { isTimeFor } from './catch-up';

describe('taking changes over into the index', () => {
  it.each([
    ['a few', { lowest: 10, highest: 80, before: 10 }, true],
    ['many, all of them new, that searches still look at one by one', { lowest: 1, highest: 5_000, before: 0 }, true],
    ['an import under way', { lowest: 1, highest: 60_000, before: 55_000 }, false],
    ['an import that has just ended', { lowest: 1, highest: 60_200, before: 60_000 }, true],
    ['everyday changes behind an import', { lowest: 1, highest: 60_999, before: 60_000 }, true],
  ])('%s: %o', (_, noted, now) => expect(isTimeFor(noted)).toBe(now));
});
