import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder with `pnpm-workspace.yaml`. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * Runs a program of this Node, such as `typescript/bin/tsc`, found from `folder` (relative to the root).
 * Nothing goes through a shell or `.bin`, so it is the same on every system.
 */
export function runNode(folder, script, args, options = {}) {
  return run(process.execPath, [join(root, folder, script), ...args], { cwd: join(root, folder), ...options });
}

/**
 * Runs a command to its end.
 * @param options `echo: true` shows the output as it comes; otherwise it is only kept.
 * @returns `{ code, output }`: the exit code (1 where it could not be started) and stdout with stderr.
 */
export function run(command, args, { cwd = root, env = process.env, echo = false } = {}) {
  return new Promise((done) => {
    let output = '';
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (chunk) => {
        output += chunk;
        if (echo) process.stderr.write(chunk);
      });
    }
    child.on('error', (error) => done({ code: 1, output: `${output}${error.message}\n` }));
    child.on('close', (code) => done({ code: code ?? 1, output }));
  });
}
