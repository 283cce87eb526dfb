import { createWriteStream } from 'node:fs';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { exportRequest } from '../exports/export-input';
import { auditExport, exportedBytes, exporting, planOf } from '../exports/export-records';
import { exportFormats } from '../exports/formats';
import { actingAs } from './acting-as';
import { UsageError, type Command } from './command';

const options = {
  noun: { type: 'string' },
  format: { type: 'string', default: 'csv' },
  where: { type: 'string' },
  search: { type: 'string' },
  order: { type: 'string' },
  columns: { type: 'string' },
  source: { type: 'string', default: 'import' },
  as: { type: 'string', default: 'steward' },
  out: { type: 'string' },
} as const;

export const exportCommand: Command = {
  name: 'export',
  summary: 'write records to a CSV, Excel, JSON lines or vCard file',
  help: `
Usage: kehu export --noun NOUN [--format ${exportFormats.join('|')}] [--out FILE] [--as USER]
                   [--where JSON] [--search TEXT] [--order JSON] [--columns a,b,owner.name] [--source NAME] [--json]

Writes what the user may export of what the user sees, to FILE or to the terminal. An import reads the file back.

  --noun       customer, contact, product, order, opportunity, ...
  --where      a filter as the list takes it: '{"region":{"key":{"eq":"north"}}}'
  --order      an order as the list takes it: '[{"name":"ASC"}]'
  --columns    fields to write; by default all that an import takes
  --source     source of the external ids in the column externalId (import)
  --as         on whose behalf: e-mail address or the part before the @ (steward)`,
  async run(args, io) {
    const { values } = parseArgs({ args: [...args], options });
    if (values.noun === undefined) throw new UsageError('Name what to export with --noun.');
    const { out } = values;
    if (out === undefined && io.json) throw new UsageError('--json needs --out: the file itself goes to the terminal.');
    const wanted = {
      noun: values.noun,
      format: values.format,
      where: json(values.where, '--where'),
      orderBy: json(values.order, '--order'),
      search: values.search ?? null,
      columns: values.columns?.split(',').map((column) => column.trim()) ?? null,
      source: values.source,
    };
    const size = await actingAs(io, values.as, null, async ({ database, kehu, principal }) => {
      const contextOf = async () => exporting(kehu.reading(principal, 'en'));
      const context = await contextOf();
      const request = exportRequest(kehu.schemaOf(principal), context.nouns, wanted);
      const plan = planOf(context, request);
      await auditExport({ ...context, runner: database }, request, plan, Date.now());
      let written = 0;
      const bytes = async function* () {
        for await (const part of exportedBytes(contextOf, plan, request)) {
          written += part.length;
          yield part;
        }
      };
      const target = out === undefined ? process.stdout : createWriteStream(resolve(io.config().callerFolder, out));
      await pipeline(Readable.from(bytes(), { objectMode: false }), target, { end: out !== undefined });
      return written;
    });
    if (io.json) io.out(JSON.stringify({ file: out, bytes: size }));
    else if (out !== undefined) io.note(`${out}: ${size} bytes`);
  },
};

function json(text: string | undefined, option: string): unknown {
  if (text === undefined) return null;
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`${option} takes JSON.`);
  }
}
