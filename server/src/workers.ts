import cluster, { type Worker } from 'node:cluster';
import { BackgroundProcess, canRunApart } from './background-process';
import { Falls } from './falls';

/** What a worker is told when the others stop. */
const stopWord = 'stop';

/** What a worker tells when jobs wait: those that serve together have one process for them. */
const jobsWord = 'jobs';

/** Whether this process only leads others that serve. */
export const isLeader = (workers: number): boolean => workers > 1 && cluster.isPrimary;

/** Whether this process speaks to the person at the terminal: alone, or the first of several. */
export const isSpeaker = (): boolean => !cluster.worker || cluster.worker.id === 1;

/**
 * Starts `count` processes that serve one port, and one anew in the place of each that falls. The first does what is to be
 * done once (migrations, demo, search index); the others begin when it answers.
 * @returns the exit code, when all have ended
 */
export function lead(count: number): Promise<number> {
  return new Promise((resolve) => {
    let stopping = false;
    let code = 0;
    /** Those that have answered; one that falls before would only fall again. */
    const served = new Set<number>();
    const falls = new Falls();
    const background = new BackgroundProcess();
    const workers = (): Worker[] => Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
    const fork = (): Worker => {
      const worker = cluster.fork();
      worker.once('listening', () => served.add(worker.id));
      worker.on('message', (word) => word === jobsWord && background.wake());
      return worker;
    };
    const stop = (): void => {
      if (stopping) for (const worker of workers()) worker.process.kill('SIGKILL'); // asked twice: now
      stopping = true;
      void background.stop();
      for (const worker of workers()) if (worker.isConnected()) worker.send(stopWord);
    };
    cluster.on('exit', (worker, exitCode) => {
      falls.note();
      if (!stopping && served.delete(worker.id) && !falls.areTooMany) return void fork();
      if (!stopping) {
        code = exitCode || 1;
        stop();
      }
      if (workers().length === 0) void background.stop().then(() => resolve(code));
    });
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
    fork().once('listening', () => {
      for (let i = 1; i < count && !stopping; i++) fork();
    });
  });
}

/** Calls `stop` when the leader says so or is gone, and otherwise as a process of its own is stopped: by signals. */
export function onStop(stop: () => void): void {
  if (!cluster.worker) {
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
    return;
  }
  // The terminal tells the whole group; the leader passes it on.
  let told = false;
  const once = (): void => {
    if (!told) stop();
    told = true;
  };
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', once);
  process.on('message', (word) => word === stopWord && once());
  process.on('disconnect', once);
}

/** The process that runs the jobs of this one, or of all that serve together; null where this one has to. */
export function jobsApart(): Pick<BackgroundProcess, 'wake' | 'stop'> | null {
  if (!canRunApart()) return null;
  if (!cluster.worker) return new BackgroundProcess();
  return {
    wake: () => void (process.connected && process.send!(jobsWord)),
    stop: () => Promise.resolve(), // the leader's
  };
}
