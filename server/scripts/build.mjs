import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, runNode } from './process.mjs';

const stamps = join(root, '.kehu', 'build');
const common = ['pnpm-lock.yaml', 'tsconfig.base.json'];
const isSource = (path) => !/(\.test\.[a-z]+|\.md)$|\/(testing|generated)\//.test(path);

/**
 * What is built, in order. A part is built when the content of `inputs` differs from its last build.
 * `make` writes to the folder it is given, which takes the old one's place only when all went well.
 */
const parts = [
  {
    name: 'shared',
    inputs: [...common, 'shared/src', 'shared/package.json', 'shared/tsconfig.json', 'shared/tsconfig.build.json'],
    make: (out) => [() => tsc('shared', out)],
  },
  {
    name: 'server',
    inputs: [
      ...common,
      'shared/src',
      'server/src',
      'server/package.json',
      'server/tsconfig.json',
      'server/tsconfig.build.json',
    ],
    make: (out) => [() => tsc('server', out)],
  },
  {
    name: 'client',
    inputs: [
      ...common,
      'codegen.yml',
      'shared/src',
      'server/schema.graphql',
      'client/src',
      'client/public',
      'client/codegen',
      'client/index.html',
      'client/package.json',
      'client/tsconfig.json',
      'client/vite.config.ts',
    ],
    make: (out) => [
      codegen,
      () => runNode('client', 'node_modules/vite/bin/vite.js', ['build', '--outDir', out, '--logLevel', 'warn']),
    ],
  },
];

function tsc(folder, out) {
  return runNode(folder, 'node_modules/typescript/bin/tsc', ['-p', 'tsconfig.build.json', '--outDir', out]);
}

/** Writes client/src/generated from the schema and the client's documents. */
export function codegen() {
  return runNode('.', 'node_modules/@graphql-codegen/cli/cjs/bin.js', ['--config', 'codegen.yml']);
}

/**
 * Builds what changed since its last build, and says so on stderr.
 * @param only names of the parts to look at; all by default
 * @throws Error with the compiler's output
 */
export async function buildStale(only = parts.map((part) => part.name)) {
  for (const part of parts.filter(({ name }) => only.includes(name))) {
    const dist = join(root, part.name, 'dist');
    const stamp = join(stamps, `${part.name}.hash`);
    const hash = hashOf(part.inputs);
    if (existsSync(dist) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) continue;
    process.stderr.write(`Building ${part.name} ...\n`);
    const next = `${dist}.next`;
    rmSync(next, { recursive: true, force: true });
    for (const step of part.make('dist.next')) {
      const { code, output } = await step();
      if (code !== 0) throw new Error(`${part.name} could not be built.\n${output}`);
    }
    rmSync(dist, { recursive: true, force: true });
    renameSync(next, dist);
    mkdirSync(stamps, { recursive: true });
    writeFileSync(stamp, hash);
  }
}

function hashOf(inputs) {
  const hash = createHash('sha256');
  for (const input of inputs) {
    for (const file of filesOf(input))
      hash
        .update(`${file}\0`)
        .update(readFileSync(join(root, file)))
        .update('\0');
  }
  return hash.digest('hex');
}

/** A file itself, or the sources under a folder, in a fixed order; nothing where it does not exist. */
function filesOf(path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((file) => isSource(`/${file}`))
    .sort();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await buildStale();
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
