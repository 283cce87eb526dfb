import { createHash, randomBytes } from 'node:crypto';
import type { ApolloServer } from '@apollo/server';
import { compileRuleSet } from '../../src/access/rule-set';
import type { World } from '../../src/access/oracle/company';
import { nouns } from '../../src/access/oracle/testing/test-world';
import type { Database } from '../../src/database/database';
import { createErrorFormatter, type ErrorReport } from '../../src/errors/format-error';
import { buildSchema } from '../../src/build-schema';
import type { KehuContext } from '../../src/graphql/kehu-context';
import { createApollo } from '../../src/http/apollo';
import { createLog } from '../../src/http/log';
import { bytesToId } from '../../src/query/values';
import { recordHooks } from '../../src/record-hooks';
import type { WriteContext } from '../../src/records/write-context';
import type { Operation } from './document';
import { vault } from './load-company';

/** The schema that ships. */
export const schema = buildSchema(nouns);

/** The shipping executor over one database, under the rules of a world, with counted ids instead of random ones. */
export interface ProofServer {
  /** Status, headers and body as one text. */
  send(world: World, operation: Operation): Promise<string>;
  /** Faults that nobody expected; a proof that only ever failed proves nothing. */
  faults: ErrorReport[];
  /** Forgets faults, and counts ids and random bytes again, so that the servers of a pair hand out the same ones. */
  restart(): void;
}

export function proofServer(database: Database): ProofServer {
  const faults: ErrorReport[] = [];
  let made = 0;
  const bytes = (size: number): Buffer =>
    createHash('sha512')
      .update(`bytes ${(made += 1)}`)
      .digest()
      .subarray(0, size);
  const apollo: ApolloServer<KehuContext> = createApollo<KehuContext>({
    schema,
    formatError: createErrorFormatter({ report: (report) => faults.push(report), newId: () => 'error' }),
    log: createLog('silent'),
  });
  return {
    faults,
    restart() {
      made = 0;
      faults.length = 0;
    },
    async send(world, { query, variables }) {
      const { body, http } = await apollo.executeOperation(
        { query, variables },
        { contextValue: contextOf(world, database, bytes) },
      );
      if (body.kind !== 'single') throw new Error('an answer in parts');
      return JSON.stringify([http.status ?? 200, [...http.headers], body.singleResult]);
    },
  };
}

/** The write road of the world's principal, without a server around it. */
export function writingOf(
  world: World,
  database: Database,
  bytes: (size: number) => Buffer = randomBytes,
): WriteContext {
  return {
    principal: world.principal,
    ruleSet: compileRuleSet(world.book, world.principal.roles, world.principal.purpose),
    nouns,
    now: world.now,
    vault,
    dictionaryName: (_, key) => key,
    strict: false,
    onSensitiveRead: async () => undefined,
    database,
    newId: () => bytesToId(bytes(16)),
    randomBytes: bytes,
    hooks: recordHooks,
    onGrant: async () => undefined,
    onCodeTaken: async () => undefined,
  };
}

function contextOf(world: World, database: Database, bytes: (size: number) => Buffer): KehuContext {
  const writing = writingOf(world, database, bytes);
  return {
    principal: world.principal,
    credential: null,
    language: 'en',
    address: '127.0.0.1',
    userAgent: null,
    requestId: 'proof',
    denied: 'null',
    idempotencyKey: null,
    note: { operation: null, codes: [], errorIds: [] },
    setSessionCookie: () => undefined,
    services: { dictionary: () => [] } as unknown as KehuContext['services'],
    reading: () => ({ ...writing, runner: database }),
    writing: () => writing,
    ruleSet: () => writing.ruleSet,
  };
}
