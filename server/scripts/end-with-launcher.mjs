import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const launcher = /^(\S*node\S* )?(\S*\/)?(npm|npx|pnpm)(-cli)?(\.[cm]?js)?( |$)/;
const shell = /^(\S*\/)?(sh|dash|bash) -c /;

/**
 * Ends this process (SIGTERM) when one of the npm, npx or pnpm processes that started it is gone. pnpm runs scripts in a
 * process group of their own and npx does not pass every signal on, so `kill` on the command that was typed would otherwise
 * leave a server behind that holds the port and the database.
 */
export function endWithLauncher() {
  if (process.platform === 'win32') return;
  const links = linksUp(process.pid);
  if (links.length === 0) return;
  const timer = setInterval(() => {
    if (links.every(isThere)) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, 1000);
  timer.unref();
}

/** The pairs of child and parent from `pid` up to the topmost launcher, shells between launchers included. */
function linksUp(pid) {
  const links = [];
  let upToLauncher = 0;
  for (let child = pid; ;) {
    const parent = lookAt(child)?.parent;
    const command = parent > 1 ? lookAt(parent)?.command : undefined;
    if (command === undefined || !(launcher.test(command) || shell.test(command))) break;
    links.push({ child, parent });
    if (launcher.test(command)) upToLauncher = links.length;
    child = parent;
  }
  return links.slice(0, upToLauncher);
}

/** A dead parent may stay as a zombie, but its children get another parent at once. */
function isThere({ child, parent }) {
  if (process.platform === 'linux') return lookAt(child)?.parent === parent;
  try {
    process.kill(parent, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Parent and command line of a process; undefined where it is gone. */
function lookAt(pid) {
  try {
    if (process.platform !== 'linux') {
      const line = execFileSync('ps', ['-o', 'ppid=,args=', '-p', String(pid)], { encoding: 'utf8' }).trim();
      const [, parent, command] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
      return { parent: Number(parent), command };
    }
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    // The name in brackets may hold anything, so the fields are counted from the last bracket: state, parent, ...
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { parent: Number(fields[1]), command };
  } catch {
    return undefined;
  }
}
