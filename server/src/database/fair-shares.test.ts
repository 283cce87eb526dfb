import { StatementEnded, type Bounds, type Capacity, type Database, type SqlRow } from './database';
import { FairShares } from './fair-shares';

/** A database that answers when it is told to, and tells how it was asked. */
function fake(capacity: Partial<Capacity> = {}) {
  const asked: Bounds[] = [];
  let answer: (bounds: Bounds) => Promise<SqlRow[]> = async () => [];
  const database = {
    dialect: 'mysql',
    capacity: { light: 6, heavy: 2, writes: 3, lightHoldsAll: false, ...capacity },
    boundedRows: (_sql: string, _params: unknown, bounds: Bounds) => {
      asked.push(bounds);
      return answer(bounds);
    },
  } as unknown as Database;
  return { database, asked, answers: (of: typeof answer) => void (answer = of) };
}

const seconds = { light: 10, heavy: 30 };
const read = (shares: FairShares, heavy = false): Promise<SqlRow[]> =>
  shares.onBehalf({ holder: 'someone', heavy }).rows('SELECT 1');

describe('fair shares', () => {
  it('put a limit on every read, by its kind', async () => {
    const { database, asked } = fake();
    const shares = new FairShares(database, seconds);
    await read(shares);
    await read(shares, true);
    expect(asked).toMatchObject([
      { milliseconds: 10_000, heavy: false },
      { milliseconds: 30_000, heavy: true },
    ]);
  });

  it('say what to do at the limit, in words that tell nothing of the statement', async () => {
    const { database, answers } = fake();
    answers(() => Promise.reject(new StatementEnded('limit', new Error('SELECT secret'))));
    const ended = read(new FairShares(database, seconds), true);
    await expect(ended).rejects.toMatchObject({
      code: 'QUERY_TOO_EXPENSIVE',
      message: expect.stringMatching(/^This takes the database longer than 30 seconds\. Ask for less/) as string,
    });
  });

  it('share what a request has among its reads, and leave those of another alone', async () => {
    const { database, asked, answers } = fake();
    let now = 0;
    const shares = new FairShares(database, seconds, () => now);
    answers(async ({ milliseconds }) => {
      now += Math.min(9_000, milliseconds);
      if (milliseconds < 9_000) throw new StatementEnded('limit', new Error('SELECT secret'));
      return [];
    });
    const together = { left: 22_000 };
    const one = shares.onBehalf({ holder: 'someone', heavy: false, together });
    await one.rows('SELECT 1');
    await one.rows('SELECT 1');
    const words = expect.stringMatching(/^All reads of this request together/) as string;
    await expect(one.rows('SELECT 1')).rejects.toMatchObject({ code: 'QUERY_TOO_EXPENSIVE', message: words });
    await expect(one.rows('SELECT 1')).rejects.toMatchObject({ code: 'QUERY_TOO_EXPENSIVE', message: words });
    expect(asked.map(({ milliseconds }) => milliseconds)).toEqual([10_000, 10_000, 4_000]);
    expect(await read(shares)).toEqual([]);
  });

  it('refuse more than may wait with what to do', async () => {
    const { database, answers } = fake();
    answers(() => new Promise(() => undefined));
    const shares = new FairShares(database, seconds);
    for (let i = 0; i < 503; i++) void read(shares);
    await expect(read(shares)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  });

  it('pass other faults on as they are', async () => {
    const { database, answers } = fake();
    answers(() => Promise.reject(new Error('disk')));
    await expect(read(new FairShares(database, seconds))).rejects.toThrow('disk');
  });

  it('send whose light reads hold everybody up to where they do not, for a while', async () => {
    const { database, asked, answers } = fake({ lightHoldsAll: true });
    let now = 0;
    const shares = new FairShares(database, seconds, () => now);
    answers(async () => []);
    await read(shares);
    answers(async ({ heavy }) => {
      if (!heavy) now += 150;
      return [];
    });
    await read(shares);
    await read(shares);
    await shares.onBehalf({ holder: 'another', heavy: false }).rows('SELECT 1');
    now += 60_001;
    await read(shares);
    expect(asked.map(({ heavy }) => heavy)).toEqual([false, false, true, false, false]);
    // Longer limits are for what says so itself.
    expect(asked[2]!.milliseconds).toBe(10_000);
  });

  it('end what holds everybody up, begin it again where it does not, and know it from then on', async () => {
    const { database, asked, answers } = fake({ lightHoldsAll: true });
    let now = 0;
    const shares = new FairShares(database, seconds, () => now);
    const as = (holder: string, sql: string) => shares.onBehalf({ holder, heavy: false }).rows(sql);
    answers(async ({ heavy }) => {
      if (!heavy) throw new StatementEnded('limit');
      return [['all of it']];
    });
    expect(await as('one', 'SELECT long')).toEqual([['all of it']]);
    expect(await as('two', 'SELECT long')).toEqual([['all of it']]); // the statement
    answers(async () => []);
    await as('one', 'SELECT short'); // and whoever brought it
    await as('two', 'SELECT short');
    now += 60_001;
    await as('one', 'SELECT long');
    expect(asked.map(({ heavy, milliseconds }) => [heavy, milliseconds])).toEqual([
      [false, 50],
      [true, 10_000],
      [true, 10_000],
      [true, 10_000],
      [false, 50],
      [false, 50],
    ]);
  });

  it('tell faults of what holds everybody up as they are', async () => {
    const { database, answers } = fake({ lightHoldsAll: true });
    answers(() => Promise.reject(new Error('disk')));
    await expect(read(new FairShares(database, seconds))).rejects.toThrow('disk');
  });

  it('send a statement that was very slow to where it can be ended, whoever brings it next', async () => {
    const { database, asked, answers } = fake({ lightHoldsAll: true });
    let now = 0;
    const shares = new FairShares(database, seconds, () => now);
    const as = (holder: string, sql: string) => shares.onBehalf({ holder, heavy: false }).rows(sql);
    answers(async ({ heavy }) => {
      if (!heavy) now += 1_001;
      return [];
    });
    await as('one', 'SELECT slow');
    await as('two', 'SELECT slow');
    await as('three', 'SELECT other');
    expect(asked.map(({ heavy, milliseconds }) => [heavy, milliseconds])).toEqual([
      [false, 50],
      [true, 10_000],
      [false, 50],
    ]);
  });
});
