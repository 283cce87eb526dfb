import { createKehu, type Kehu } from '../app';
import { bumpAccessVersion } from '../accounts/access-state';
import { createUser } from '../accounts/users';
import { KehuError } from '../errors/errors';
import { builtInRoles } from '../roles';
import { testKehu, testNow, testSecrets, type TestKehu } from '../../test/kehu';
import type { Principal } from '../access/principal';
import { jobKind, type JobRun } from './job-kind';

/** What the kinds of this test do, changed by each test. */
let work: (run: JobRun<{ to: number }, { at: number }>) => Promise<unknown>;
let now = testNow;
const counting = jobKind<{ to: number }, { at: number }>({ kind: 'count', result: 'summary', run: (run) => work(run) });
const listing = jobKind<{ to: number }, { at: number }>({ kind: 'list', result: 'data', run: (run) => work(run) });
const importing = jobKind({
  kind: 'guarded',
  right: 'imports:run',
  result: 'summary',
  run: (run) => work(run as never),
});
/** Numbers of the faults that the log was told of. */
const faults: (string | undefined)[] = [];
const options = {
  jobKinds: [counting, listing, importing],
  clock: () => now,
  onFault: (_: unknown, errorId?: string) => void faults.push(errorId),
};

let kehu: TestKehu;
/** A second process over the same database. */
let other: Kehu;
let ada: Principal;
let ben: Principal;

const user = async (name: string, roles: string[]): Promise<Principal> => {
  const services = {
    database: kehu.test.database,
    clock: () => now,
    roleOf: (key: string) => builtInRoles.find((role) => role.key === key),
    actor: { type: 'system' as const },
  };
  const { pk } = await createUser(services, { email: `${name}@kehu.example`, name, roles, password: null } as never);
  return (await kehu.authenticator.principalOfUser(pk))!;
};

beforeAll(async () => {
  kehu = await testKehu({ demo: false, ...options });
  other = await createKehu({ database: kehu.test.database, secrets: testSecrets, ...options });
  ada = await user('ada', ['steward']);
  ben = await user('ben', ['analyst']);
});

afterAll(() => kehu.drop());

const enqueue = (kind: string, to = 3, as = ada): Promise<string> =>
  kehu.jobs.enqueue(as, { kind, params: { to }, language: 'en' });
const shown = async (id: string, as = ada) => (await kehu.jobs.find(as, id, 'en'))!;

/** Counts on from the checkpoint, one step each. */
const count =
  (atStep?: (at: number) => Promise<void> | void) =>
  async (run: JobRun<{ to: number }, { at: number }>): Promise<object> => {
    let at = run.checkpoint?.at ?? 0;
    while (at < run.params.to) {
      await run.step();
      await atStep?.(at);
      at++;
      run.progress(at, run.params.to);
      await run.save({ at });
    }
    return { counted: at };
  };

const jobDocument = `query ($id: ID!) { job(id: $id) { id kind state done total result stale error { code message } } }`;

it('runs, tells how far it is, and answers its owner alone', async () => {
  work = count();
  const id = await enqueue('count');
  expect((await kehu.ask(ada, jobDocument, { id })).data!.job).toMatchObject({
    state: 'QUEUED',
    done: 0,
    result: null,
  });
  await kehu.jobs.runner.pump();
  const mine = await kehu.ask(ada, jobDocument, { id });
  expect(mine.data!.job).toEqual({
    id,
    kind: 'count',
    state: 'SUCCEEDED',
    done: 3,
    total: 3,
    result: { counted: 3 },
    stale: false,
    error: null,
  });
  const theirs = await kehu.ask(ben, jobDocument, { id });
  const nobodys = await kehu.ask(ben, jobDocument, { id: '00000000-0000-4000-8000-000000000000' });
  expect(theirs).toEqual(nobodys);
  expect(theirs.data).toEqual({ job: null });
  expect((await kehu.ask(ada, '{ jobs(kinds: ["count"]) { id } }')).data!.jobs).toEqual([{ id }]);
  expect((await kehu.ask(ben, '{ jobs { id } }')).data!.jobs).toEqual([]);
  const refusals = await Promise.all(
    ['cancelJob', 'pauseJob', 'resumeJob'].map((field) => kehu.ask(ben, `mutation { ${field}(id: "${id}") { id } }`)),
  );
  for (const { errors } of refusals) expect(errors![0]!.originalError).toMatchObject({ code: 'NOT_FOUND' });
});

it('keeps parameters, checkpoints and results closed in the database', async () => {
  work = count();
  const id = await kehu.jobs.enqueue(ada, {
    kind: 'count',
    params: { to: 1, where: '110101199003077758' },
    language: 'en',
  });
  await kehu.jobs.runner.pump();
  expect((await shown(id)).state).toBe('SUCCEEDED');
  const rows = await kehu.test.database.rows('SELECT params, result FROM jobs');
  expect(JSON.stringify(rows)).not.toMatch(/1101011990|counted/);
});

it('pauses at a step and goes on from the checkpoint', async () => {
  const id = await enqueue('count', 5);
  const steps: number[] = [];
  work = count(async (at) => {
    steps.push(at);
    if (at === 2 && steps.length === 3) await kehu.jobs.pause(ada, id);
  });
  await kehu.jobs.runner.pump();
  expect(await shown(id)).toMatchObject({ state: 'PAUSED', done: 3 });
  await kehu.jobs.resume(ada, id);
  await kehu.jobs.runner.pump();
  expect(await shown(id)).toMatchObject({ state: 'SUCCEEDED', result: { counted: 5 } });
  expect(steps).toEqual([0, 1, 2, 3, 4]);
});

it('is cancelled from another process at its next step, and never runs again', async () => {
  const id = await enqueue('count', 5);
  const steps: number[] = [];
  work = count(async (at) => {
    steps.push(at);
    if (at === 1) await other.jobs.cancel(ada, id);
  });
  await kehu.jobs.runner.pump();
  expect(steps).toEqual([0, 1]);
  expect(await shown(id)).toMatchObject({ state: 'CANCELLED', done: 2 });
  await expect(kehu.jobs.resume(ada, id)).rejects.toMatchObject({ code: 'CONFLICT' });
  await expect(kehu.jobs.cancel(ada, id)).rejects.toMatchObject({ code: 'CONFLICT' });
});

it('is gone on with by another process when its holder is silent, and the first writes nothing more', async () => {
  const id = await enqueue('count', 4);
  let first = true;
  const steps: string[] = [];
  const taken: { by: Promise<void> | null } = { by: null };
  work = async (run) => {
    const name = first ? 'first' : 'second';
    first = false;
    return count(async (at) => {
      steps.push(`${name} ${at}`);
      if (name !== 'first' || at !== 1) return;
      now += 60_000; // no sign of life for a minute
      taken.by = other.jobs.runner.pump();
      await taken.by;
    })(run);
  };
  await kehu.jobs.runner.pump();
  expect(steps).toEqual(['first 0', 'first 1', 'second 1', 'second 2', 'second 3']);
  expect(await shown(id)).toMatchObject({ state: 'SUCCEEDED', done: 4, result: { counted: 4 } });
});

it('saves in the transaction of the work: what a holder without lease did is rolled back', async () => {
  const id = await enqueue('count', 1);
  const { database } = kehu.test;
  work = async (run) => {
    await run.step();
    await database.run("UPDATE jobs SET holder = 'another' WHERE state = 'RUNNING'");
    await database.transaction(async (tx) => {
      await tx.run("INSERT INTO settings (name, value) VALUES ('half', '1')");
      await run.save({ at: 1 }, tx);
    });
  };
  await kehu.jobs.runner.pump();
  expect(await database.rows("SELECT 1 FROM settings WHERE name = 'half'")).toEqual([]);
  await database.run("UPDATE jobs SET state = 'FAILED' WHERE state = 'RUNNING'");
  expect((await shown(id)).state).toBe('FAILED');
});

it('tells what went wrong: expected in words, unexpected by a number; a busy database is tried again', async () => {
  work = async () => {
    throw new KehuError('BAD_USER_INPUT', { en: 'No such column.', zh: '没有该列。' }, ['file']);
  };
  const expected = await enqueue('count');
  await kehu.jobs.runner.pump();
  expect(await shown(expected)).toMatchObject({
    state: 'FAILED',
    error: { code: 'BAD_USER_INPUT', message: 'No such column.' },
  });
  expect((await kehu.jobs.find(ada, expected, 'zh'))!.error!.message).toBe('没有该列。');
  work = async () => {
    throw new Error("duplicate entry '13800138000'");
  };
  const unexpected = await enqueue('count');
  await kehu.jobs.runner.pump();
  const { error } = await shown(unexpected);
  expect(error).toMatchObject({ code: 'INTERNAL' });
  expect(error!.message).not.toContain('13800138000');
  // The log says the number that the owner was told.
  expect(faults).toEqual([expect.any(String)]);
  expect(error!.message).toContain(faults[0]);
  let failures = 0;
  work = async () => {
    if (failures++ === 0) throw Object.assign(new Error('busy'), { name: 'BusyError' });
    return 'done';
  };
  const busy = await enqueue('count');
  await kehu.jobs.runner.pump();
  expect((await shown(busy)).state).toBe('QUEUED');
  now += 60_000;
  await kehu.jobs.runner.pump();
  expect(await shown(busy)).toMatchObject({ state: 'SUCCEEDED', result: 'done' });
});

it('is given up after it was begun many times without getting further', async () => {
  const id = await enqueue('count');
  await kehu.test.database.run("UPDATE jobs SET attempts = 8 WHERE state = 'QUEUED'");
  work = count();
  await kehu.jobs.runner.pump();
  expect(await shown(id)).toMatchObject({ state: 'FAILED', error: { code: 'UNAVAILABLE' } });
  await kehu.jobs.resume(ada, id);
  await kehu.jobs.runner.pump();
  expect((await shown(id)).state).toBe('SUCCEEDED');
});

it('needs its right at the start and at each step, and an owner that may still sign in', async () => {
  await expect(enqueue('guarded', 3, ben)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  const id = await enqueue('guarded', 3);
  work = count(async (at) => {
    if (at !== 0) return;
    await kehu.test.database.run("UPDATE user_roles SET role = 'analyst' WHERE user_pk = ?", [ada.pk]);
    await bumpAccessVersion(kehu.test.database);
  });
  await kehu.jobs.runner.pump();
  expect(await shown(id)).toMatchObject({ state: 'FAILED', done: 1, error: { code: 'FORBIDDEN' } });
  await kehu.test.database.run("UPDATE user_roles SET role = 'steward' WHERE user_pk = ?", [ada.pk]);
  await bumpAccessVersion(kehu.test.database);

  const stopped = await enqueue('count', 3, ben);
  work = count(async (at) => {
    if (at === 0)
      await kehu.test.database.run('UPDATE users SET disabled = 1, version = version + 1 WHERE pk = ?', [ben.pk]);
  });
  await kehu.jobs.runner.pump();
  expect(await shown(stopped, ben)).toMatchObject({ state: 'FAILED', done: 1, error: { code: 'UNAUTHENTICATED' } });
  await kehu.test.database.run('UPDATE users SET disabled = 0, version = version + 1 WHERE pk = ?', [ben.pk]);
});

describe('what is made of records', () => {
  const text = 'x'.repeat(40_000);
  const write = async (run: JobRun<{ to: number }, { at: number }>): Promise<object> => {
    const file = run.file('列表.csv', 'text/csv; charset=utf-8');
    let at = run.checkpoint?.at ?? 0;
    for (; at < run.params.to; at++) {
      await run.step();
      await file.write(`${at}${text}`);
      if (at % 2 === 1) await file.save({ at: at + 1 });
    }
    return { rows: at };
  };
  const bytesOf = async (id: string, as = ada): Promise<string> => {
    const chunks: Buffer[] = [];
    for await (const chunk of (await kehu.jobs.download(as, id)).bytes) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  };
  const whole = (to: number): string => Array.from({ length: to }, (_, at) => `${at}${text}`).join('');

  it('is given to its owner, whole though it was cut off between', async () => {
    const id = await enqueue('list', 25);
    let cuts = 0;
    work = async (run) => {
      if (cuts++ > 0) return write(run);
      const file = run.file('列表.csv', 'text/csv; charset=utf-8');
      await run.step();
      for (let at = 0; at < 4; at++) await file.write(`${at}${text}`);
      await file.save({ at: 4 });
      for (let at = 4; at < 20; at++) await file.write(`lost${at}${text}`);
      throw Object.assign(new Error('cut off'), { name: 'UnavailableError' });
    };
    await kehu.jobs.runner.pump();
    await expect(kehu.jobs.download(ada, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    now += 60_000;
    await kehu.jobs.runner.pump();
    expect(await shown(id)).toMatchObject({ state: 'SUCCEEDED', result: { rows: 25 }, file: { name: '列表.csv' } });
    expect(await bytesOf(id)).toBe(whole(25));
    await expect(kehu.jobs.download(ben, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(JSON.stringify(await kehu.test.database.rows('SELECT bytes FROM job_chunks LIMIT 1'))).not.toContain('xxxx');
  });

  it('is kept back once the view has changed, and is made anew where that happens meanwhile', async () => {
    const id = await enqueue('list', 3);
    const views: string[] = [];
    work = async (run) => {
      const { ruleSet } = await run.step();
      views.push(ruleSet.key);
      await run.file('a.csv', 'text/csv').write(`${views.length}`);
      if (views.length === 1) await bumpAccessVersion(kehu.test.database);
      await run.step();
      return { view: views.length };
    };
    await kehu.jobs.runner.pump();
    expect(new Set(views).size).toBe(2);
    expect(await shown(id)).toMatchObject({ state: 'SUCCEEDED', result: { view: 2 }, stale: false });
    expect(await bytesOf(id)).toBe('2');
    await bumpAccessVersion(kehu.test.database);
    ada = (await kehu.authenticator.principalOfUser(ada.pk))!;
    expect(await shown(id)).toMatchObject({ state: 'SUCCEEDED', result: null, stale: true, file: null });
    await expect(kehu.jobs.download(ada, id)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('is gone after a day', async () => {
    work = write;
    const id = await enqueue('list', 1);
    await kehu.jobs.runner.pump();
    expect(await bytesOf(id)).toBe(whole(1));
    now += 25 * 3_600_000;
    await kehu.jobs.runner.pump();
    expect((await shown(id)).file).toBeNull();
    await expect(kehu.jobs.download(ada, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

it('lets nobody fill the line', async () => {
  work = count();
  for (let i = 0; i < 20; i++) await enqueue('count', 1);
  await expect(enqueue('count', 1)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  await kehu.jobs.runner.pump();
  expect((await shown(await enqueue('count', 1))).state).toBe('QUEUED');
});
