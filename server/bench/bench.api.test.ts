import { mkdtempSync, rmSync } from 'node:fs';
import type { Server as HttpServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../src/config/config';
import { createLog } from '../src/http/log';
import { start, type Running } from '../src/start';
import { openDataset, type Dataset } from './dataset';
import { createFloor } from './floor/create-floor';
import { principalsOf, type Server } from './servers';
import { Asker, Versions } from './workloads/askers';
import { verify } from './workloads/verify';
import { worksOf } from './workloads/works';

// On SQLite alone, whichever engine the suite runs on: the bench brings its own databases.

let folder: string;
let dataset: Dataset;
let kehu: Running;
let floors: HttpServer[];
let askers: Asker[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kehu-bench-'));
  dataset = await openDataset(folder, 'sqlite', 'tiny', { keep: false, tell: () => undefined });
  const config = readConfig({
    DATABASE_URL: dataset.kehuUrl,
    KEHU_SECRET_FILE: dataset.secretFile,
    KEHU_DEMO: 'off',
    PORT: '0',
  });
  kehu = await start({ config, log: createLog('silent'), tell: () => undefined });
  floors = [
    createFloor('given', dataset.floorUrl, null),
    createFloor('given', dataset.floorUrl, principalsOf(dataset)),
    createFloor('kehu', dataset.kehuUrl, null),
  ];
  for (const floor of floors) await new Promise<void>((done) => floor.listen(0, '127.0.0.1', done));
  const versions = new Versions();
  const asker = (name: string, kind: Server['kind'], tables: Server['tables'], port: number): Asker =>
    new Asker(
      { name, kind, tables, port, pid: process.pid, startMs: 0, stop: async () => undefined },
      dataset,
      versions,
    );
  const portOf = (server: HttpServer): number => (server.address() as { port: number }).port;
  askers = [
    asker('floor', 'floor', 'given', portOf(floors[0]!)),
    asker('floor-open', 'floor', 'given', portOf(floors[1]!)),
    asker('floor-kehu', 'floor', 'kehu', portOf(floors[2]!)),
    asker('kehu', 'kehu', 'kehu', Number(new URL(kehu.address).port)),
  ];
});

afterAll(async () => {
  for (const floor of floors) await new Promise((done) => floor.close(done));
  await kehu.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('has every server give the same answers to every work', async () => {
  const works = worksOf(dataset.facts);
  for (const asker of askers) await asker.prepare(works);
  await verify(askers, works, 3);
});

it('would notice another answer', async () => {
  const [work] = worksOf(dataset.facts);
  const other = {
    ...askers[3]!,
    server: askers[3]!.server,
    ask: async () => ({ rows: [] }),
  } as unknown as Asker;
  await expect(verify([askers[0]!, other], [work!], 3)).rejects.toThrow(/kehu and floor differ on W1/);
});

it('changes a customer with the version it has, in turn through both servers on the same tables', async () => {
  const work = worksOf(dataset.facts).find(({ name }) => name === 'W7')!;
  const sources = [askers[2]!, askers[3]!, askers[3]!].map((asker) => ({ asker, source: asker.source(work) }));
  const seen: unknown[] = [];
  for (const { asker, source } of sources) {
    const request = source.next();
    const [head, body] = request.bytes.toString().split('\r\n\r\n') as [string, string];
    const answer = await fetch(`http://127.0.0.1:${asker.server.port}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: /authorization: (.*)/.exec(head)![1]!.trim(),
      },
      body,
    });
    const bytes = Buffer.from(await answer.text());
    request.answered!(bytes);
    seen.push(/"version":(\d+)/.exec(bytes.toString())?.[1] ?? bytes.toString());
  }
  // The first turn of both askers is the same customer; the third request is the next one.
  expect(seen).toEqual(['2', '3', '2']);
});
