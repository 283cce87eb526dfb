import { parse, type DocumentNode, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { neverReadable, visibleRows } from '../../src/access/oracle/view';
import type { World } from '../../src/access/oracle/company';
import type { Principal } from '../../src/access/principal';
import type { Kehu } from '../../src/app';
import { ChangeHub } from '../../src/changes/hub';
import { runSubscription } from '../../src/changes/run-subscription';
import type { Database } from '../../src/database/database';
import type { NounRegistry } from '../../src/model/registry';
import { KehuError } from '../../src/errors/errors';
import type { Credential, RequestContext } from '../../src/graphql/context';
import type { KehuContext } from '../../src/graphql/kehu-context';
import { seededDice } from './dice';
import { InputMaker } from './input-maker';
import type { Operation } from './operations';
import { offeredTo, schemaOffering } from './schema';
import { ShapeMaker } from './shapes';

/** Somebody who watches customers while they work. */
export interface Watching {
  /** Frames of all that happened since it was asked last, as text; at first why it did not begin, if so. */
  news(): Promise<string>;
  end(): Promise<void>;
}

export interface WatchedCompany {
  kehu: Kehu;
  database: Database;
  now: number;
  principal: Principal;
  nouns: NounRegistry;
  schema: GraphQLSchema;
  decorate(context: RequestContext): KehuContext;
  onFault(error: unknown): void;
}

/** A subscription to customers, of everybody's or those of a filter, with what the principal can name. Follows from the number. */
export function watchOperation(world: World, number: number): Operation {
  const dice = seededDice(number);
  const schema = schemaOffering(offeredTo(world));
  const made = (): ReturnType<ShapeMaker['document']> => {
    const maker = new ShapeMaker(schema, dice);
    return maker.document('subscription', [
      maker.root('subscription', 'customerChanged', dice.chance(0.4) ? ['where'] : [], 2),
    ]);
  };
  let shape = made();
  // A subscription carries no history.
  while (/\bhistory\b/.test(shape.query)) shape = made();
  const inputs = new InputMaker(
    dice,
    (noun, field) => !neverReadable(world, noun, field),
    (noun, deleted = false) => visibleRows(world, noun, deleted).map(({ id }) => id),
  );
  const variables = shape.variables.flatMap(({ name, argument, type }): [string, unknown][] => {
    if (argument === 'flag') return [[name, dice.chance(0.5)]];
    return argument === 'where' ? [[name, inputs.value(type, argument, 2)]] : [];
  });
  return {
    kind: 'subscription',
    query: shape.query,
    variables: Object.fromEntries(variables),
    purpose: null,
    strict: dice.chance(0.1),
    chinese: false,
    pages: 0,
    writes: false,
  };
}

/** Begins a subscription as it ships; the hub looks for news when told to. */
export async function watch(company: WatchedCompany, { query, variables, strict }: Operation): Promise<Watching> {
  const { kehu, database, now, principal, nouns, onFault } = company;
  const credential: Credential = { kind: principal.kind === 'user' ? 'session' : 'key', pk: 1 };
  const hub = new ChangeHub({
    database,
    nouns: () => nouns,
    clock: () => now,
    recheck: async () => ({ principal, credential }),
    reading: (of, language, isStrict) => ({ ...kehu.reading(of, language), strict: isStrict }),
    onFault,
  });
  const socket = await hub.join({ token: 'proof', purpose: undefined, language: 'en', strict, close: onFault });
  if ('code' in socket) throw new Error(socket.reason);
  const context = company.decorate({
    principal,
    credential,
    language: 'en',
    address: '127.0.0.1',
    userAgent: null,
    requestId: 'proof',
    denied: strict ? 'error' : 'null',
    idempotencyKey: null,
    note: { operation: null, codes: [], errorIds: [] },
    setSessionCookie: () => undefined,
  });
  const results = await runSubscription(
    {
      schema: company.schema,
      document: documentOf(query),
      variableValues: variables,
      contextValue: Object.assign(context, {
        watch: (request: Parameters<ChangeHub['subscribe']>[1]) => hub.subscribe(socket, request),
      }),
    },
    company.decorate,
  );
  const running = Symbol.asyncIterator in results ? results : null;
  const [subscriber] = socket.subscribers;
  let refusal: ExecutionResult | null = running ? null : (results as ExecutionResult);
  return {
    async news() {
      if (!running || !subscriber) {
        const told = refusal === null ? '' : textOf(refusal);
        refusal = null;
        return told;
      }
      await hub.pump();
      const frames: string[] = [];
      while (subscriber.frames.size > 0) frames.push(textOf((await running.next()).value as ExecutionResult));
      return frames.join('\n');
    },
    async end() {
      hub.leave(socket);
      await hub.stop();
    },
  };
}

/** A result as a client gets it, but for the words of errors. */
const textOf = ({ data, errors }: ExecutionResult): string =>
  JSON.stringify({
    data,
    ...(errors && {
      errors: errors.map(({ path, extensions, originalError: of }) => ({
        path,
        ...(of instanceof KehuError ? { code: of.code, fields: of.fields } : { code: extensions.code }),
      })),
    }),
  });

const documentOf = (query: string): DocumentNode => parse(query, { noLocation: true });
