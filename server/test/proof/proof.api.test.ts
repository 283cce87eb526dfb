import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { testEngine } from '../database';

/** As many pairs as a landing can wait for; `pnpm proof --pairs 20000 --ops 50` looks longer. */
const pairs = process.env.KEHU_PROOF_PAIRS ?? '300';

/** That of the test command, which prints it; a failure ends in the command that repeats its pair. */
const seed = process.env.KEHU_PROOF_SEED ?? String(randomInt(1_000_000_000));

test(
  'two companies that differ only in what somebody may not see answer them the same',
  () => {
    const script = join(__dirname, '../../scripts/proof.mjs');
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [script, '--engine', testEngine, '--pairs', pairs, '--ops', '20', '--seed', seed],
      { encoding: 'utf8' },
    );
    // What was asked and answered is on record whatever the outcome.
    process.stdout.write(stdout);
    expect(`${stderr}${status === 0 ? '' : stdout}`).toBe('');
  },
  20 * 60_000,
);
