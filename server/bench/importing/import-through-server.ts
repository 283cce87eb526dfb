import { spawn, type ChildProcess } from 'node:child_process';
import { createReadStream, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { demoPassword } from '../../src/demo/load-demo';
import { percentile } from '../drive/percentiles';
import { cpuSeconds, memoryTogether, childrenOf } from '../drive/process-use';
import { kehuDocuments } from '../workloads/kehu-documents';
import { importSecret } from './import-secrets';
import type { ImportFigures, ImportOrder } from './run-import-process';

/** How often a representative's list, and a change by one, is asked for while the import runs, in milliseconds. */
const [listEvery, changeEvery] = [100, 400];

/** Lists that are asked for first: a server that has just started answers slowly. */
const warming = 50;

/** How often it is looked how far the import is, and how much memory there is in use, in milliseconds. */
const lookEvery = 500;

/* eslint-disable @typescript-eslint/no-explicit-any -- answers of any shape */

/** Imports a file as a person does, into a product that others use meanwhile. */
export async function importThroughServer({
  url,
  file,
  product,
}: ImportOrder & { product: string }): Promise<ImportFigures> {
  const secretFile = join(dirname(file), 'secret');
  writeFileSync(secretFile, importSecret, { mode: 0o600 });
  const port = await freePort();
  const child = spawn(process.execPath, [product], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      DATABASE_URL: url,
      KEHU_SECRET_FILE: secretFile,
      KEHU_DEMO: 'on',
      LOG_LEVEL: 'warn',
      PORT: String(port),
      HOST: '127.0.0.1',
    },
  });
  try {
    await listening(child);
    return await importAndAsk(`http://127.0.0.1:${port}`, child.pid!, file);
  } finally {
    child.kill('SIGTERM');
    await new Promise((ended) => child.once('close', ended));
  }
}

async function importAndAsk(address: string, pid: number, file: string): Promise<ImportFigures> {
  const ask = async (token: string | null, query: string, variables: object = {}): Promise<any> => {
    const response = await fetch(`${address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token !== null && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as any;
    if (errors) throw new Error(`refused: ${JSON.stringify(errors)}`);
    return data;
  };
  const signIn = async (name: string): Promise<string> => {
    const query = 'mutation ($input: SignInInput!) { signIn(input: $input) { ... on SignInSuccess { token } } }';
    return (await ask(null, query, { input: { email: `${name}@kehu.example`, password: demoPassword } })).signIn.token;
  };
  const [steward, rep] = [await signIn('steward'), await signIn('rep.north1')];
  const upload = await fetch(`${address}/files/imports?name=customers.csv`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', authorization: `Bearer ${steward}` },
    body: Readable.toWeb(createReadStream(file)),
    duplex: 'half',
  } as unknown as RequestInit);
  const { id } = (await upload.json()) as { id: string };
  await ask(steward, 'mutation ($id: ID!, $plan: JSON!) { planImport(id: $id, plan: $plan) { id } }', {
    id,
    plan: { noun: 'customer', source: 'bench' },
  });
  const list = (): Promise<unknown> => ask(rep, kehuDocuments.W1!);
  for (let i = 0; i < warming; i++) await list();
  const change = await changing(ask, rep);
  for (let i = 0; i < 5; i++) await change();
  const idle = [await steadily(list, listEvery, 30), await steadily(change, changeEvery, 10, true)];

  const start = performance.now();
  await ask(steward, 'mutation ($id: ID!) { runImport(id: $id) { id } }', { id });
  const [lists, changes] = [asking(list, listEvery), asking(change, changeEvery, true)];
  const look = 'query ($id: ID!) { import(id: $id) { state refused rowsPerSecond } }';
  const used = new Map<number, number>();
  let peak = 0;
  let one: any;
  do {
    await new Promise((done) => setTimeout(done, lookEvery));
    const all = [pid, ...childrenOf(pid)];
    for (const each of all) used.set(each, cpuSeconds(each));
    peak = Math.max(peak, memoryTogether(all));
    one = (await ask(steward, look, { id })).import;
  } while (one.state === 'RUNNING');
  const seconds = (performance.now() - start) / 1000;
  if (one.state !== 'DONE' || one.refused > 0) throw new Error(`the import is ${one.state}, ${one.refused} refused`);
  const figures = { seconds, mebibytes: Math.round(peak), lists: await lists.stop(), changes: await changes.stop() };
  used.delete(pid); // the server's own is that of the lists
  return { ...figures, cpu: [...used.values()].reduce((sum, each) => sum + each, 0), idle };
}

/** Changes a customer of its own to and fro, one version after the other. */
async function changing(
  ask: (token: string, query: string, variables?: object) => Promise<any>,
  rep: string,
): Promise<() => Promise<void>> {
  const { me } = await ask(rep, '{ me { id } }');
  const own =
    'query ($me: ID!) { customers(where: { owner: { id: { eq: $me } } }, first: 1) { nodes { id version } } }';
  let [{ id, version }] = (await ask(rep, own, { me: me.id })).customers.nodes;
  let turn = 0;
  return async () => {
    const input = { id, version, note: `turn ${turn++}` };
    const query =
      'mutation ($input: UpdateCustomerInput!) { updateCustomer(input: $input) { customer { id version updatedAt } } }';
    ({ id, version } = (await ask(rep, query, { input })).updateCustomer.customer);
  };
}

/**
 * Asks at the same pace whatever the answers take; how long somebody waits counts from when it was to be asked. `inTurn`: one at
 * a time, as a person does who sees the answer first.
 */
function asking(one: () => Promise<unknown>, every: number, inTurn = false): { stop(): Promise<number[]> } {
  const taken: number[] = [];
  const open = new Set<Promise<void>>();
  let due = performance.now();
  let timer: NodeJS.Timeout;
  let failed: unknown = null;
  let stopped = false;
  const tick = (): void => {
    const from = due;
    due += every;
    const mine: Promise<void> = one().then(
      () => {
        taken.push(performance.now() - from);
        open.delete(mine);
      },
      (error: unknown) => {
        failed ??= error;
        open.delete(mine);
      },
    );
    open.add(mine);
    const next = (): void => {
      due = Math.max(due, performance.now());
      if (!stopped) timer = setTimeout(tick, due - performance.now());
    };
    if (inTurn) void mine.then(next);
    else next();
  };
  tick();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await Promise.all(open);
      if (failed) throw failed as Error;
      return shares(taken);
    },
  };
}

async function steadily(one: () => Promise<unknown>, every: number, times: number, inTurn = false): Promise<number[]> {
  const some = asking(one, every, inTurn);
  await new Promise((done) => setTimeout(done, every * times));
  return some.stop();
}

function shares(taken: number[]): number[] {
  const sorted = taken.sort((a, b) => a - b);
  return [0.5, 0.95, 0.99].map((share) => percentile(sorted, share));
}

function listening(child: ChildProcess): Promise<void> {
  return new Promise((up, failed) => {
    child.once('exit', () => failed(new Error('kehu ended before it listened')));
    child.stdout!.on('data', (text: Buffer) => text.toString().includes('Kehu is at') && up());
  });
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer().once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => done(port));
    });
  });
}
