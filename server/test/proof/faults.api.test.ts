import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { testEngine } from '../database';
import { faults } from './faults';

/** Pairs that may go by before a leak is caught. Their seeds are fixed: what is caught today is caught tomorrow. */
const most = { leaking: '2000', harmless: '30' };

/** What the proof can find does not depend on the engine, so it is tried on one. */
const planted = testEngine === 'sqlite' ? test : test.skip;

planted.each(faults.map((fault) => [fault.name, fault] as const))(
  '%s',
  (name, { harmless }) => {
    const pairs = harmless ? most.harmless : most.leaking;
    const script = join(__dirname, '../../scripts/proof.mjs');
    const args = [script, '--engine', 'sqlite', '--pairs', pairs, '--ops', '20', '--seed', '1', '--fault', name];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(status === 0 ? '' : `${stdout}${stderr}`).toBe('');
  },
  30 * 60_000,
);
