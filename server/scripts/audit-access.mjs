// `pnpm kehu audit-access`: the machine of `pnpm proof` over copies of parts of a company, under its own rules. The command line
// says what the options mean; this only runs it, since the machine is not part of the built server.
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';

const require = createRequire(import.meta.url);
const { values } = parseArgs({
  options: Object.fromEntries(
    ['samples', 'customers', 'requests', 'holders', 'seed', 'out', 'fault'].map((name) => [name, { type: 'string' }]),
  ),
});
// Scratch copies are embedded databases wherever the company is.
process.env.KEHU_TEST_ENGINE = 'sqlite';

const { loadTypescript } = require('./typescript.cjs');
let plant = (_path, text) => text;
loadTypescript((path, text) => plant(path, text));
if (values.fault) {
  const { faults, planted } = require('../test/proof/faults/index.ts');
  const fault = faults.find(({ name }) => name === values.fault);
  if (!fault) throw new Error(`There is no fault ${values.fault}.`);
  plant = (path, text) => planted(fault, path, text);
}

const { main } = require('../test/access-audit/main.ts');
const { out, fault, ...numbers } = values;
try {
  const { tally, differences, seconds, seed } = await main({
    ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, Number(value)])),
    out,
    say: (line) => process.stderr.write(`${line}\n`),
  });
  const result = {
    samples: tally.pairs + differences.length,
    requests: tally.operations,
    checked: tally.checked,
    differences: differences.length,
    seed,
    seconds: Math.round(seconds),
    report: out,
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
} catch (error) {
  // A line without values: what an engine says may quote them.
  const known = ['ConfigError', 'KehuError'].includes(error.constructor.name);
  process.stderr.write(`${known ? error.message : `${error.name} ${error.code ?? ''}`.trim()}\n`);
  if (process.env.KEHU_LOG_LEVEL === 'debug') process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
}
