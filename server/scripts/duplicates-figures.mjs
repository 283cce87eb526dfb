// Prints how well duplicates are found in records whose duplicates are known: `pnpm --filter server duplicates-figures`.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './process.mjs';

const sets = [
  ['febrl1.csv', ['--id', 'rec_id', '--truth', 'rec_id', '--truth-pattern', '^rec-(\\d+)']],
  ['fake-1000.csv', ['--id', 'unique_id', '--truth', 'cluster']],
  ['fake-1000-clusters.csv', ['--id', 'unique_id', '--truth', 'cluster']],
  ['restaurant.csv', ['--truth', 'unique_id']],
];

for (const [file, options] of sets) {
  const path = join(root, 'server/test-data/duplicates', file);
  const run = [join(root, 'server/scripts/run.mjs'), 'kehu', 'duplicates', path, ...options];
  const lines = execFileSync(process.execPath, run, { encoding: 'utf8' }).trim().split('\n');
  process.stdout.write(`${file.padEnd(24)} ${lines.join(' ')}\n`);
}
