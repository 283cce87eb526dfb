// Compares the committed schema.graphql with what the built server emits; `--write` brings the file up to date.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root, runNode } from './process.mjs';

const { buildSchema, findBreakingChanges } = createRequire(join(root, 'server', 'package.json'))('graphql');
const file = join(root, 'server', 'schema.graphql');
const { code, output: emitted } = await runNode('server', 'dist/emit-schema.js', []);

if (code !== 0) {
  process.stderr.write(`The schema could not be built.\n${emitted}`);
  process.exitCode = 1;
} else if (process.argv.includes('--write')) {
  writeFileSync(file, emitted);
} else if (!existsSync(file) || readFileSync(file, 'utf8') !== emitted) {
  process.stderr.write('server/schema.graphql is not what the server offers; run: pnpm --filter server schema\n');
  if (existsSync(file)) {
    const breaks = findBreakingChanges(buildSchema(readFileSync(file, 'utf8')), buildSchema(emitted));
    if (breaks.length > 0) process.stderr.write('This change breaks clients:\n');
    for (const { description } of breaks) process.stderr.write(`- ${description}\n`);
  }
  process.exitCode = 1;
}
