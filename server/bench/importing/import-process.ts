import { createHash, randomUUID } from 'node:crypto';
import { createKehu } from '../../src/app';
import { openDatabase } from '../../src/database/open-database';
import { planShape } from '../../src/imports/import-plan';
import { insertImport } from '../../src/imports/import-store';
import { runImport } from '../../src/imports/run-import';
import { cpuSeconds, memoryMiB } from '../drive/process-use';
import { importSecrets } from './import-secrets';
import type { ImportOrder, ImportFigures } from './run-import-process';

/** Imports a file in a process of its own, as a server's job does, and tells what that took. */
async function main({ url, file, bytes }: ImportOrder): Promise<ImportFigures> {
  const database = openDatabase(url);
  const kehu = await createKehu({ database, secrets: importSecrets });
  const principalOf = async (email: string) => {
    const [row] = await database.rows('SELECT pk FROM users WHERE email_fold = ?', [email]);
    return (await kehu.authenticator.principalOfUser(Number(row![0])))!;
  };
  const steward = await principalOf('steward@kehu.example');
  const pk = await insertImport(database, {
    id: randomUUID(),
    byUserPk: steward.pk,
    state: 'READY',
    fileName: 'customers.csv',
    fileBytes: bytes,
    digest: createHash('sha256').digest(),
    plan: planShape.parse({ noun: 'customer', source: 'bench' }),
    now: Date.now(),
  });
  const [start, cpu] = [performance.now(), cpuSeconds(process.pid)];
  const done = await runImport(
    { writing: () => kehu.writing(steward), vault: kehu.imports.vault, path: file, clock: Date.now },
    pk,
  );
  const seconds = (performance.now() - start) / 1000;
  if (done.state !== 'DONE' || done.refused > 0) {
    throw new Error(`the import is ${done.state}, ${done.refused} refused: ${done.fault?.en ?? ''}`);
  }
  const used = cpuSeconds(process.pid) - cpu;
  await database.close();
  return { seconds, cpu: used, mebibytes: Math.round(memoryMiB(process.pid).peak) };
}

main(JSON.parse(process.argv[2]!) as ImportOrder).then(
  (figures) => {
    process.stdout.write(`${JSON.stringify(figures)}\n`);
    process.exit(0);
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
