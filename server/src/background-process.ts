import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Falls } from './falls';

/** What the process is told: to look for jobs now, or to end. */
export type BackgroundWord = 'look' | 'stop';

/** What it runs: compiled, so that jobs stay in the serving process where the sources themselves are run. */
const script = join(__dirname, 'background.js');

/** Whether jobs can be run by a process of their own. */
export const canRunApart = (): boolean => __filename.endsWith('.js') && existsSync(script);

/**
 * A little of each generation of rows is alive at a time, so a small nursery keeps the process small; what grows beyond the end of its
 * heap is no job's. How soon the rest of the heap is looked through is left to the engine, which goes by that end: looking
 * after each quarter of growth cost a sixth of all processor time and spared 10 MiB.
 */
const memory = ['--max-semi-space-size=8', '--max-old-space-size=1024'];

/** The process that runs jobs, so that no request waits for them: started when there are some, gone when there have been none for a while. */
export class BackgroundProcess {
  private child: ChildProcess | null = null;
  private ended: Promise<void> = Promise.resolve();
  private stopping = false;
  private readonly falls = new Falls();

  /** Some jobs wait. */
  wake(): void {
    if (this.stopping) return;
    if (this.child) this.tell('look');
    else if (!this.falls.areTooMany) this.start(null);
  }

  /** Has it stop its jobs at their next step, and waits until it has ended. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.tell('stop');
    await this.ended;
  }

  private tell(word: BackgroundWord): void {
    if (this.child?.connected) this.child.send(word);
  }

  /** @param fallen holder of the jobs that the one before left behind */
  private start(fallen: string | null): void {
    const holder = randomUUID();
    const child = fork(script, [holder, fallen ?? ''], { execArgv: memory });
    this.child = child;
    this.ended = new Promise((resolve) => {
      const end = (code: number | null): void => {
        if (this.child !== child) return;
        this.child = null;
        resolve();
        if (code === 0 || this.stopping) return;
        this.falls.note();
        if (!this.falls.areTooMany) this.start(holder);
      };
      child.once('exit', end);
      child.once('error', () => end(1));
    });
  }
}
