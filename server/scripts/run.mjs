// Runs a program of the built server: `node server/scripts/run.mjs <program> [arguments]`. Builds what changed first.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { join } from 'node:path';
import { buildStale } from './build.mjs';
import { endWithLauncher } from './end-with-launcher.mjs';
import { root } from './process.mjs';

/** Program -> its file below server/dist, and the parts it needs built. */
const programs = {
  start: { file: 'main.js', parts: ['shared', 'server', 'client'] },
  kehu: { file: 'cli/main.js', parts: ['shared', 'server'] },
};

function stop(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  stop(`Kehu needs Node 20.19 or newer; this is ${process.versions.node}. See https://nodejs.org/en/download.`);
}

/**
 * The embedded database is native code; on Node 20 it is compiled on installing where no ready binary can be fetched.
 * Needs the server built, which knows what to load.
 */
function checkEmbeddedDatabase() {
  if (!(process.env.DATABASE_URL || 'sqlite:').startsWith('sqlite:')) return;
  const { sqliteModule, sqlitePackage } = createRequire(import.meta.url)('../dist/database/sqlite-module.js');
  try {
    const Database = sqliteModule();
    new Database(':memory:').close();
  } catch (error) {
    const compiled = sqlitePackage === 'better-sqlite3';
    const missing = compiled ? ['g++', 'make', 'python3'].filter((tool) => !works(tool)) : [];
    const anew = 'rm -rf node_modules && npx -y pnpm@12 install';
    if (missing.length === 0)
      stop(
        `The embedded database (${sqlitePackage}) does not load on Node ${process.versions.node}: ` +
          `${error.message.split('\n')[0]}\nTo install it anew, as after changing to another Node, run: ${anew}`,
      );
    stop(
      `The embedded database could not be built: ${missing.join(', ')} not found. Install them ` +
        `(Debian, Ubuntu: apt-get install -y build-essential python3), then run: ${anew}`,
    );
  }
}

function works(tool) {
  try {
    execFileSync(tool, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const [name, ...rest] = process.argv.slice(2);
const program = programs[name] ?? stop(`No program ${name}; there are ${Object.keys(programs).join(', ')}.`);
checkNode();
try {
  // The server first: what is missing for it is said before the minute that the app takes.
  await buildStale(program.parts.filter((part) => part !== 'client'));
  checkEmbeddedDatabase();
  if (program.parts.includes('client')) await buildStale(['client']);
} catch (error) {
  stop(error.message);
}
const file = join(root, 'server', 'dist', program.file);
if (!existsSync(file)) stop(`${file} is missing after the build.`);
if (name === 'start') endWithLauncher();
// In this very process: signals, exit code and standard streams need no forwarding, and nothing is left behind when
// it is killed.
process.argv = [process.argv[0], file, ...rest];
Module.runMain(file);
