import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { badInput } from '../errors/errors';
import { importableNouns } from '../imports/import-columns';
import { importFile, type ImportResult } from '../imports/import-file';
import { importDictionaries } from '../imports/import-dictionaries';
import { matchKeys, recordsWriter } from '../imports/write-records';
import { actingAs } from './acting-as';
import { UsageError, type Command, type CommandIo } from './command';

const options = {
  noun: { type: 'string' },
  as: { type: 'string', default: 'steward' },
  source: { type: 'string', default: 'import' },
  match: { type: 'string' },
  map: { type: 'string', multiple: true, default: [] as string[] },
  replace: { type: 'string', multiple: true, default: [] as string[] },
  delimiter: { type: 'string' },
  encoding: { type: 'string' },
  dates: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
} as const;

/** Rows between two lines of progress. */
const progressEvery = 5_000;

export const importCommand: Command = {
  name: 'import',
  summary: 'take customers, contacts, products, orders or opportunities from CSV files',
  help: `
Usage: kehu import FILE... --noun customer|contact|product|order|opportunity
                   [--as USER] [--source NAME] [--match KEY] [--dry-run]
                   [--map "Header=field"]... [--replace "Header:text=other text"]...
                   [--delimiter CHARACTER] [--encoding NAME] [--dates dmy|mdy] [--json]

Reads CSV files with a header row and writes their rows as the user would: every row that can't be taken is reported with
line, column and reason, the others are written. Known headers are understood by themselves, in English and Chinese.

  --as         on whose behalf: e-mail address or the part before the @ (steward)
  --source     what the external ids of the files are called (import); the same file under the same source again
               changes nothing
  --match      how a row finds the record that is there already: ${matchKeys.join(', ')};
               by default the external id where the file has one, else the code, for contacts
               the name; contacts are looked for at their customer
  --map        what a column means, or "Header=-" to leave it out
  --replace    reads a cell as something else, for misspelt values
  --dates      which comes first in 03/04/2025, day or month
  --encoding   of files that are not UTF-8, such as gb18030
  --dry-run    does everything and takes it back

An empty cell leaves what is there. Rows are written in batches, each row whole or not at all; an import that was cut off
is simply run again.`,
  async run(args, io) {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    if (positionals.length === 0) throw new UsageError('Name at least one file.');
    const noun = oneOf(importableNouns, values.noun, '--noun');
    const match = values.match === undefined ? undefined : oneOf(matchKeys, values.match, '--match');
    const dateOrder = values.dates === undefined ? undefined : oneOf(['dmy', 'mdy'] as const, values.dates, '--dates');
    const overrides = new Map(values.map.map((text) => pair(text, '--map', 'Header=field')));
    const replacements = replacementsOf(values.replace);
    checkEncoding(values.encoding);
    const total = await actingAs(io, values.as, 'imports:run', async ({ database, writing }) => {
      const sum: ImportResult = {
        rows: 0,
        created: 0,
        updated: 0,
        unchanged: 0,
        refused: [],
        refusedCount: 0,
        ignored: [],
      };
      const write = recordsWriter({
        writing,
        noun,
        match,
        source: values.source,
        dryRun: values['dry-run'],
        language: 'en',
      });
      const dictionaries = await importDictionaries(database);
      for (const file of positionals) {
        const path = resolve(io.config().callerFolder, file);
        const onProgress = progress(io, file);
        const { delimiter, encoding } = values;
        add(
          sum,
          await importFile({
            path,
            noun,
            overrides,
            replacements,
            dateOrder,
            delimiter,
            encoding,
            dictionaries,
            write,
            onProgress,
          }),
        );
      }
      return sum;
    });
    tell(io, total, values['dry-run']);
    if (total.refusedCount > 0 && total.created + total.updated + total.unchanged === 0) {
      throw badInput('file', 'No row could be taken.', '没有任何一行可以导入。');
    }
  },
};

function oneOf<T extends string>(known: readonly T[], text: string | undefined, option: string): T {
  if (known.includes(text as T)) return text as T;
  throw new UsageError(`${option} must be one of ${known.join(', ')}.`);
}

/** The two sides of the last equals sign: headers may hold one too. */
function pair(text: string, option: string, form: string): [string, string] {
  const at = text.lastIndexOf('=');
  if (at > 0 && at < text.length - 1) return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  throw new UsageError(`${option} takes "${form}".`);
}

function replacementsOf(texts: readonly string[]): Map<string, Map<string, string>> {
  const byHeader = new Map<string, Map<string, string>>();
  for (const text of texts) {
    const [left, to] = pair(text, '--replace', 'Header:text=other text');
    const at = left.indexOf(':');
    if (at < 1) throw new UsageError('--replace takes "Header:text=other text".');
    const header = left.slice(0, at).trim();
    byHeader.set(header, (byHeader.get(header) ?? new Map<string, string>()).set(left.slice(at + 1).trim(), to));
  }
  return byHeader;
}

function checkEncoding(encoding: string | undefined): void {
  try {
    new TextDecoder(encoding);
  } catch {
    throw new UsageError(`There is no encoding ${encoding}.`);
  }
}

/** Progress for people; programs that ask for JSON get none. */
const progress =
  (io: CommandIo, file: string) =>
  ({ rows, refusedCount }: Readonly<ImportResult>): void => {
    if (!io.json && rows % progressEvery === 0) io.note(`${file}: ${rows} rows read, ${refusedCount} refused`);
  };

function add(sum: ImportResult, one: ImportResult): void {
  sum.rows += one.rows;
  sum.created += one.created;
  sum.updated += one.updated;
  sum.unchanged += one.unchanged;
  sum.refusedCount += one.refusedCount;
  sum.refused.push(...one.refused);
  for (const header of one.ignored) if (!sum.ignored.includes(header)) sum.ignored.push(header);
}

/** Refused rows that a person is shown; --json has all that are kept. */
const shownRefusals = 50;

function tell(io: CommandIo, result: ImportResult, dryRun: boolean): void {
  if (io.json) {
    io.out(JSON.stringify({ ...result, dryRun }));
    return;
  }
  for (const { file, line, column, message } of result.refused.slice(0, shownRefusals)) {
    io.out(`${file}:${line}${column === null ? '' : ` ${column}`}: ${message}`);
  }
  if (result.refusedCount > shownRefusals)
    io.out(`... and ${result.refusedCount - shownRefusals} more; --json lists them.`);
  if (result.ignored.length > 0) io.out(`Columns not read: ${result.ignored.join(', ')}.`);
  const { rows, created, updated, unchanged, refusedCount } = result;
  const what = dryRun ? 'would be' : 'were';
  io.out(
    `${rows} rows: ${created} ${what} created, ${updated} updated, ${unchanged} unchanged, ${refusedCount} refused.`,
  );
}
