import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { privateFolder, removeAbandoned } from './private-folder';

const folder = mkdtempSync(join(tmpdir(), 'kehu-folders-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('is readable by its user alone', async () => {
  const own = await privateFolder();
  expect(statSync(own).mode & 0o777).toBe(0o700);
  rmSync(own, { recursive: true });
});

it('goes with the process that was killed over it, and no other does', async () => {
  const own = await privateFolder();
  rmSync(own, { recursive: true });
  const mine = basename(own);
  const { pid } = spawnSync(process.execPath, ['-e', '']); // it has ended
  const left = mine.replace(`-${process.pid}-`, `-${pid}-`);
  const elsewhere = left.replace(/^kehu-import-[0-9a-f]{8}/, 'kehu-import-00000000');
  const others = [mine, elsewhere, 'kehu-import-', 'kehu-import-x-1-a', 'something'];
  for (const name of [left, ...others]) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'people.csv'), 'name\nAnn\n');
  }
  await removeAbandoned(folder);
  expect(readdirSync(folder).sort()).toEqual([...others].sort());
});
