import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faults } from './faults';

const root = join(__dirname, '../../..');

interface LeakRow {
  number: number;
  planted: string[];
  covered: string;
}

const rows: LeakRow[] = readFileSync(join(root, 'docs/leaks.md'), 'utf8')
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .filter((cells) => /^\d+$/.test(cells[1] ?? ''))
  .map(([, number, , planted, covered]) => ({
    number: Number(number),
    planted: [...planted!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!),
    covered: covered!,
  }));

test('the table has all sixty paths, each with a test or a reason', () => {
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
  expect(rows.filter(({ covered }) => covered === '')).toEqual([]);
});

test('every test that the table names exists', () => {
  const missing = rows.flatMap(({ number, covered }) =>
    [...covered.matchAll(/`([^`]+\.test\.tsx?)` “([^”]+(?:’[^”]*)*)”/g)].flatMap(([, file, name]) => {
      const path = join(root, file!);
      return existsSync(path) && readFileSync(path, 'utf8').includes(name!) ? [] : [`${number}: ${file} ${name}`];
    }),
  );
  expect(missing).toEqual([]);
});

test('every file that the table names comes with the name of a test', () => {
  for (const { covered } of rows) {
    expect([...covered.matchAll(/\.test\.tsx?`/g)].length).toBe([...covered.matchAll(/\.test\.tsx?` “/g)].length);
  }
});

test('the table and the planted leaks say the same', () => {
  const planted = Object.fromEntries(rows.map(({ number, planted: names }) => [number, [...names].sort()]));
  const wanted = Object.fromEntries(
    rows.map(({ number }) => [
      number,
      faults
        .filter(({ leaks }) => leaks.includes(number))
        .map(({ name }) => name)
        .sort(),
    ]),
  );
  expect(planted).toEqual(wanted);
});
