import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faults, planted } from './faults';

const server = join(__dirname, '../..');

test.each(faults.map((fault) => [fault.name, fault] as const))('%s still fits the sources', (_, fault) => {
  for (const { file } of fault.changes) {
    const text = readFileSync(join(server, file), 'utf8');
    expect(planted(fault, file, text)).not.toBe(text);
  }
});

test('there are thirty leaks at least, each under a name of its own', () => {
  expect(faults.filter(({ harmless }) => !harmless).length).toBeGreaterThanOrEqual(30);
  expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length);
});
