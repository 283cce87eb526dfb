import { readFileSync } from 'node:fs';

// Linux alone tells these; elsewhere they are NaN and the columns stay empty.

const ticksPerSecond = 100;

/** CPU seconds that a process has used so far, its threads included. */
export function cpuSeconds(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  } catch {
    return Number.NaN;
  }
}

/** Memory of a process in MiB: held now, and the most it ever held. */
export function memoryMiB(pid: number): { now: number; peak: number } {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kib = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1]);
    return { now: kib('VmRSS') / 1024, peak: kib('VmHWM') / 1024 };
  } catch {
    return { now: Number.NaN, peak: Number.NaN };
  }
}

/** Memory of processes together in MiB, what they share counted once. */
export function memoryTogether(pids: readonly number[]): number {
  const kib = pids.map((pid) => {
    try {
      return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
    } catch {
      return 0; // gone meanwhile
    }
  });
  return kib.reduce((sum, one) => sum + one, 0) / 1024;
}

/** Processes that a process has started, and they in turn. */
export function childrenOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    const own = text === '' ? [] : text.split(' ').map(Number);
    return own.flatMap((child) => [child, ...childrenOf(child)]);
  } catch {
    return [];
  }
}

const windowMs = 100;

/** Waits until none of the processes does anything any more, or `mostMs` are over. */
export async function untilIdle(pids: readonly number[], mostMs = 5_000): Promise<void> {
  const used = (): number => pids.reduce((sum, pid) => sum + (cpuSeconds(pid) || 0), 0);
  let last = used();
  let quiet = 0;
  for (const end = Date.now() + mostMs; quiet < 2 && Date.now() < end;) {
    await new Promise((done) => setTimeout(done, windowMs));
    const now = used();
    quiet = now - last <= 0.011 ? quiet + 1 : 0; // one tick is nothing
    last = now;
  }
}
