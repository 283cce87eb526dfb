import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../demo/random';
import { testKehu, type TestKehu } from '../../test/kehu';
import { contentsOf } from './testing/contents';

const main = join(__dirname, '..', '..', 'dist', 'cli', 'main.js');
const folder = mkdtempSync(join(tmpdir(), 'kehu-killed-'));
/** More of them, at other moments, on demand: KEHU_KILLS=20 KEHU_KILL_SEED=7. */
const kills = Number(process.env.KEHU_KILLS ?? 4);
const seed = Number(process.env.KEHU_KILL_SEED ?? 20_261_122);
/** Two batches a kill, or so. */
const rows = 1_000 * kills;
const most = 240_000 + 90_000 * kills;
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

it(
  'ends row for row as an undisturbed one, whenever it is killed',
  async () => {
    const random = new Random(seed);
    for (let left = kills; left > 0; left--) {
      const from = await checkpoint(killed);
      const target = from + Math.floor((random.next() * 2 * (rows - from)) / (left + 1));
      const { process: child, ended } = start(killed);
      let over = false;
      void ended.then(() => (over = true));
      const look = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
      while (!over && (await checkpoint(killed)) < target) await look();
      // Not always just behind a checkpoint.
      for (let looks = random.next() * 200; looks > 0 && !over; looks--) await look();
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
  },
  most,
);
