import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planShape, recordOptions } from './import-plan';
import { openRecords, type RecordOptions } from './open-records';
import { openBeside, type OpenRecords } from './records-beside';

// The thread runs what is built.
const script = join(__dirname, '..', '..', 'dist', 'imports', 'records-thread.js');
const folder = mkdtempSync(join(tmpdir(), 'kehu-beside-'));

beforeAll(() => {
  if (!existsSync(script)) throw new Error(`${script} is missing: run the build first.`);
});
afterAll(() => rmSync(folder, { recursive: true }));

function optionsFor(name: string, text: string): RecordOptions {
  const path = join(folder, name);
  writeFileSync(path, text);
  const entries = [{ key: 'gold', en: 'Gold', zh: '金牌' }];
  return recordOptions(planShape.parse({ noun: 'customer', tidyNames: true }), path, new Map([['tier', entries]]));
}

/** Everything that reading tells, records as plain data. */
async function told(options: RecordOptions, beside: string | null, skip: number): Promise<unknown> {
  const opened = beside === null ? await openRecords(options) : await openBeside(options, beside);
  const records: unknown[] = [];
  for await (const record of opened.records(skip)) {
    const { line, cells } = record;
    if ('sentence' in record) records.push(record);
    else {
      const { externalId, values, links, columns } = record;
      records.push({ line, externalId, values, links, cells, columns: Object.fromEntries(columns) });
    }
  }
  const { rows, map, file, readAs } = opened;
  const { headers, settings, notes, name } = file;
  const answer = { records, rows, map, readAs, headers, settings, notes, name, progress: file.progress() };
  if ('close' in opened) await (opened as OpenRecords).close();
  return answer;
}

const many = Array.from({ length: 1_500 }, (_, i) =>
  i % 97 === 0
    ? 'broken'
    : `${i},ANNA ${i},138 0013 ${1000 + i},a${i}@example.com;b@example.com,${i % 5 ? 'gold' : 'golf'}`,
).join('\n');

it.each([0, 1, 700, 1_499, 1_500])('gives what is read in one thread, from record %i on', async (skip) => {
  const options = optionsFor('many.csv', `id,name,mobile,email,tier\n${many}\n`);
  const [here, there] = [await told(options, null, skip), await told(options, script, skip)];
  expect((here as { records: unknown[] }).records).toHaveLength(1_500 - skip);
  expect(there).toEqual(here);
});

it('tells why a file as a whole is refused', async () => {
  const options = optionsFor('page.csv', '<html><body>no table</body></html>');
  const here = await openRecords(options).catch((error: unknown) => error);
  const there = await openBeside(options, script).catch((error: unknown) => error);
  const facts = (error: unknown): unknown => {
    const { code, sentence, fields } = error as Record<string, unknown>;
    return { code, sentence, fields };
  };
  expect(facts(there)).toEqual(facts(here));
  expect(facts(here)).toMatchObject({ code: 'BAD_USER_INPUT' });
});

it('stops reading where nobody wants more', async () => {
  const opened = await openBeside(optionsFor('stopped.csv', `id,name\n${many}\n`), script);
  for await (const record of opened.records()) {
    expect(record.line).toBe(2);
    break;
  }
  await opened.close();
  await expect(
    openBeside({ ...optionsFor('x.csv', 'id,name\n1,a\n'), path: join(folder, 'none.csv') }, script),
  ).rejects.toThrow();
});
