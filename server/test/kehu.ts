import { randomUUID } from 'node:crypto';
import type { ExecutionResult } from 'graphql';
import { startSession } from '../src/accounts/sessions';
import { createKehu, type Kehu, type KehuOptions } from '../src/app';
import { secretsFrom } from '../src/config/secrets';
import type { FormattedError } from '../src/errors/format-error';
import { statementSeconds } from '../src/graphql/limits';
import { JsonText } from '../src/graphql/compiled/json-text';
import type { RequestContext } from '../src/graphql/context';
import type { KehuContext } from '../src/graphql/kehu-context';
import { Apollos } from '../src/http/apollos';
import { createLog } from '../src/http/log';
import type { Principal } from '../src/access/principal';
import type { Database } from '../src/database/database';
import { loadDemo } from '../src/demo/load-demo';
import { NounRegistry } from '../src/model/registry';
import { nounDefinitions } from '../src/nouns';
import { createVault } from '../src/records/vault';
import { fold } from '@kehu/shared';
import { demoDatabase, testDatabase, type TestDatabase } from './database';

/** The product over a database of the test's own, driven through the built schema as a client would. */
export interface TestKehu extends Kehu {
  test: TestDatabase;
  /** Runs a document as a demo account (`rep.north1`), as a principal, or as nobody. */
  ask(
    as: string | Principal | null,
    document: string,
    variables?: Record<string, unknown>,
    headers?: Partial<Pick<RequestContext, 'denied' | 'language'>>,
  ): Promise<ExecutionResult<Record<string, any>>>; // eslint-disable-line @typescript-eslint/no-explicit-any -- answers of any shape
  principal(account: string): Promise<Principal>;
  drop(): Promise<void>;
}

/** A fixed secret: sealed cursors and ciphertexts of a test are repeatable. */
export const testSecrets = secretsFrom(Buffer.alloc(32, 7));

/** Midday of a working day, so that relative dates of the demo company are fixed. */
export const testNow = Date.UTC(2026, 10, 20, 4, 0, 0);

export interface TestKehuOptions extends Partial<KehuOptions> {
  demo: boolean;
}

export async function testKehu({ demo, ...options }: TestKehuOptions = { demo: false }): Promise<TestKehu> {
  const test = demo ? await demoDatabase(loadTestDemo) : await testDatabase();
  const { database } = test;
  // How often a statement is begun is counted by tests, also on a machine that is busy with others.
  const seconds = { ...statementSeconds, hold: 60 };
  const own = { secrets: testSecrets, clock: () => testNow, statementSeconds: seconds };
  const kehu = await createKehu({ database, ...own, ...options });
  const tokens = new Map<string, string>();
  /** Signed in once, looked up by its token at each operation, as a request is. */
  const principal = async (account: string): Promise<Principal> => {
    let token = tokens.get(account);
    if (token === undefined) {
      const [row] = await database.rows('SELECT pk FROM users WHERE email_fold = ?', [fold(`${account}@kehu.example`)]);
      if (!row) throw new Error(`no account ${account}`);
      ({ token } = await startSession(database, { userPk: Number(row[0]), userAgent: null, now: testNow }));
      tokens.set(account, token);
    }
    const found = await kehu.authenticator.authenticate(token, undefined);
    if (!found) throw new Error(`${account} may not sign in`);
    return found.principal;
  };
  const execute = executorOf(kehu);
  return {
    ...kehu,
    test,
    principal,
    async ask(as, document, variables = {}, headers = {}) {
      const found = typeof as === 'string' ? await principal(as) : as;
      const context = kehu.decorate({
        principal: found,
        credential: null,
        language: headers.language ?? 'en',
        address: '127.0.0.1',
        userAgent: null,
        requestId: 'test',
        denied: headers.denied ?? 'null',
        idempotencyKey: null,
        note: { operation: null, codes: [], errorIds: [] },
        setSessionCookie: () => undefined,
      } as RequestContext);
      return execute(document, variables, context);
    },
    drop: () => test.drop(),
  };
}

/** The server's own way to an answer, but for HTTP; errors come as they were thrown. */
function executorOf(kehu: Kehu) {
  const apollos = new Apollos<KehuContext>({
    schema: kehu.schema,
    formatError: (_, error) => error as FormattedError,
    log: createLog('silent'),
    plugins: kehu.plugins,
  });
  return async (
    query: string,
    variables: Record<string, unknown>,
    contextValue: KehuContext,
  ): Promise<ExecutionResult> => {
    const apollo = await apollos.of(kehu.schemaOf(contextValue.principal));
    const { body } = await apollo.executeOperation({ query, variables }, { contextValue });
    if (body.kind !== 'single') throw new Error('an answer in parts');
    const { data, errors } = body.singleResult as ExecutionResult;
    return {
      ...(errors && { errors }),
      data: data instanceof JsonText ? (data.toJSON() as Record<string, unknown>) : data,
    };
  };
}

const loadTestDemo = (database: Database): Promise<void> =>
  loadDemo({
    database,
    nouns: new NounRegistry(nounDefinitions),
    vault: createVault(testSecrets),
    now: testNow,
    newId: randomUUID,
  });
