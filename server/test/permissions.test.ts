import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { permissionsText } from '../src/emit-permissions';

const file = join(__dirname, '..', '..', 'docs', 'permissions.md');

describe('docs/permissions.md', () => {
  test('is what the policies say; else run: pnpm --filter server permissions', () => {
    expect(readFileSync(file, 'utf8')).toBe(permissionsText());
  });

  test('names who reads a sensitive number, and on which rows', () => {
    const lines = permissionsText().split('\n');
    const nationalId = lines.filter((line) => /^\| nationalId +\|/.test(line)).join('\n');
    expect(nationalId).toMatch(/service-agent +\| openTicketMine/);
    expect(nationalId).toMatch(/dpo +\| all/);
    expect(nationalId).not.toMatch(/manager|sales-rep|director/);
  });
});
