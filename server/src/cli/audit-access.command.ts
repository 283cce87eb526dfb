import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError, type Command } from './command';

const options = {
  samples: { type: 'string', default: '3' },
  customers: { type: 'string', default: '6' },
  requests: { type: 'string', default: '30' },
  holders: { type: 'string', default: '2' },
  seed: { type: 'string' },
  out: { type: 'string', default: 'access-audit.md' },
  fault: { type: 'string' },
} as const;

/** What the program at the other side says in one line at its end. */
interface Result {
  samples: number;
  requests: number;
  checked: number;
  differences: number;
  seed: number;
  seconds: number;
  report: string;
}

export const auditAccessCommand: Command = {
  name: 'audit-access',
  summary: 'try the company’s own rules on copies of its own records, and report',
  help: `
Usage: kehu audit-access [--samples N] [--customers N] [--requests N] [--holders N] [--seed S] [--out FILE] [--json]

Draws parts of the company's records, copies them into scratch databases and asks the server what people who work here could
ask, under the company's own rules: of each part twice, the second time with everything changed that the person may not see.
Writes a report for a security officer: what each role sees, what was tried, what differed. The report and what is printed
hold no value of any record. The company's database is read from one moment and never written to; the copies are removed.

  --samples    parts drawn for each person and purpose; 3 unless said
  --customers  customers of a part, with what hangs on them; 6 unless said
  --requests   requests made of a part; 30 unless said
  --holders    people (or clients) of each set of roles; 2 unless said
  --seed       repeats an audit of the same records
  --out        where the report goes; access-audit.md unless said
  --fault      plants a leak first (pnpm proof --fault list names them), to see that the audit would find it

Exit code 1 where something differed. It needs the development parts that pnpm install brings.`,
  async run(args, io) {
    const { values } = parseArgs({ args: [...args], options });
    const whole = (name: 'samples' | 'customers' | 'requests' | 'holders'): string => {
      if (!/^[1-9]\d{0,4}$/.test(values[name])) throw new UsageError(`--${name} takes a whole number from 1 to 99999.`);
      return values[name];
    };
    const seed = values.seed ?? String(randomInt(1_000_000_000));
    if (!/^\d{1,9}$/.test(seed)) throw new UsageError('--seed takes a whole number.');
    const { root } = io.config();
    const given = (['samples', 'customers', 'requests', 'holders'] as const).flatMap((name) => [
      `--${name}`,
      whole(name),
    ]);
    const fault = values.fault ? ['--fault', values.fault] : [];
    const result = await runScript(
      [join(root, 'server/scripts/audit-access.mjs'), ...given, '--seed', seed, '--out', values.out, ...fault],
      (line) => io.note(line),
    );
    if (io.json) io.out(JSON.stringify(result));
    else
      io.out(
        `${result.requests} requests over ${result.samples} samples in ${result.seconds} s, seed ${result.seed}; the report is in ${result.report}.`,
      );
    if (result.differences > 0) throw new Error(`${result.differences} differences: see the report.`);
  },
};

async function runScript(command: readonly string[], note: (line: string) => void): Promise<Result> {
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let last = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    last = chunk.trim().split('\n').at(-1) ?? '';
    if (/^\d+ of \d+ samples$/.test(last)) note(last);
  });
  await new Promise((done, failed) => child.on('error', failed).on('close', done));
  const line = said.trim().split('\n').at(-1) ?? '';
  if (!line.startsWith('{')) throw new Error(`The audit did not come to an end: ${last}`);
  return JSON.parse(line) as Result;
}
