// The bench: `pnpm bench [arguments]`, see README.md. Builds the product and the bench, then runs it.
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { buildStale } from '../scripts/build.mjs';
import { root, runNode } from '../scripts/process.mjs';

try {
  await buildStale(['shared', 'server', ...(process.argv.includes('--app') ? ['client'] : [])]);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
const built = await runNode('server', 'node_modules/typescript/bin/tsc', ['-p', 'tsconfig.bench.json']);
if (built.code !== 0) {
  process.stderr.write(`The bench could not be built.\n${built.output}`);
  process.exit(1);
}
const main = join(root, 'server', 'dist-bench', 'bench', 'main.js');
const child = spawn(process.execPath, ['--max-old-space-size=4096', main, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('close', (code) => process.exit(code ?? 1));
