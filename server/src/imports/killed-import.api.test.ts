import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../demo/random';
import { testKehu, type TestKehu } from '../../test/kehu';
import { contentsOf } from './testing/contents';

const main = join(__dirname, '..', '..', 'dist', 'cli', 'main.js');
const folder = mkdtempSync(join(tmpdir(), 'kehu-killed-'));
const rows = 4_000;
let killed: TestKehu;
let whole: TestKehu;

beforeAll(async () => {
  if (!existsSync(main)) throw new Error(`${main} is missing: run the build first.`);
  [killed, whole] = [await testKehu({ demo: true }), await testKehu({ demo: true })];
  writeFileSync(join(folder, 'secret'), Buffer.alloc(32, 7));
  const lines = Array.from({ length: rows }, (_, i) =>
    // A broken row and one that repeats another's id, here and there.
    i % 100 === 99
      ? 'broken'
      : `K-${i % 250 === 249 ? i - 1 : i},KC-${i},Killed ${i},138 0013 ${1000 + (i % 9000)},k${i}@example.com,a;b`,
  );
  writeFileSync(join(folder, 'rows.csv'), `id,code,name,mobile,email,tags\n${lines.join('\n')}\n`);
}, 240_000);
afterAll(async () => {
  await killed.drop();
  await whole.drop();
  rmSync(folder, { recursive: true });
});

function start({ test }: TestKehu): { process: ChildProcess; ended: Promise<{ code: number | null; out: string }> } {
  const env = {
    ...process.env,
    DATABASE_URL: test.address,
    KEHU_SECRET_FILE: join(folder, 'secret'),
    INIT_CWD: folder,
  };
  const child = spawn(process.execPath, [main, 'import', 'rows.csv', '--noun', 'customer', '--json'], { env });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  const ended = new Promise<{ code: number | null; out: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, out })),
  );
  return { process: child, ended };
}

const checkpoint = async ({ test }: TestKehu): Promise<number> => {
  const [row] = await test.database.rows('SELECT checkpoint FROM imports ORDER BY pk DESC LIMIT 1');
  return row ? Number(row[0]) : 0;
};

it('ends row for row as an undisturbed one, whenever it is killed', async () => {
  const random = new Random(20_261_122);
  for (let kills = 0; kills < 4; kills++) {
    const from = await checkpoint(killed);
    const target = from + 1 + Math.floor(random.next() * ((rows - from) / 2));
    const { process: child, ended } = start(killed);
    let over = false;
    void ended.then(() => (over = true));
    while (!over && (await checkpoint(killed)) < target) await new Promise((resolve) => setImmediate(resolve));
    child.kill('SIGKILL');
    await ended;
  }
  const reached = await checkpoint(killed);
  expect(reached).toBeGreaterThan(0);
  expect(reached).toBeLessThan(rows);
  const [resumed, undisturbed] = [await start(killed).ended, await start(whole).ended];
  const told = (out: string): unknown => ({ ...(JSON.parse(out) as object), imports: null });
  expect(told(resumed.out)).toEqual(told(undisturbed.out));
  expect(await contentsOf(killed.test.database)).toEqual(await contentsOf(whole.test.database));
  const history = async ({ test }: TestKehu): Promise<unknown> =>
    test.database.rows(
      "SELECT h.action, COUNT(*) FROM history h JOIN customers c ON c.pk = h.record_pk WHERE h.noun = 'customer' AND c.code LIKE 'KC-%' GROUP BY h.action ORDER BY h.action",
    );
  expect(await history(killed)).toEqual(await history(whole));
}, 240_000);
