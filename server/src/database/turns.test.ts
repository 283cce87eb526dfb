import { Caller } from './caller';
import { TooManyWaiting, Turns, type Lane } from './turns';

/** A pool that does nothing until it is told to finish something. */
class FakePool {
  readonly started: string[] = [];
  private readonly ends = new Map<string, () => void>();

  work(name: string): () => Promise<string> {
    return () => {
      this.started.push(name);
      return new Promise((resolve) => this.ends.set(name, () => resolve(name)));
    };
  }

  async finish(name: string): Promise<void> {
    this.ends.get(name)!();
    // What waits for the promise, and what waits for that.
    await Promise.resolve();
    await Promise.resolve();
  }
}

const options = {
  slots: { light: 4, heavy: 1, writes: 1 },
  perHolder: { light: 2, heavy: 1, writes: 1 },
  waiting: { perHolder: 3, inAll: 6 },
};

describe('turns', () => {
  let pool: FakePool;
  let turns: Turns;
  beforeEach(() => {
    pool = new FakePool();
    turns = new Turns(options);
  });
  const ask = (name: string, lane: Lane = 'light', caller?: Caller): Promise<string> =>
    turns.run(name[0]!, lane, pool.work(name), caller);

  it('lets a holder run only so much at once, and others beside', async () => {
    void ask('a1');
    void ask('a2');
    void ask('a3');
    void ask('b1');
    expect(pool.started).toEqual(['a1', 'a2', 'b1']);
    await pool.finish('a1');
    expect(pool.started).toEqual(['a1', 'a2', 'b1', 'a3']);
  });

  it('serves holders in turn, however much one of them has brought first', async () => {
    turns = new Turns({ ...options, slots: { ...options.slots, light: 1 } });
    for (const name of ['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1']) void ask(name);
    for (const name of ['a1', 'a2', 'b1', 'c1', 'a3', 'b2']) await pool.finish(name);
    expect(pool.started).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4']);
  });

  it('keeps what reads much in its lane, so that the others never wait for it', async () => {
    void ask('a1', 'heavy');
    void ask('b1', 'heavy');
    void ask('c1');
    void ask('d1', 'writes');
    expect(pool.started).toEqual(['a1', 'c1', 'd1']);
    await pool.finish('a1');
    expect(pool.started).toEqual(['a1', 'c1', 'd1', 'b1']);
  });

  it('lets a holder run so much in each lane, whatever it runs in the others', async () => {
    turns = new Turns({ ...options, slots: { ...options.slots, heavy: 2 } });
    for (const name of ['a1', 'a2', 'b1']) void ask(name, 'heavy');
    void ask('a3');
    void ask('a4', 'writes');
    expect(pool.started).toEqual(['a1', 'b1', 'a3', 'a4']);
    await pool.finish('a1');
    expect(pool.started).toEqual(['a1', 'b1', 'a3', 'a4', 'a2']);
  });

  it('gives a turn back when the work fails', async () => {
    turns = new Turns({ ...options, slots: { ...options.slots, light: 1 } });
    const failing = turns.run('a', 'light', () => Promise.reject(new Error('broken')));
    void ask('b1');
    await expect(failing).rejects.toThrow('broken');
    expect(pool.started).toEqual(['b1']);
  });

  it('refuses what is too much to wait, of one and of all', async () => {
    for (const name of ['a1', 'a2', 'a3', 'a4', 'a5']) void ask(name);
    await expect(ask('a6')).rejects.toEqual(new TooManyWaiting('holder'));
    for (const name of ['b1', 'b2', 'b3', 'b4', 'c1']) void ask(name);
    await expect(ask('c2')).rejects.toEqual(new TooManyWaiting('all'));
    // Room again for one.
    await pool.finish('a1');
    void ask('a7');
    await pool.finish('a2');
    await pool.finish('a3');
    expect(pool.started).not.toContain('a6');
  });

  it('drops what waits for a caller that goes away, and does not begin anything for one that has', async () => {
    const caller = new Caller();
    void ask('a1');
    void ask('a2');
    const dropped = ask('a3', 'light', caller);
    void ask('a4');
    caller.leave();
    await expect(dropped).rejects.toMatchObject({ reason: 'caller-gone' });
    await expect(ask('b1', 'light', caller)).rejects.toMatchObject({ reason: 'caller-gone' });
    await pool.finish('a1');
    expect(pool.started).toEqual(['a1', 'a2', 'a4']);
  });

  it('does not touch what has begun or is done when the caller goes away', async () => {
    const caller = new Caller();
    void ask('a1');
    void ask('a2');
    const third = ask('a3', 'light', caller);
    await pool.finish('a1');
    caller.leave();
    await pool.finish('a3');
    await expect(third).resolves.toBe('a3');
  });
});
