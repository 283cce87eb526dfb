import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testEngine } from '../database';
import { prove, summary, type ProofResult } from './main';

const folder = mkdtempSync(join(tmpdir(), 'kehu-proof-'));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (pairs: number, resume: string | null): Promise<ProofResult> =>
  prove({
    pairs,
    operations: 6,
    seed: 4100,
    untilCaught: false,
    shrinkFor: 0,
    resume: resume && join(folder, resume),
    say: () => undefined,
  });

// How a run is kept does not depend on the engine.
const onOne = testEngine === 'sqlite' ? test : test.skip;

onOne(
  'a run that was ended goes on with the next pair, and comes to what it would have come to',
  async () => {
    const whole = await run(5, null);
    const first = await run(2, 'state');
    const second = await run(5, 'state');
    expect([first.passed, second.resumed, second.passed, second.runs]).toEqual([2, 2, 5, 2]);
    expect(second.tally).toEqual(whole.tally);
    expect(second.seconds).toBeGreaterThan(first.seconds);
  },
  240_000,
);

onOne(
  'a pair that failed is not forgotten by going on behind it',
  async () => {
    await run(1, 'failed');
    const file = join(folder, 'failed');
    const state = JSON.parse(readFileSync(file, 'utf8')) as { failures: object[] };
    writeFileSync(file, JSON.stringify({ ...state, failures: [{ kind: 'told', seed: 4100 }] }));
    const result = await run(2, 'failed');
    expect([result.passed, result.failed]).toEqual([1, 1]);
    expect(summary(result).at(-1)).toBe('1 passed, 1 failed');
    expect(summary(result).join()).toContain('FAILED (told) before: --pairs 1 --seed 4100');
  },
  240_000,
);
