import { parse } from 'csv-parse/sync';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(__dirname, '..', '..', 'demo-data');

/** All rows of a file of `server/demo-data`, as text by column. An empty cell is ''. */
export const readDemoFile = (set: 'maven' | 'northwind', name: string): Record<string, string>[] =>
  parse(readFileSync(join(folder, set, `${name}.csv`)), { columns: true, bom: true, skip_empty_lines: true });
