import { columnKindOf } from './column-kinds';
import { clustersOf } from './clusters';
import { editDistance, likeness } from './compare-text';
import { likest } from './compare-values';
import type { ColumnKind } from './column-kinds';
import { findDuplicates } from './find-duplicates';
import { prepareValue } from './prepare-value';
import { TokenWeights } from './token-weights';

const levelOf = (kind: ColumnKind, a: string, b: string): number => {
  const weights = new TokenWeights();
  const [left, right] = [prepareValue(kind, a)!, prepareValue(kind, b)!];
  weights.add(left.tokens);
  weights.add(right.tokens);
  return likest(kind, [left], [right], weights)!.level;
};

describe('editDistance', () => {
  it.each([
    ['kitten', 'sitting', 3],
    ['ab', 'ba', 1],
    ['', 'abc', 3],
    ['same', 'same', 0],
    ['abcdef', 'uvwxyz', 4],
  ])('%s to %s takes %d', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  });

  it('makes likeness between 0 and 1', () => {
    expect([likeness('a', 'a'), likeness('abcd', 'abce'), likeness('ab', 'xy')]).toEqual([1, 0.75, 0]);
  });
});

describe('levels of likeness', () => {
  it.each<[ColumnKind, string, string]>([
    ['name', '华为技术有限公司', '华为技术'],
    ['name', '臺灣積體電路', '台湾积体电路'],
    ['name', 'Meier GmbH', 'MEIER'],
    ['name', 'Zoë Café', 'Zoe Cafe'],
    ['phone', '+8613800138000', '138 0013 8000'],
    ['email', 'A@B.example', 'a@b.example'],
    ['date', '1990-01-02', '19900102'],
    ['identifier', '110101 19900101 123X', '11010119900101123x'],
  ])('takes %s %s and %s for the same', (kind, a, b) => expect(levelOf(kind, a, b)).toBe(0));

  it.each<[ColumnKind, string, string]>([
    ['name', '张伟', 'zhang wei'],
    ['name', '张伟', '章伟'],
    ['familyName', 'Murphy', 'Murpyh'],
    ['date', '1990-03-02', '1990-02-03'],
    ['email', 'jo@b.example', 'jo@b.exmple'],
  ])('takes %s %s and %s for nearly the same', (kind, a, b) => expect(levelOf(kind, a, b)).toBe(1));

  it('does not take number 12 of a street for number 14', () => {
    expect(levelOf('address', '12 Long Street, Springfield', '14 Long Street, Springfield')).toBeGreaterThan(
      levelOf('address', '12 Long Street, Springfield', '12 Long St, Springfield'),
    );
    expect(levelOf('address', '北京市朝阳区建国路88号', '北京市朝阳区建国路12号')).toBeGreaterThan(
      levelOf('address', '北京市朝阳区建国路88号', '北京朝阳区建国路88号'),
    );
  });
});

describe('columnKindOf', () => {
  it.each([
    ['First Name', ['Ann', 'Bo'], 'givenName'],
    ['surname', ['Li', 'Wu'], 'familyName'],
    ['客户名称', ['甲公司', '乙公司'], 'name'],
    ['contact', ['a@b.example', 'c@d.example'], 'email'],
    ['geb', ['1990-01-02', '1971-12-31'], 'date'],
    ['手机', ['13800138000', '13900139000'], 'phone'],
    ['city', ['Bonn', 'Bonn', 'Kiel', 'Kiel'], 'word'],
    ['row id', ['1', '2', '3'], null],
    ['empty', ['', ''], null],
  ])('%s', (header, values, kind) => expect(columnKindOf(header, values)).toBe(kind));
});

describe('clustersOf', () => {
  it('does not join two families by one false link', () => {
    const family = (from: number) =>
      [0, 1, 2].flatMap((i) => [1, 2, 3].filter((j) => j > i).map((j) => ({ a: from + i, b: from + j, weight: 9 })));
    const groups = clustersOf([...family(0), ...family(10), { a: 3, b: 10, weight: 5 }], 0);
    expect(groups).toEqual([
      [0, 1, 2, 3],
      [10, 11, 12, 13],
    ]);
  });
});

describe('findDuplicates', () => {
  it('says nothing of no records, one record and empty ones', () => {
    const columns = [{ name: 'name', kind: 'name' as const }];
    for (const records of [[], [[['Ann']]], [[[]], [[]]]]) expect(findDuplicates(columns, records).pairs).toEqual([]);
  });
});
