// `pnpm proof`: tries to tell apart two companies that differ only in what somebody may not see. See docs/leaks.md.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { randomInt } from 'node:crypto';
import { startPrivateMariadb } from './private-mariadb.mjs';
import { runNode } from './process.mjs';

const usage = `Use: pnpm proof [--engine sqlite|mariadb] [--pairs N] [--ops N] [--seed S] [--fault NAME] [--resume FILE] [--json FILE]
  --engine   where the companies are kept; sqlite unless said
  --pairs    pairs of companies to try; 300 unless said
  --ops      requests of a pair; 20 unless said
  --seed     repeats a run; a fresh one is printed otherwise
  --fault    plants a leak first and ends when it is caught; "list" names them, "all" tries each
  --resume   keeps where the run is in this file, and goes on from there
  --json     writes the figures to this file\n`;

const defaults = { engine: 'sqlite', pairs: '300', ops: '20', seed: null, fault: null, resume: null, json: null };
const given = { ...defaults };
const words = process.argv.slice(2).filter((word) => word !== '--');
for (let at = 0; at < words.length; at += 2) {
  const name = words[at].replace(/^--/, '');
  if (!words[at].startsWith('--') || !(name in defaults) || words[at + 1] === undefined) end(usage, 2);
  given[name] = words[at + 1];
}
const whole = (name, value) =>
  /^\d{1,9}$/.test(value) ? Number(value) : end(`--${name} takes a whole number.\n${usage}`, 2);
const options = {
  pairs: whole('pairs', given.pairs),
  operations: whole('ops', given.ops),
  seed: given.seed === null ? randomInt(1_000_000_000) : whole('seed', given.seed),
};
if (!['sqlite', 'mariadb'].includes(given.engine)) end(usage, 2);

function end(text, code) {
  process.stderr.write(text);
  process.exit(code);
}

const say = (line) => process.stdout.write(`${line}\n`);
const require = createRequire(import.meta.url);

const { loadTypescript } = require('./typescript.cjs');

/** The planted leak changes sources on their way in; without one they are as they stand. */
let plant = (_path, text) => text;
loadTypescript((path, text) => plant(path, text));
const { faults, planted } = require('../test/proof/faults/index.ts');

if (given.fault === 'list') {
  for (const { name, what, leaks } of faults) say(`${name.padEnd(32)} ${what} (${leaks.join(', ')})`);
  process.exit(0);
}
const fault = faults.find(({ name }) => name === given.fault);
if (given.fault !== null && given.fault !== 'all' && !fault)
  end(`There is no fault ${given.fault}; --fault list names them.\n`, 2);

process.env.KEHU_TEST_ENGINE = given.engine;
// As it ships; and thousands of refusals are not worth a stack each.
process.env.NODE_ENV = 'production';
Error.stackTraceLimit = 3;
let server = null;
if (given.engine === 'mariadb' && !process.env.TEST_MYSQL_URL) {
  server = await startPrivateMariadb();
  if (server === null) end('Install MariaDB or name a server in TEST_MYSQL_URL.\n', 2);
  process.env.TEST_MYSQL_URL = server.url;
}
try {
  process.exitCode = given.fault === 'all' ? await tryFaults() : await run();
} finally {
  await server?.stop();
}

async function run() {
  if (fault) plant = (path, text) => planted(fault, path, text);
  const { prove, summary } = require('../test/proof/main.ts');
  say(`proof on ${given.engine}: seed ${options.seed}, ${options.pairs} pairs of ${options.operations} operations`);
  const result = await prove({
    ...options,
    untilCaught: fault !== undefined,
    shrinkFor: 40_000,
    resume: given.resume,
    say,
  });
  if (given.json) writeFileSync(given.json, `${JSON.stringify(result, null, 2)}\n`);
  if (fault) {
    const caught = result.failure !== null;
    const how = caught
      ? `CAUGHT in pair ${result.failure.pair} (${result.failure.kind})`
      : `not caught in ${options.pairs} pairs`;
    say(`${fault.name}: ${how}${fault.harmless ? ', which the other wall has to see to' : ''}`);
    return caught === (fault.harmless !== true) ? 0 : 1;
  }
  const lines = summary(result);
  for (const line of lines) say(line);
  return lines.at(-1).endsWith(' 0 failed') ? 0 : 1;
}

/** Each fault in a process of its own, since it is planted as sources are loaded. A harmless one is tried for fewer pairs. */
async function tryFaults() {
  let missed = 0;
  for (const { name, harmless } of faults) {
    const args = [
      ['--engine', given.engine],
      ['--pairs', String(harmless ? Math.min(options.pairs, 60) : options.pairs)],
      ['--ops', given.ops],
      ['--seed', String(options.seed)],
      ['--fault', name],
    ].flat();
    const { code, output } = await runNode('server', 'scripts/proof.mjs', args);
    say(output.trimEnd().split('\n').at(-1));
    if (code !== 0) missed += 1;
  }
  say(`${faults.length - missed} passed, ${missed} failed`);
  return missed === 0 ? 0 : 1;
}
