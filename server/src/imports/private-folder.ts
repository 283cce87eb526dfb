import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Tells folders of this machine from those of others that may share its temporary folder: numbers of processes are its own. */
const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
const nameOf = (pid: number): string => `kehu-import-${machine}-${pid}-`;

let removed: Promise<void> | null = null;

/**
 * A folder for files as people sent them, which nobody else can look into. Whoever asks for it removes it; what a process that was
 * killed left behind, the next one takes away.
 */
export async function privateFolder(): Promise<string> {
  // Asked for the first time, this process has none yet: one with its number is of another that had it before.
  await (removed ??= removeAbandoned(tmpdir(), (pid) => pid !== process.pid && isRunning(pid)).catch(
    () => undefined, // a folder that can't be listed can be written to all the same
  ));
  return mkdtemp(join(tmpdir(), nameOf(process.pid)));
}

/** Removes the folders of processes that do not run any more. */
export async function removeAbandoned(folder: string, runs: (pid: number) => boolean = isRunning): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = Number(/^kehu-import-[0-9a-f]{8}-(\d+)-/.exec(name)?.[1]);
    if (!name.startsWith(nameOf(pid)) || runs(pid)) continue;
    // One that is somebody else's can't be removed, and holds nothing of ours.
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
