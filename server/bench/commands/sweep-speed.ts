import { createKehu } from '../../src/app';
import { loadSecrets } from '../../src/config/secrets';
import { openDatabase } from '../../src/database/open-database';
import { sweepJob } from '../../src/duplicates/found/sweep-job';
import type { JobRun } from '../../src/jobs/job-kind';
import type { Dataset } from '../dataset';
import { cpuSeconds, memoryMiB } from '../drive/process-use';

/** Looks through every customer of the company for duplicates, as a steward's job does, and tells what that took. */
export async function sweepSpeed(dataset: Dataset, say: (line: string) => void): Promise<string> {
  const database = openDatabase(dataset.kehuUrl);
  try {
    const kehu = await createKehu({
      database,
      secrets: loadSecrets({ secretFile: dataset.secretFile, createSecret: false }),
    });
    const [user] = await database.rows('SELECT MIN(pk) FROM users WHERE disabled = 0');
    const found = (await kehu.authenticator.principalOfUser(Number(user![0])))!;
    const principal = { ...found, roles: ['steward'], purpose: 'service' as const, purposes: ['service' as const] };
    let told = 0;
    const run: JobRun<{ noun: string }, null> = {
      id: 'bench',
      params: { noun: 'customer' },
      language: 'en',
      checkpoint: null,
      signal: new AbortController().signal,
      database,
      clock: Date.now,
      async step() {
        await new Promise((resolve) => setImmediate(resolve));
        const reading = kehu.reading(principal);
        return { principal, ruleSet: reading.ruleSet, reading, writing: kehu.writing(principal) };
      },
      progress(done, total) {
        if (performance.now() - told < 10_000) return;
        told = performance.now();
        say(`${done} of ${total}`);
      },
      save: () => Promise.resolve(),
      file() {
        throw new Error('a sweep makes no file');
      },
    };
    const [start, cpu] = [performance.now(), cpuSeconds(process.pid)];
    const result = (await sweepJob.run(run)) as { records: number; pairs: number; groups: number };
    const seconds = (performance.now() - start) / 1000;
    const used = cpuSeconds(process.pid) - cpu;
    const each = (of: number): string => ((of * 1000) / result.records).toFixed(3);
    return [
      `${result.records} customers, ${result.pairs} pairs in ${result.groups} groups`,
      `${seconds.toFixed(1)} s, ${each(seconds)} ms a customer; a million at this rate ${(((seconds / result.records) * 1e6) / 60).toFixed(1)} min`,
      `CPU of the process ${used.toFixed(1)} s, ${each(used)} ms a customer; peak ${Math.round(memoryMiB(process.pid).peak)} MiB`,
    ].join('\n');
  } finally {
    await database.close();
  }
}
