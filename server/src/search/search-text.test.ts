import fc from 'fast-check';
import { fold } from '@kehu/shared';
import { NounRegistry } from '../model/registry';
import { nounDefinitions } from '../nouns';
import { addToBlock, blockSize, decodeBlock, encodeBlock, RecordSet } from './bits';
import { latinWords, nearWords } from './near';
import type { Need } from './need';
import { containsNeed, needsOf, searchTextOf, wordsOf } from './search-text';
import { soundOf, syllablesOf } from './sound';
import { termsOf } from './terms';

const name = new NounRegistry(nounDefinitions).field('customer', 'name');

const termsUnder = (text: string): Set<string> =>
  termsOf([{ field: name, text: fold(text), sound: soundOf(fold(text)) }]);

function met(need: Need, terms: ReadonlySet<string>): boolean {
  if (need === null) return true;
  if ('term' in need) {
    return need.open ? [...terms].some((term) => term.startsWith(need.term)) : terms.has(need.term);
  }
  return 'all' in need ? need.all.every((part) => met(part, terms)) : need.any.some((part) => met(part, terms));
}

const texts = fc.string({
  unit: fc.constantFrom('a', 'b', 'z', ' ', '1', '2', '-', '张', '三', '重', 'é', '😀', '%', '$', '^'),
  minLength: 1,
  maxLength: 24,
});

it('keeps a text under all that any part of it needs', () => {
  fc.assert(
    fc.property(texts, fc.nat(), fc.nat(), (text, a, b) => {
      const folded = fold(text);
      const chars = [...folded];
      const [from, to] = [a % chars.length, b % chars.length].sort((x, y) => x - y) as [number, number];
      const part = chars.slice(from, to + 1).join('');
      const terms = termsUnder(text);
      expect(met(containsNeed(name, part), terms)).toBe(true);
      const words = wordsOf(part);
      if (words.length === 0) return;
      const needs = needsOf(searchTextOf(words, new Set()), [name], name);
      expect(met(needs[3]!, terms)).toBe(true);
      if (folded === words.join(' ')) expect(met(needs[0]!, terms)).toBe(true);
      if (folded.startsWith(words.join(' '))) expect(met(needs[1]!, terms)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

it.each([
  ['张三', 'zhangsan', 4],
  ['张三', 'zs', 4],
  ['张三丰', 'zsf', 4],
  ['李张三', 'zhangs', 4],
  ['曾小贤', 'cengxiao', 4],
  ['曾小贤', 'zengxiao', 4],
  ['单雄信', 'shanxx', 5],
  ['Blue Smith', 'smiht', 5],
])('keeps %s where %s looks for it', (text, search, worst) => {
  const needs = needsOf(searchTextOf([search], new Set(latinWords(fold(text)))), [name], name);
  const found = needs.findIndex((need) => met(need, termsUnder(text)));
  expect(found).toBe(search === 'shanxx' ? -1 : worst);
});

it('reads words as syllables, of which the last may be begun', () => {
  expect(syllablesOf('xian')).toEqual([['xian'], ['xia', 'n'], ['xi', 'an'], ['xi', 'a', 'n']]);
  expect(syllablesOf('zhangs')).toEqual([['zhang', 's']]);
  expect(syllablesOf('lü')).toEqual([['lv']]);
  expect(syllablesOf('smith')).toEqual([]);
  expect(syllablesOf(`${'ao'.repeat(17)}vv`)).toEqual([]); // no way, after many that look like one
  expect(soundOf('曾 a 李四')).toBe("'ceng 'zeng 'li'si =c z ls ");
});

it('knows the words one letter away', () => {
  const near = nearWords('smith');
  for (const word of ['smit', 'smyth', 'smmith', 'simth', 'smíth', 'smiths']) expect(near).toContain(word);
  for (const word of ['smith', 'smi', 'smithers', 'htims']) expect(near).not.toContain(word);
  expect(nearWords('abc')).toEqual([]);
  expect(nearWords('张三李四')).toEqual([]);
});

it('keeps sets of keys in blocks', () => {
  const keys = fc.uniqueArray(fc.nat(3 * blockSize), { maxLength: 5_000 }).map((of) => of.sort((a, b) => a - b));
  fc.assert(
    fc.property(keys, keys, (a, b) => {
      const [one, other] = [RecordSet.of(a), RecordSet.of(b)];
      const others = new Set(b);
      expect(one.toArray()).toEqual(a);
      expect(one.and(other).toArray()).toEqual(a.filter((pk) => others.has(pk)));
      expect(one.or(other).size).toBe(new Set([...a, ...b]).size);
      const first = a.filter((pk) => pk < blockSize);
      expect(decodeBlock(0, encodeBlock(0, first))).toEqual(first);
      const more = b.filter((pk) => pk < blockSize);
      const both = RecordSet.of([...first, ...more]).toArray();
      expect(addToBlock(0, encodeBlock(0, first), more)).toEqual(encodeBlock(0, both));
    }),
    { numRuns: 30 },
  );
  const all = Array.from({ length: blockSize }, (_, i) => blockSize + i);
  expect(encodeBlock(1, all)).toHaveLength(blockSize / 8);
  // A list that turns into bits, and bits that get some more.
  const [even, odd] = [0, 1].map((rest) => all.filter((pk) => pk % 32 === rest));
  const halves = addToBlock(1, encodeBlock(1, even!), odd!);
  expect(halves).toEqual(
    encodeBlock(
      1,
      [...even!, ...odd!].sort((a, b) => a - b),
    ),
  );
  expect(addToBlock(1, halves, all)).toEqual(encodeBlock(1, all));
  expect(decodeBlock(1, encodeBlock(1, all))).toEqual(all);
});
