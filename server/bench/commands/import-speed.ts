import { randomUUID } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { projectRoot } from '../../src/config/project-root';
import type { Database, SqlRunner, SqlValue } from '../../src/database/database';
import { migrate } from '../../src/database/migrate';
import { openDatabase } from '../../src/database/open-database';
import { loadDemo } from '../../src/demo/load-demo';
import { Random } from '../../src/demo/random';
import { NounRegistry } from '../../src/model/registry';
import { nounDefinitions } from '../../src/nouns';
import { createVault } from '../../src/records/vault';
import { onServer, startMariadb } from '../mariadb';
import { importSecrets } from '../importing/import-secrets';
import { importThroughServer } from '../importing/import-through-server';
import { runImportProcess, type ImportFigures } from '../importing/run-import-process';
import type { Options } from '../options';

const batch = 512;

/** What an import writes for each customer, besides its own books. */
const tables = ['customers', 'customer_tags', 'external_ids', 'history', 'search_changed', 'search_words'];

/**
 * Imports customers of 25 columns from CSV, and has a loader write the very same rows to the same tables of another
 * database, in transactions of as many: it reads no file, folds no text and asks no rule.
 */
export async function importSpeed(
  { engine, size, data, work, product }: Options,
  say: (line: string) => void,
): Promise<string> {
  // The demo company is read from beside its sources; the bench is built elsewhere.
  const demo = join(__dirname, '..', '..', 'demo-data');
  if (!existsSync(demo)) symlinkSync(join(projectRoot(), 'server', 'demo-data'), demo);
  mkdirSync(data, { recursive: true });
  const folder = mkdtempSync(join(data, 'import-'));
  const server = engine === 'mariadb' ? await startMariadb(join(folder, 'mariadb'), false) : null;
  const opened: Database[] = [];
  const fresh = async (name: string): Promise<{ database: Database; url: string }> => {
    if (server) await onServer(server.url, `CREATE DATABASE kehu_import_${name}`);
    const url = server ? `${server.url}/kehu_import_${name}` : `sqlite:${join(folder, `${name}.db`)}`;
    await migrate(url);
    const database = openDatabase(url);
    opened.push(database);
    await loadDemo({
      database,
      nouns: new NounRegistry(nounDefinitions),
      vault: createVault(importSecrets),
      now: Date.now(),
      newId: randomUUID,
    });
    return { database, url };
  };
  try {
    const count = countOf(size);
    const file = join(folder, 'customers.csv');
    const bytes = await writeCustomers(file, count);
    const [company, floor] = [await fresh('product'), await fresh('floor')];
    const before = await highest(company.database);
    say(`importing ${count} customers`);
    const order = { url: company.url, file, bytes };
    const ours = await (work.includes('lists') ? importThroughServer({ ...order, product }) : runImportProcess(order));
    say('writing the same rows');
    const theirs = await copyRows(company.database, floor.database, before);
    return report(engine, count, ours, theirs);
  } finally {
    for (const database of opened) await database.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function report(engine: string, count: number, ours: ImportFigures, theirs: Timed): string {
  const rate = (seconds: number): string => Math.round(count / seconds).toLocaleString('en-US');
  const each = (seconds: number): string => `${((seconds * 1000) / count).toFixed(3)} s of processor time for 1,000`;
  return [
    `import of ${count} customers of 25 columns, ${engine}`,
    `kehu   ${rate(ours.seconds)} a second (${each(ours.cpu)}, peak ${ours.mebibytes} MiB)`,
    `floor  ${rate(theirs.seconds)} a second (${each(theirs.cpu)})`,
    `ratio  ${(theirs.seconds / ours.seconds).toFixed(2)} by the clock, ${(theirs.cpu / ours.cpu).toFixed(2)} by processor time`,
    ...waits('lists  of a representative meanwhile', ours.lists, ours.idle?.[0]),
    ...waits('changes by a representative meanwhile', ours.changes, ours.idle?.[1]),
  ].join('\n');
}

function waits(what: string, meanwhile: readonly number[] | undefined, before: readonly number[] = []): string[] {
  if (!meanwhile) return [];
  const told = (taken: readonly number[]): string => taken.map((ms) => ms.toFixed(0)).join(' / ');
  return [`${what}, median / 95 % / 99 %: ${told(meanwhile)} ms (before: ${told(before)} ms)`];
}

/** `40k`, `1m`: any number of customers. */
function countOf(size: string): number {
  const [, digits, unit] = /^(\d+)([km]?)$/.exec(size) ?? [];
  if (digits === undefined) throw new Error(`There is no size ${size}; use one such as 10k or 1m.`);
  return Number(digits) * { '': 1, k: 1_000, m: 1_000_000 }[unit as '' | 'k' | 'm'];
}

interface Timed {
  seconds: number;
  /** Of this process, in seconds. */
  cpu: number;
}

async function timed(work: () => Promise<void>): Promise<Timed> {
  const [start, cpu] = [process.hrtime.bigint(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { seconds: Number(process.hrtime.bigint() - start) / 1e9, cpu: (user + system) / 1e6 };
}

const highest = async (runner: SqlRunner): Promise<number> =>
  Number((await runner.rows('SELECT COALESCE(MAX(pk), 0) FROM customers'))[0]![0]);

/** Reads what the import wrote, a thousand customers at a time, and writes it elsewhere; only the writing is timed. */
async function copyRows(from: Database, to: Database, before: number): Promise<Timed> {
  const sum: Timed = { seconds: 0, cpu: 0 };
  const last = await highest(from);
  const known = new Map<string, string[]>();
  for (const table of tables) known.set(table, await columnsOf(from, table));
  let words = await from.rows('SELECT noun, word FROM search_words');
  const there = new Set((await to.rows('SELECT noun, word FROM search_words')).map(String));
  words = words.filter((word) => !there.has(String(word)));
  for (let at = before; at < last; at += batch) {
    const parts: { table: string; columns: string[]; rows: SqlValue[][] }[] = [];
    for (const table of tables) {
      const columns = known.get(table)!.filter((name) => name !== 'pk' || table === 'customers');
      const key = { customers: 'pk', customer_tags: 'customer_pk' }[table] ?? 'record_pk';
      const which = key === 'record_pk' ? " AND noun = 'customer'" : '';
      const rows =
        table === 'search_words'
          ? words.splice(0, batch)
          : await from.rows(`SELECT ${columns.join(', ')} FROM ${table} WHERE ${key} > ? AND ${key} <= ?${which}`, [
              at,
              at + batch,
            ]);
      parts.push({ table, columns: table === 'search_words' ? ['noun', 'word'] : columns, rows: rows as SqlValue[][] });
    }
    const one = await timed(() =>
      to.transaction(async (tx) => {
        for (const { table, columns, rows } of parts) {
          if (rows.length === 0) continue;
          const place = `(${columns.map(() => '?').join(',')})`;
          const places = rows.map(() => place).join(',');
          await tx.run(`INSERT INTO ${table} (${columns.join(',')}) VALUES ${places}`, rows.flat());
        }
      }),
    );
    sum.seconds += one.seconds;
    sum.cpu += one.cpu;
  }
  return sum;
}

async function columnsOf(runner: SqlRunner, table: string): Promise<string[]> {
  const rows =
    runner.dialect === 'mysql'
      ? await runner.rows(
          'SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?',
          [table],
        )
      : await runner.rows(`SELECT name FROM pragma_table_info('${table}')`);
  return rows.map(([name]) => String(name));
}

const header =
  'id,code,kind,name,gender,birthday,mobile,work phone,email,work email,address,city,province,postal code,country,' +
  'sales region,industry,tier,source,status,credit rating,credit limit,currency,tags,note\n';

async function writeCustomers(path: string, count: number): Promise<number> {
  const random = new Random(1);
  const out = createWriteStream(path);
  const family = [...'王李张刘陈杨赵黄周吴'];
  const given = [...'伟芳娜敏静丽强磊军洋'];
  out.write(header);
  let text = '';
  for (let i = 0; i < count; i++) {
    const person = random.chance(0.6);
    const name = person
      ? random.pick(family) + random.pick(given) + random.pick(given)
      : `${random.pick(['Acme', 'Global', 'North'])} ${random.pick(['Steel', 'Foods', 'Systems'])} ${i}`;
    text +=
      `B-${i},BC-${i},${person ? 'PERSON' : 'COMPANY'},${name},${person ? '女' : ''},${person ? '1980-02-03' : ''},` +
      `13${random.int(0, 9)} ${random.int(1000, 9999)} ${random.int(1000, 9999)},010-${random.int(60_000_000, 69_999_999)},` +
      `u${i}@example.com,w${i}@corp.example,"人民路${random.int(1, 999)}号, 3楼",上海,上海,200000,中国,,technology,gold,,` +
      `ACTIVE,AA,${random.int(0, 99_999)}.50,CNY,vip;new,note ${i} about this customer\n`;
    if (text.length < 1 << 20) continue;
    if (!out.write(text)) await once(out, 'drain');
    text = '';
  }
  out.end(text);
  await once(out, 'finish');
  return out.bytesWritten;
}
