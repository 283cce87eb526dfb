import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { badInput, notFound } from '../errors/errors';
import type { ImportResult } from '../imports/import-file';
import { keptRows } from '../imports/import-books';
import { importById } from '../imports/import-store';
import { matchKeys } from '../imports/match-records';
import { undoImport } from '../imports/undo-import';
import { actingAs, type Acting } from './acting-as';
import { UsageError, type Command, type CommandIo } from './command';
import { importFiles, namedFiles, rehearseFiles, type ImportSum } from './import-files';
import { importOptions, planOf } from './import-options';

/** Rows between two lines of progress of a rehearsal. */
const progressEvery = 5_000;

export const importCommand: Command = {
  name: 'import',
  summary:
    'take customers, contacts, products, orders, opportunities, tickets or activities from files, or take an import back',
  help: `
Usage: kehu import FILE... [--noun customer|contact|product|order|opportunity|ticket|activity]
                   [--as USER] [--source NAME] [--match KEY] [--mode create|update|both]
                   [--denied refuse|skip] [--unknown refuse|skip] [--alike create|refuse|match]
                   [--dry-run] [--refused FILE]
                   [--map "Header=field"]... [--replace "Header:text=other text"]...
                   [--delimiter CHARACTER] [--quote CHARACTER] [--encoding NAME] [--sheet NAME]
                   [--header-row LINE] [--dates dmy|mdy] [--country CODE] [--tidy-names] [--json]
       kehu import --undo ID[,ID...] [--as USER]

Reads CSV in any delimiter and encoding, workbooks (.xlsx), vCards, JSON and JSON lines, and writes their rows as the user
would: every row that can't be taken is reported with line, column and reason, the others are written. Known headers are
understood by themselves, in English and Chinese. Several files may refer to one another by their own ids.

  --noun       what the rows are; found out from the headers where left out
  --as         on whose behalf: e-mail address or the part before the @ (steward)
  --source     what the external ids of the files are called (import); the same file under the same source again
               changes nothing
  --match      how a row finds the record that is there already: ${matchKeys.join(', ')};
               by default the external id where the file has one, else the code, for contacts
               the name; contacts are looked for at their customer
  --mode       take new records only, only those that are there, or both (both)
  --denied     what becomes of a row with a field that the user may not write: it is refused (refuse), or taken without it
  --alike      what becomes of a row that would be a new customer and looks like one that is there: it is taken
               all the same (create), refused with the name of that one (refuse), or taken for it (match)
  --unknown    what becomes of a value that its code table does not have: the row is refused (refuse), or taken without it
  --map        what a column means, or "Header=-" to leave it out
  --replace    reads a cell as something else, for misspelt values
  --dates      which comes first in 03/04/2025, day or month
  --country    of phone numbers without a country code, such as US (CN)
  --tidy-names writes names in capitals or small letters as names are written
  --encoding, --delimiter, --quote, --sheet, --header-row
               how to read the file, where that is not found out rightly
  --dry-run    does everything and takes it back
  --refused    writes the rows that were not taken to a CSV file, with reasons, to be mended and imported
  --undo       takes an import back, within 14 days of its end: records it created and nobody touched since go, changed
               values come back

An empty cell leaves what is there. Rows are written in batches, each row whole or not at all; an import that was cut off
goes on where it stopped when it is run again.`,
  async run(args, io) {
    const { values, positionals } = parseArgs({ args: [...args], options: importOptions, allowPositionals: true });
    if (values.undo !== undefined) {
      if (positionals.length > 0) throw new UsageError('--undo takes no file.');
      return actingAs(io, values.as, 'imports:run', async (acting) => {
        // What was taken last hangs on what came before it.
        for (const id of values.undo!.split(',').reverse()) await undo(io, acting, id.trim());
      });
    }
    if (positionals.length === 0) throw new UsageError('Name at least one file.');
    const { noun, plan } = planOf(values);
    const folder = io.config().callerFolder;
    const paths = positionals.map((file) => resolve(folder, file));
    const dryRun = values['dry-run'];
    const total = await actingAs(io, values.as, 'imports:run', async (acting) => {
      const files = await namedFiles(paths, noun, plan(noun ?? 'customer').read);
      if (dryRun) return rehearseFiles(acting, files, plan, (file) => progress(io, file));
      return importFiles(
        io,
        acting,
        files,
        plan,
        values.refused === undefined ? null : resolve(folder, values.refused),
      );
    });
    tell(io, total, dryRun);
    if (total.refusedCount > 0 && total.created + total.updated + total.unchanged === 0) {
      throw badInput('file', 'No row could be taken.', '没有任何一行可以导入。');
    }
  },
};

async function undo(io: CommandIo, { database, principal, writing, kehu }: Acting, id: string): Promise<void> {
  const one = await importById(database, id);
  // Another's import is as none.
  if (!one || one.byUserPk !== principal.pk) throw notFound('undo');
  const undone = await undoImport({ writing, vault: kehu.imports.vault, clock: Date.now }, one.pk);
  if (undone.state !== 'UNDONE') {
    throw badInput(
      'undo',
      `The import is ${undone.state.toLowerCase()}; it can't be undone now.`,
      '该导入当前状态不能撤销。',
    );
  }
  const kept = await keptRows(database, one.pk, 10_000);
  if (io.json) return io.out(JSON.stringify({ id, undone: true, kept }));
  for (const { line, reason } of kept.slice(0, shownRefusals)) io.out(`${one.fileName}:${line}: ${keptWords[reason]}`);
  io.out(`The import of ${one.fileName} is undone; ${undone.kept} rows were left as they are.`);
}

const keptWords = {
  edited: 'was changed since',
  inUse: 'other records hang on it',
  denied: 'is out of your reach',
} as const;

/** Progress of a rehearsal for people; programs that ask for JSON get none. */
const progress =
  (io: CommandIo, file: string) =>
  ({ rows, refusedCount }: Readonly<ImportResult>): void => {
    if (!io.json && rows % progressEvery === 0) io.note(`${file}: ${rows} rows read, ${refusedCount} refused`);
  };

/** Refused rows that a person is shown; --json has all that are kept. */
const shownRefusals = 50;

function tell(io: CommandIo, result: ImportSum, dryRun: boolean): void {
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
  if (!dryRun && created + updated > 0) io.out(`To take it back: kehu import --undo ${result.imports.join(',')}`);
}
