import { createHash, randomUUID } from 'node:crypto';
import type { ExecutionResult } from 'graphql';
import { createKehu, type Kehu } from '../../src/app';
import { openDatabase } from '../../src/database/open-database';
import type { RequestContext } from '../../src/graphql/context';
import type { KehuContext } from '../../src/graphql/kehu-context';
import { Apollos } from '../../src/http/apollos';
import { createLog } from '../../src/http/log';
import { planShape } from '../../src/imports/import-plan';
import { insertImport } from '../../src/imports/import-store';
import { runImport } from '../../src/imports/run-import';
import { percentile } from '../drive/percentiles';
import { cpuSeconds, memoryMiB } from '../drive/process-use';
import { kehuDocuments } from '../workloads/kehu-documents';
import { importSecrets } from './import-secrets';
import type { ImportOrder, ImportFigures } from './run-import-process';

/** How often a representative's list is asked for while the import runs, in milliseconds. */
const listEvery = 100;

/** Lists that are asked for first: a server that has just started answers slowly. */
const warming = 50;

/** Imports a file in a process of its own, as a server's job does, and tells what that took. */
async function main({ url, file, bytes, batch, lists }: ImportOrder): Promise<ImportFigures> {
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
  const asking = lists ? await askLists(kehu, await principalOf('rep.north1@kehu.example')) : null;
  const [start, cpu] = [performance.now(), cpuSeconds(process.pid)];
  const done = await runImport(
    { writing: () => kehu.writing(steward), vault: kehu.imports.vault, path: file, clock: Date.now, batchSize: batch },
    pk,
  );
  const seconds = (performance.now() - start) / 1000;
  if (done.state !== 'DONE' || done.refused > 0) {
    throw new Error(`the import is ${done.state}, ${done.refused} refused: ${done.fault?.en ?? ''}`);
  }
  const taken = (await asking?.stop()) ?? [];
  const used = cpuSeconds(process.pid) - cpu;
  await database.close();
  return { seconds, cpu: used, mebibytes: Math.round(memoryMiB(process.pid).peak), lists: taken };
}

/** Asks for the first page of a representative's customers, at the same pace whatever the answers take. */
async function askLists(kehu: Kehu, principal: KehuContext['principal']): Promise<{ stop(): Promise<number[]> }> {
  const apollos = new Apollos<KehuContext>({
    schema: kehu.schema,
    formatError: (_, error) => error as never,
    log: createLog('silent'),
    plugins: kehu.plugins,
  });
  const ask = async (): Promise<void> => {
    const contextValue = kehu.decorate({
      principal,
      credential: null,
      language: 'en',
      address: '127.0.0.1',
      userAgent: null,
      requestId: 'bench',
      denied: 'null',
      idempotencyKey: null,
      note: { operation: null, codes: [], errorIds: [] },
      setSessionCookie: () => undefined,
    } as RequestContext);
    const apollo = await apollos.of(kehu.schemaOf(principal));
    const { body } = await apollo.executeOperation({ query: kehuDocuments.W1! }, { contextValue });
    const { errors } = (body as unknown as { singleResult: ExecutionResult }).singleResult;
    if (errors) throw new Error(`the list was refused: ${JSON.stringify(errors)}`);
  };
  for (let i = 0; i < warming; i++) await ask();
  const taken: number[] = [];
  const open = new Set<Promise<void>>();
  let due = performance.now();
  let timer: NodeJS.Timeout;
  const tick = (): void => {
    // From when it was to be asked: that it could not be asked earlier is part of what the person waits.
    const from = due;
    due = Math.max(due + listEvery, performance.now());
    const one = ask().then(() => {
      taken.push(performance.now() - from);
      open.delete(one);
    });
    open.add(one);
    timer = setTimeout(tick, due - performance.now());
  };
  tick();
  return {
    async stop() {
      clearTimeout(timer);
      await Promise.all(open);
      const sorted = taken.sort((a, b) => a - b);
      return [0.5, 0.95, 0.99].map((share) => percentile(sorted, share));
    },
  };
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
