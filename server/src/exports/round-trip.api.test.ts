import { Random } from '../demo/random';
import { allow } from '../custom-fields/testing/custom-fields';
import { importOrder } from '../imports/prepare-import';
import { contentsOf } from '../imports/testing/contents';
import { answer, type Row } from '../../test/demo/answers';
import type { TestKehu } from '../../test/kehu';
import { exportRequest } from './export-input';
import { exportedBytes, exporting, planOf } from './export-records';
import { makeOddRecords } from './testing/odd-records';
import { emptyCompany } from './testing/two-companies';

/** More records, or others, on demand: KEHU_RECORDS=200 KEHU_SEED=7. */
const count = Number(process.env.KEHU_RECORDS ?? 24);
const seed = Number(process.env.KEHU_SEED ?? 20_261_122);

let full: TestKehu;
let empty: TestKehu;

beforeAll(async () => {
  [full, empty] = [await emptyCompany(), await emptyCompany()];
  await makeOddRecords(full, new Random(seed), count);
}, 240_000);
afterAll(async () => {
  await full.drop();
  await empty.drop();
});

async function exported(kehu: TestKehu, noun: string, format: string, as = 'steward'): Promise<Buffer> {
  const principal = await kehu.principal(as);
  const contextOf = async () => exporting(kehu.reading(principal));
  const context = await contextOf();
  const request = exportRequest(kehu.schemaOf(principal), context.nouns, { noun, format });
  const parts: Buffer[] = [];
  for await (const part of exportedBytes(contextOf, planOf(context, request), request)) parts.push(part);
  return Buffer.concat(parts);
}

/** Brings a file in as the wizard does. */
async function imported(bytes: Buffer, name: string, noun: string, some = false): Promise<{ id: string } & Row> {
  const steward = await empty.principal('steward');
  async function* whole(): AsyncGenerator<Buffer> {
    yield bytes;
  }
  const { id, plan: found } = await empty.imports.upload(steward, name, whole());
  // A file of ours says what it is; cards say people and companies alone.
  if (!name.endsWith('.vcf')) expect(found.noun).toBe(noun);
  await empty.imports.plan(steward, id, { noun });
  await empty.imports.run(steward, id, 'en');
  await empty.jobs.runner.pump();
  const done = (await empty.imports.find(steward, id))!;
  const refusals: string[] = [];
  if (done.refused > 0 && !some) {
    for await (const line of (await empty.imports.refused(steward, id, 'en')).bytes) refusals.push(line.toString());
  }
  expect(refusals.join('')).toBe('');
  expect(done.state).toBe('DONE');
  return done;
}

async function takenBack(ids: readonly string[]): Promise<void> {
  const steward = await empty.principal('steward');
  for (const id of [...ids].reverse()) {
    await empty.imports.undo(steward, id, 'en');
    await empty.jobs.runner.pump();
    expect(await empty.imports.find(steward, id)).toMatchObject({ state: 'UNDONE', kept: 0 });
  }
  for (const [table, rows] of Object.entries(await contentsOf(empty.test.database)))
    expect([table, rows]).toEqual([table, []]);
}

/** Fields of every kind that a record of a noun is told by, as the schema has them. */
async function recordsOf(kehu: TestKehu, noun: string): Promise<Map<string, Row>> {
  const principal = await kehu.principal('steward');
  const { nouns } = kehu.reading(principal);
  const one = nouns.get(noun);
  const link = (to: string): string => (nouns.get(to).features.externalIds ? 'id externalIds { source id }' : 'name');
  const shape: Readonly<Record<string, string>> = {
    dictionary: ' { key }',
    choices: ' { key }',
    phones: ' { number raw kind primary }',
    emails: ' { address kind primary }',
    addresses: ' { country region city line postalCode kind primary }',
    externalIds: ' { source id }',
  };
  const own: string[] = [];
  const custom: string[] = [];
  for (const field of one.fields.values()) {
    const given = field.input !== 'system' || field.kind === 'externalIds';
    if (!given || (field.kind === 'many' && !field.owned)) continue;
    const below = field.kind === 'link' ? ` { ${link(field.to!)} }` : (shape[field.kind] ?? '');
    const items = ` { nodes { quantity unitPrice discount amount product { ${link('product')} } } }`;
    const name = field.custom ? field.custom.key : field.name;
    (field.custom ? custom : own).push(name + (field.kind === 'many' ? items : below));
  }
  const fields = `id ${own.join(' ')} ${custom.length > 0 ? `custom { ${custom.join(' ')} }` : ''}`;
  const { page } = await answer(kehu, 'steward', `{ page: ${one.plural}(first: 200) { nodes { ${fields} } } }`);
  return new Map(
    (page.nodes as Row[]).map((node) => [nameOf(node), plain({ ...node, id: undefined }, nameOf(node)) as Row]),
  );
}

type Ids = { source: string; id: string }[];

/** What files know a record by. */
const nameOf = ({ id, externalIds }: { id: string; externalIds: Ids }): string =>
  externalIds.find(({ source }) => source === 'import')?.id ?? id;

/** A value with records in the place of what they are known by; of ids, the one that the copy got besides is left out. */
function plain(value: unknown, own?: string): unknown {
  if (Array.isArray(value)) return value.map((one) => plain(one));
  if (typeof value !== 'object' || value === null) return value;
  const row = value as Row;
  if (own === undefined && typeof row.id === 'string' && Array.isArray(row.externalIds)) return nameOf(row as never);
  return Object.fromEntries(
    Object.entries(row).map(([name, part]) => {
      if (name !== 'externalIds') return [name, plain(part)];
      const ids = (part as Ids).filter(({ source, id }) => source !== 'import' || id !== own);
      return [name, ids.map(({ source, id }) => `${source} ${id}`).sort()];
    }),
  );
}

const sortedLines = (bytes: Buffer): string[] => bytes.toString('utf8').split('\n').sort();

describe.each(['csv', 'xlsx', 'jsonl'])('%s', (format) => {
  it('written by one company and read by an empty one, is the same records, and can be taken back whole', async () => {
    const ids: string[] = [];
    for (const noun of importOrder) {
      const { id, created } = await imported(await exported(full, noun, format), `${noun}.${format}`, noun);
      expect(created).toBe(count);
      ids.push(id);
    }
    for (const noun of importOrder) {
      const [before, after] = [await recordsOf(full, noun), await recordsOf(empty, noun)];
      expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
      for (const [name, record] of before) expect([noun, name, after.get(name)]).toEqual([noun, name, record]);
      // What it writes in turn is what it was given.
      expect(sortedLines(await exported(empty, noun, 'jsonl'))).toEqual(
        sortedLines(await exported(full, noun, 'jsonl')),
      );
    }
    await takenBack(ids);
  }, 240_000);
});

it('read again by the company that wrote it, changes nothing, though most records have no id in the source', async () => {
  const steward = await full.principal('steward');
  for (const noun of importOrder) {
    const bytes = await exported(full, noun, 'xlsx');
    async function* whole(): AsyncGenerator<Buffer> {
      yield bytes;
    }
    const { id } = await full.imports.upload(steward, `${noun}.xlsx`, whole());
    await full.imports.run(steward, id, 'en');
    await full.jobs.runner.pump();
    expect([noun, await full.imports.find(steward, id)]).toMatchObject([
      noun,
      { state: 'DONE', created: 0, updated: 0, unchanged: count, refused: 0 },
    ]);
  }
}, 120_000);

it('cards keep what cards hold: names, numbers, addresses, words and whose they are', async () => {
  // What a card has no place for: kinds in one's own words, countries that are none, and what is not about a person.
  const held = ({ phones, emails, addresses, tags, ...record }: Row): Row => ({
    ...Object.fromEntries(
      ['kind', 'name', 'gender', 'birthDate', 'note', 'title', 'customer'].map((name) => [name, record[name]]),
    ),
    phones: phones.map(({ number, primary }: Row) => `${number} ${primary}`).sort(),
    emails: emails.map(({ address, primary }: Row) => `${address} ${primary}`).sort(),
    addresses: (addresses ?? []).map(({ country, city, line }: Row) => `${country} ${city} ${line}`).sort(),
    tags: tags && [...tags].sort(),
  });
  const real = (record: Row): boolean =>
    (record.addresses ?? []).every(({ country }: Row) => country === null || /^[A-Z]{2}$/.test(country));
  const ids: string[] = [];
  for (const noun of ['customer', 'contact']) {
    const before = await recordsOf(full, noun);
    const { id } = await imported(await exported(full, noun, 'vcard'), `${noun}.vcf`, noun, true);
    ids.push(id);
    const after = await recordsOf(empty, noun);
    for (const [name, record] of before) {
      const copy = after.get(name);
      if (copy && real(record)) expect([name, held(copy)]).toEqual([name, held(record)]);
      else expect([name, noun === 'contact' || !real(record)]).toEqual([name, true]);
    }
    expect(after.size).toBeGreaterThan(3);
  }
  await takenBack(ids);
}, 120_000);

it('lacks a field that may not be exported, and is the same records but for it', async () => {
  await allow(full, 'steward', 'Customer', (grants) => {
    for (const grant of grants) {
      if (grant.action === 'export') grant.fields = grant.fields.filter((name) => name !== 'nationalId');
    }
  });
  const [product, fewer] = [await exported(full, 'product', 'csv'), await exported(full, 'customer', 'csv')];
  expect(fewer.toString('utf8').split('\r\n')[0]!.split(',')).not.toContain('nationalId');
  const ids = [(await imported(product, 'p.csv', 'product')).id, (await imported(fewer, 'c.csv', 'customer')).id];
  const [before, after] = [await recordsOf(full, 'customer'), await recordsOf(empty, 'customer')];
  expect([...before.values()].some(({ nationalId }) => nationalId !== null)).toBe(true);
  for (const [name, record] of before) expect(after.get(name)).toEqual({ ...record, nationalId: null });
  await takenBack(ids);
}, 120_000);
