import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';

/** Servers run on the first core, the database and the load on the second. */
const serverCore = '0';
const otherCore = '1';

const pins = process.platform === 'linux' && cpus().length > 1 && spawnSync('taskset', ['--version']).status === 0;

/** The command that runs `command` on the servers' core. */
export const onServerCore = (command: readonly string[]): [string, string[]] =>
  pins ? ['taskset', ['-c', serverCore, ...command]] : [command[0]!, command.slice(1)];

/** Moves a running process and its threads to the core of database and load. */
export function toOtherCore(pid: number): void {
  if (pins) spawnSync('taskset', ['-a', '-p', '-c', otherCore, String(pid)]);
}

/** Lets a process run anywhere again. */
export function unpin(pid: number): void {
  if (pins) spawnSync('taskset', ['-a', '-p', '-c', `0-${cpus().length - 1}`, String(pid)]);
}
