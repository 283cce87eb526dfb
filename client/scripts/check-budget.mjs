/**
 * What a first visit loads before the first list shows: the page's own scripts and the chunks of the list of customers,
 * followed through static imports, in gzip. Fails over the budget.
 *
 *   pnpm --filter @kehu/client budget
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const BUDGET = 300 * 1024;
const dist = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist');
const manifest = JSON.parse(readFileSync(join(dist, '.vite', 'manifest.json'), 'utf8'));

/** Loaded on the way to the first list, in the larger of the two languages. */
const entries = ['index.html', 'src/customers/customers-page.tsx', 'src/i18n/zh-cn/index.ts'];

const files = new Set();
function add(key) {
  const chunk = manifest[key];
  if (!chunk) throw new Error(`${key} is not in the build; has it moved?`);
  if (files.has(chunk.file)) return;
  files.add(chunk.file);
  for (const imported of chunk.imports ?? []) add(imported);
}
entries.forEach(add);

let total = 0;
const rows = [...files].map((file) => {
  const size = gzipSync(readFileSync(join(dist, file)), { level: 9 }).length;
  total += size;
  return { file, size };
});
for (const { file, size } of rows.sort((a, b) => b.size - a.size))
  console.log(`${(size / 1024).toFixed(1).padStart(7)} kB  ${file}`);
console.log(`${(total / 1024).toFixed(1).padStart(7)} kB  in all, of ${BUDGET / 1024} kB`);
if (total > BUDGET) {
  console.error('Over the budget of the first load.');
  process.exit(1);
}
