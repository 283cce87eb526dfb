import { GraphQLError, parse, type ExecutionResult } from 'graphql';
import { startSession } from '../../accounts/sessions';
import { createKehu, type Kehu } from '../../app';
import { secretsFrom } from '../../config/secrets';
import { KehuError } from '../../errors/errors';
import type { RequestContext } from '../../graphql/context';
import type { KehuContext } from '../../graphql/kehu-context';
import { createRecord } from '../../records/create-record';
import { deleteRecord } from '../../records/delete-record';
import { restoreRecord } from '../../records/restore-record';
import { uuid, writingWorld, type World } from '../../records/testing/writing-world';
import { updateRecord } from '../../records/update-record';
import type { RecordInput, WriteContext, Written } from '../../records/write-context';
import type { Socket } from '../hub';
import type { Closing } from '../limits';
import { runSubscription } from '../run-subscription';
import type { Subscriber } from '../subscriber';

/** A small company with the product over it, driven without HTTP: rounds happen when the test says so. */
export interface ChangeWorld {
  kehu: Kehu;
  world: World;
  as(user: string): Promise<WriteContext>;
  create(user: string, noun: string, input: RecordInput): Promise<Written>;
  /** Changes a record in whatever version it is. */
  update(user: string, noun: string, id: string, input: RecordInput): Promise<Written>;
  remove(user: string, noun: string, id: string): Promise<Written>;
  restore(user: string, noun: string, id: string): Promise<Written>;
  open(user: string): Promise<TestSocket>;
  drop(): Promise<void>;
}

export interface TestSocket {
  socket: Socket;
  token: string;
  /** How the server closed it; null while it is open. */
  closed(): Closing | null;
  subscribe(document: string, variables?: Record<string, unknown>): Promise<TestSubscription>;
}

export interface TestSubscription {
  /** Why it did not start: codes and fields. */
  refusal: string[] | null;
  /** What it is told of everything until now. */
  news(): Promise<ExecutionResult[]>;
  /** The same as pairs of kind and customer, or the id of a removed one. */
  changes(): Promise<[string, unknown][]>;
  /** Why it ended; waits for its end. */
  failure(): Promise<string[]>;
  end(): Promise<void>;
}

const userPks = ['rep', 'colleague', 'south', 'manager', 'agent', 'director', 'steward', 'marketer'];

export async function changeWorld(): Promise<ChangeWorld> {
  const world = await writingWorld();
  const { database, clock } = world;
  let made = 0;
  const kehu = await createKehu({
    database,
    secrets: secretsFrom(Buffer.alloc(32, 7)),
    clock: () => clock.now,
    newId: () => uuid(`made ${++made}`),
    random: (size) => Buffer.alloc(size, ++made),
    onFault: (error) => {
      throw error;
    },
  });
  const pkOf = (user: string): number => userPks.indexOf(user) + 1;
  const as = async (user: string): Promise<WriteContext> => {
    const principal = await kehu.authenticator.principalOfUser(pkOf(user));
    return kehu.writing(principal!);
  };
  const versionOf = async (noun: string, id: string): Promise<number> =>
    Number(await world.column(noun, id, 'version'));
  return {
    kehu,
    world,
    as,
    create: async (user, noun, input) => createRecord(await as(user), kehu.nouns.get(noun), input),
    update: async (user, noun, id, input) =>
      updateRecord(await as(user), kehu.nouns.get(noun), { ...input, id, version: await versionOf(noun, id) }),
    remove: async (user, noun, id) =>
      deleteRecord(await as(user), kehu.nouns.get(noun), { id, version: await versionOf(noun, id) }),
    restore: async (user, noun, id) =>
      restoreRecord(await as(user), kehu.nouns.get(noun), { id, version: await versionOf(noun, id) }),
    open: async (user) => {
      const random = (size: number): Buffer => Buffer.alloc(size, ++made);
      const { token } = await startSession(database, { userPk: pkOf(user), userAgent: null, now: clock.now, random });
      return openSocket(kehu, token);
    },
    async drop() {
      await kehu.changes.stop();
      await world.drop();
    },
  };
}

async function openSocket(kehu: Kehu, token: string): Promise<TestSocket> {
  let closing: Closing | null = null;
  const joined = await kehu.changes.join({
    token,
    purpose: undefined,
    language: 'en',
    strict: false,
    close: (how) => (closing = how),
  });
  if ('code' in joined) throw new Error(joined.reason);
  return {
    socket: joined,
    token,
    closed: () => closing,
    subscribe: (document, variables = {}) => subscribe(kehu, joined, document, variables),
  };
}

async function subscribe(
  kehu: Kehu,
  socket: Socket,
  document: string,
  variables: Record<string, unknown>,
): Promise<TestSubscription> {
  const known = new Set(socket.subscribers);
  const results = await runSubscription(
    {
      schema: kehu.schemaOf(socket.principal),
      document: parse(document),
      variableValues: variables,
      contextValue: contextOf(kehu, socket),
    },
    (context) => kehu.decorate(context),
  );
  const running = Symbol.asyncIterator in results ? results : null;
  const subscriber = [...socket.subscribers].find((one) => !known.has(one));
  const news = async (): Promise<ExecutionResult[]> => {
    await kehu.changes.pump();
    return running && subscriber ? drain(running, subscriber) : [];
  };
  return {
    refusal: running ? null : refusalOf(results as ExecutionResult),
    news,
    async changes() {
      return (await news()).map(({ data, errors }) => {
        if (errors) throw new Error(errors.map(String).join('; '));
        const { kind, customer, removed } = (data as { customerChanged: Record<string, unknown> }).customerChanged;
        return [String(kind), removed ?? customer];
      });
    },
    failure: async () => {
      const ended = running!.next().then((): string[] => []);
      return ended.catch((error: unknown) =>
        refusalOf({ errors: [new GraphQLError('', { originalError: error as Error })] }),
      );
    },
    async end() {
      await running?.return?.();
    },
  };
}

/** What waits, without waiting for more. */
async function drain(
  results: AsyncIterableIterator<ExecutionResult>,
  { frames }: Subscriber,
): Promise<ExecutionResult[]> {
  const found: ExecutionResult[] = [];
  while (frames.size > 0) found.push((await results.next()).value as ExecutionResult);
  return found;
}

function refusalOf({ errors }: ExecutionResult): string[] {
  return (errors ?? []).flatMap(({ originalError, message }) =>
    originalError instanceof KehuError ? [originalError.code, ...originalError.fields] : [message],
  );
}

const contextOf = (kehu: Kehu, socket: Socket): KehuContext =>
  Object.assign(
    kehu.decorate({
      principal: socket.principal,
      credential: socket.credential,
      language: 'en',
      address: '127.0.0.1',
      userAgent: null,
      requestId: 'test',
      denied: 'null',
      idempotencyKey: null,
      note: { operation: null, codes: [], errorIds: [] },
      setSessionCookie: () => undefined,
    } as RequestContext),
    { watch: (request: Parameters<Kehu['changes']['subscribe']>[1]) => kehu.changes.subscribe(socket, request) },
  );
