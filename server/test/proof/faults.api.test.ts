import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { testEngine } from '../database';
import { faults } from './faults';

/** Pairs that may go by before a leak is caught. Their seeds are fixed: what is caught today is caught tomorrow. */
const most = { leaking: '2000', harmless: '30' };

/**
 * Those that a landing waits for, each caught within forty pairs when they were last measured. `pnpm proof --fault all` tries
 * the others too, which takes longer than a landing has.
 */
const quick: ReadonlySet<string> = new Set([
  'cells-open',
  'row-scope-forgotten',
  'child-forgets-parent',
  'row-deny-ignored',
  'field-deny-ignored',
  'deny-by-purpose',
  'consent-ignored',
  'purpose-ignored',
  'grants-crossed',
  'teams-unasked',
  'deleted-shown',
  'restore-unasked',
  'filter-on-hidden',
  'null-test-on-hidden',
  'saved-as-owner',
  'case-removed',
  'both-walls-down',
]);

/** What the proof can find does not depend on the engine, so it is tried on one. */
const planted = testEngine === 'sqlite' ? test : test.skip;

planted.each(faults.filter(({ name }) => quick.has(name)).map((fault) => [fault.name, fault] as const))(
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
