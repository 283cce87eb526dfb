// `pnpm test`: every check there is, in order; says at the end what ran, what was left out, and `N passed, M failed`.
// `pnpm test --only static|units|sqlite|mariadb|browser` (may be given more than once) runs a part.
import { randomInt } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildStale, codegen } from './build.mjs';
import { startPrivateMariadb } from './private-mariadb.mjs';
import { runNode } from './process.mjs';
import defaultSeed from '../test/default-seed.cjs';

const groups = ['static', 'units', 'sqlite', 'mariadb', 'browser'];
const chosen = chosenGroups(process.argv.slice(2).filter((argument) => argument !== '--'));
const scratch = mkdtempSync(join(tmpdir(), 'kehu-test-'));
const say = (line) => process.stdout.write(`${line}\n`);

// A fresh seed is drawn here, so that every group has the same one and it is known even where nothing fails.
const { KEHU_SEED: wanted = defaultSeed } = process.env;
const seed = wanted === 'fresh' ? String(randomInt(2 ** 31)) : wanted;
process.env.KEHU_SEED = seed;
say(`Property tests run with KEHU_SEED=${seed}`);
// A landing repeats the pairs of its proof like every other property test; `fresh` looks for what it has not met yet.
const { KEHU_PROOF_SEED: wantedPairs = defaultSeed } = process.env;
const proofSeed = wantedPairs === 'fresh' ? String(randomInt(1_000_000_000)) : wantedPairs;
process.env.KEHU_PROOF_SEED = proofSeed;
say(`The proof runs with KEHU_PROOF_SEED=${proofSeed}`);

/** One entry per step: `{ name, passed, failed, skipped, seconds }`. */
const ran = [];
/** Sentences: what did not run, and why. */
const leftOut = groups.filter((group) => !chosen.includes(group)).map((group) => `${group}: not asked for (--only)`);

function chosenGroups(given) {
  const only = [];
  for (let at = 0; at < given.length; at += 2) {
    if (given[at] !== '--only' || !groups.includes(given[at + 1])) {
      process.stderr.write(`Use: pnpm test [--only ${groups.join('|')}] ...\n`);
      process.exit(2);
    }
    only.push(given[at + 1]);
  }
  return only.length > 0 ? only : groups;
}

/** Runs a step and books its result; `work` returns `{ passed, failed, skipped?, output? }`. */
async function step(name, work) {
  say(`\n=== ${name}`);
  const start = performance.now();
  let result;
  try {
    result = await work();
  } catch (error) {
    result = { passed: 0, failed: 1, output: error.stack };
  }
  const seconds = (performance.now() - start) / 1000;
  if (result.failed > 0 && result.output) say(result.output.trimEnd());
  say(`    ${result.failed > 0 ? 'FAILED' : 'ok'} in ${seconds.toFixed(1)} s`);
  ran.push({ name, skipped: 0, ...result, seconds });
  return result.failed === 0;
}

/** A step that is one program: passed when it ends with 0. */
const program = (name, start) =>
  step(name, async () => {
    const { code, output } = await start();
    return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, output };
  });

/** A Jest run in one package; its tests are counted one by one, a file that does not even load counts as a failure. */
const jest = (name, folder, config, env = {}) =>
  step(name, async () => {
    const report = join(scratch, `${ran.length}.json`);
    const args = ['-c', config, '--ci', '--json', `--maxWorkers=${availableParallelism()}`, `--outputFile=${report}`];
    const { output } = await runNode(folder, 'node_modules/jest/bin/jest.js', args, {
      env: { ...process.env, ...env },
    });
    if (!existsSync(report)) return { passed: 0, failed: 1, output };
    const json = JSON.parse(readFileSync(report, 'utf8'));
    const broken = json.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
    const failures = json.testResults
      .filter((file) => file.status === 'failed')
      .map((file) => `${file.name}\n${file.message}`);
    const failed = json.numFailedTests + broken.length;
    if (json.numPassedTests + failed === 0) return { passed: 0, failed: 1, output: 'There is no test here.' };
    say(`    ${json.numPassedTests} passed, ${failed} failed in ${json.numTotalTestSuites} files`);
    return { passed: json.numPassedTests, failed, skipped: json.numPendingTests, output: failures.join('\n') };
  });

async function staticChecks() {
  await program('formatting', () =>
    runNode('.', 'node_modules/prettier/bin/prettier.cjs', ['--check', '.', '--log-level', 'warn']),
  );
  await program('lint', () =>
    runNode('.', 'node_modules/eslint/bin/eslint.js', [
      '-c',
      '.config/eslint.config.mjs',
      '--max-warnings',
      '0',
      'server',
      'client',
      'shared',
    ]),
  );
  await program('types', () => runNode('.', 'server/scripts/typecheck.mjs', []));
  await program('schema.graphql is what the server offers', async () => {
    await buildStale(['shared', 'server']);
    return runNode('server', 'scripts/schema-check.mjs', []);
  });
}

async function units() {
  if (!(await program('code generation', codegen))) leftOut.push('client units: no generated code');
  else await jest('units: client', 'client', 'jest.config.cjs');
  await jest('units: shared', 'shared', 'jest.config.cjs');
  await jest('units: server', 'server', 'jest.config.cjs');
}

const api = (engine, env) =>
  jest(`API suite on ${engine}`, 'server', 'jest.config.cjs', { KEHU_SUITE: 'api', KEHU_TEST_ENGINE: engine, ...env });

async function mariadb() {
  if (process.env.TEST_MYSQL_URL) return api('mariadb', {});
  const server = await startPrivateMariadb();
  if (server === null) {
    leftOut.push('API suite on MariaDB: no mariadbd is installed and TEST_MYSQL_URL is not set');
    return;
  }
  try {
    await api('mariadb', { TEST_MYSQL_URL: server.url });
  } finally {
    await server.stop();
  }
}

async function browser() {
  const places = [
    process.env.CHROMIUM_PATH,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ];
  const chromium = places.find((path) => path && existsSync(path));
  if (!(await program('build of server and app', async () => (await buildStale(), { code: 0 })))) return;
  await program('script budget of the app', () => runNode('client', 'scripts/check-budget.mjs', []));
  if (!chromium) {
    leftOut.push('browser journeys: no Chromium in /usr/bin and CHROMIUM_PATH is not set');
    return;
  }
  await jest('browser journeys', 'client', 'jest.e2e.config.cjs', { CHROMIUM_PATH: chromium });
}

const work = { static: staticChecks, units, sqlite: () => api('sqlite', {}), mariadb, browser };
for (const group of groups.filter((name) => chosen.includes(name))) {
  try {
    await work[group]();
  } catch (error) {
    await step(group, () => Promise.reject(error));
  }
}
rmSync(scratch, { recursive: true, force: true });

say('\n=== What ran');
for (const { name, passed, failed, skipped, seconds } of ran) {
  const also = skipped > 0 ? `, ${skipped} SKIPPED` : '';
  say(
    `${failed > 0 ? 'FAILED' : '    ok'}  ${name}: ${passed} passed, ${failed} failed${also} (${seconds.toFixed(1)} s)`,
  );
  if (skipped > 0) leftOut.push(`${name}: ${skipped} tests are skipped`);
}
say(
  leftOut.length === 0
    ? '\nNothing was left out.'
    : `\n!!! LEFT OUT\n${leftOut.map((line) => `!!! ${line}`).join('\n')}`,
);
const sum = (key) => ran.reduce((total, entry) => total + entry[key], 0);
say(`\nKEHU_SEED=${seed} KEHU_PROOF_SEED=${proofSeed}\n${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') > 0 ? 1 : 0;
