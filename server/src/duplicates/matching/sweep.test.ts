import { sweep, type SweepSource } from './sweep';
import type { RecordValues } from './column-kinds';

const columns = [
  { name: 'name', kind: 'name' as const },
  { name: 'phones', kind: 'phone' as const },
  { name: 'birthDate', kind: 'date' as const },
];
const names = [
  '欧阳明月',
  'Bartholomew Featherstone',
  '上官婉儿',
  'Guinevere Ashworth',
  '司徒雷登',
  'Ignatius Pemberton',
];

/** A thousand people; every tenth comes twice, mistyped. */
const people = Array.from({ length: 1_000 }, (_, i): RecordValues => [
  [`${names[i % names.length]!} ${String.fromCharCode(97 + (i % 26), 97 + ((i * 7) % 26), 97 + ((i * 11) % 26))}`],
  [`+8613${String(800_000_000 + i * 7_919)}`],
  [`${1950 + (i % 50)}-0${1 + (i % 9)}-1${i % 10}`],
]);
const twice = people.filter((_, i) => i % 10 === 0).map(([name, ...rest]): RecordValues => [[`${name![0]}x`], ...rest]);

const sourceOf = (pauses: number[]): SweepSource => ({
  columns,
  async *stream() {
    // Keys say nothing about the order in which records come.
    const records = [...people, ...twice].map((values, i) => ({ key: 5_000 - i, values }));
    for (let i = 0; i < records.length; i += 300) yield records.slice(i, i + 300);
  },
  pause(done) {
    pauses.push(done);
    return Promise.resolve();
  },
});

test('finds those that come twice by the keys they came with, whatever their order', async () => {
  const pauses: number[] = [];
  const { records, pairs } = await sweep(sourceOf(pauses));
  expect(records).toBe(1_100);
  const found = new Set(pairs.map(({ a, b }) => `${a},${b}`));
  const right = twice.map((_, i) => `${5_000 - 1_000 - i},${5_000 - 10 * i}`);
  expect(right.filter((pair) => !found.has(pair))).toEqual([]);
  expect(found.size - right.length).toBeLessThan(10);
  for (const { a, b, cluster } of pairs) expect([a < b, cluster <= a]).toEqual([true, true]);
  expect(pauses.length).toBeGreaterThan(4);
});

test('finds nothing in nothing', async () => {
  const nothing: SweepSource = {
    columns,
    stream: () => (async function* () {})(),
    pause: () => Promise.resolve(),
  };
  expect(await sweep(nothing)).toMatchObject({ records: 0, pairs: [] });
});
