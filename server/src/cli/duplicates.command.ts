import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { csvLine } from '@kehu/shared';
import { parse } from 'csv-parse/sync';
import { badInput } from '../errors/errors';
import { agreementOf } from '../duplicates/matching/agreement';
import { tableDuplicates, type TableDuplicates } from '../duplicates/matching/table-duplicates';
import { UsageError, type Command } from './command';

const options = {
  id: { type: 'string' },
  out: { type: 'string' },
  ignore: { type: 'string', multiple: true, default: [] as string[] },
  truth: { type: 'string' },
  'truth-pattern': { type: 'string' },
} as const;

export const duplicatesCommand: Command = {
  name: 'duplicates',
  summary: 'find duplicate records inside any CSV file',
  help: `
Usage: kehu duplicates FILE [--id COLUMN] [--out PAIRS.csv] [--ignore COLUMN]...
                       [--truth COLUMN [--truth-pattern REGEX]] [--json]

Reads a CSV file with a header row (UTF-8) and finds rows that are the same person or company. What the columns are worth is
learned from the file; there is nothing to set. The file has to fit in memory.

  --id             the column that names a row; by default rows are numbered from 1
  --out            where the pairs go: id_a, id_b, score (0 to 1), explanation (bits for and against, by column)
  --ignore         a column that says nothing about who a row is
  --truth          a column that is the same for rows that are one: tells how well they were found
  --truth-pattern  the part of that column that counts, as the first group of a regular expression`,
  async run(args, io) {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    if (positionals.length !== 1) throw new UsageError('Name one file.');
    const folder = io.config().callerFolder;
    const [headers, ...rows] = readTable(resolve(folder, positionals[0]!));
    const placeOf = (name: string | undefined, option: string): number => {
      if (name === undefined) return -1;
      const place = headers!.indexOf(name);
      if (place < 0) throw new UsageError(`${option}: the file has no column ${name}.`);
      return place;
    };
    const idAt = placeOf(values.id, '--id');
    const truthAt = placeOf(values.truth, '--truth');
    const ignored = new Set([values.id, values.truth, ...values.ignore].filter((name) => name !== undefined));
    const found = tableDuplicates(headers!, rows, ignored);
    const idOf = (row: number): string => (idAt < 0 ? String(row + 1) : (rows[row]![idAt] ?? ''));
    if (values.out) writeFileSync(resolve(folder, values.out), pairsCsv(found, idOf));
    const pattern = values['truth-pattern'] === undefined ? null : new RegExp(values['truth-pattern']);
    const truth = rows.map((row) => {
      const text = row[truthAt] ?? '';
      return pattern ? (pattern.exec(text)?.[1] ?? text) : text;
    });
    const summary = {
      rows: rows.length,
      columns: Object.fromEntries(found.columns.map(({ name, kind }) => [name, kind])),
      pairs: found.pairs.length,
      groups: found.clusters.length,
      ...(truthAt < 0 ? {} : agreementOf(found.clusters, truth)),
    };
    if (io.json) return io.out(JSON.stringify(summary));
    io.out(`${summary.rows} rows: ${summary.groups} groups of duplicates, ${summary.pairs} pairs.`);
    if (truthAt < 0) return;
    const { precision, recall, f1 } = agreementOf(found.clusters, truth);
    io.out(`precision ${precision.toFixed(4)}, recall ${recall.toFixed(4)}, F1 ${f1.toFixed(4)}`);
  },
};

function readTable(path: string): string[][] {
  let rows: string[][];
  try {
    rows = parse(readFileSync(path), { bom: true, relax_column_count: true, relax_quotes: true, trim: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw badInput('file', 'There is no such file.', '文件不存在。');
    throw badInput('file', 'This is not a CSV file that can be read.', '无法作为 CSV 文件读取。');
  }
  if (rows.length < 2) throw badInput('file', 'The file has no rows below its header.', '文件除表头外没有数据行。');
  return rows;
}

function pairsCsv({ pairs }: TableDuplicates, idOf: (row: number) => string): string {
  const lines = pairs.map(({ a, b, probability, evidence }) => [
    idOf(a),
    idOf(b),
    probability.toFixed(6),
    evidence.map(({ column, weight }) => `${column} ${weight < 0 ? '' : '+'}${weight.toFixed(1)}`).join('; '),
  ]);
  return [['id_a', 'id_b', 'score', 'explanation'], ...lines].map((line) => `${csvLine(line)}\n`).join('');
}
