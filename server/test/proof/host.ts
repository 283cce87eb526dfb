import type { GraphQLSchema } from 'graphql';
import { createHash } from 'node:crypto';
import { createKehu, type RulesInForce } from '../../src/app';
import type { World } from '../../src/access/oracle/company';
import type { Principal } from '../../src/access/principal';
import { secretsFrom } from '../../src/config/secrets';
import type { Database } from '../../src/database/database';
import { forbidden } from '../../src/errors/errors';
import type { RequestContext } from '../../src/graphql/context';
import type { KehuContext } from '../../src/graphql/kehu-context';
import { createLog, type Logger } from '../../src/http/log';
import { createServer } from '../../src/http/server';
import { noon } from '../../src/access/oracle/testing/test-world';
import { CustomSchemas } from '../../src/graphql/custom/custom-schema';
import type { Operation } from './operations';
import { post } from './post';
import { backgroundOf, broughtIn, fileText, importsOf, takenIn } from './background';
import { sharedRuleSet } from './rule-sets';
import { SharedDocuments } from './shared-documents';
import { watch, type Watching } from './watching';

/** What came back for one request: everything a client could tell two answers apart by. */
export interface Answer {
  status: number;
  /** Without the date and the length of the body, which is compared itself. */
  headers: string;
  body: string;
  /** What a job came to that the request began, and the bytes of its file. */
  made?: string;
}

/** One company behind the server that ships, asked without a socket. */
export interface Host {
  /** From now on requests are this world's principal's, under its rules. */
  enter(world: World): void;
  /** `count` names the request, so that both hosts of a pair hand out the same ids and random bytes for it. */
  ask(operation: Operation, count: number): Promise<Answer>;
  /** Settled once the document of the request asked last has been read and checked, or refused. */
  read(): Promise<unknown>;
  /** Begins to watch customers as the world's principal. */
  watch(operation: Operation): Promise<Watching>;
  /** What nobody expected while answering: as the log would tell it. */
  readonly unexpected: string[];
  /** Ids made since the world was entered, in hexadecimal digits. */
  readonly ids: ReadonlySet<string>;
  close(): Promise<void>;
}

/** Read documents and schemas come from rules and requests alone: both hosts of a pair share them. */
const documents = new SharedDocuments();
const known = new WeakMap<GraphQLSchema, CustomSchemas>();

function schemasOf(base: GraphQLSchema): CustomSchemas {
  const schemas = known.get(base) ?? new CustomSchemas(base);
  known.set(base, schemas);
  return schemas;
}

/** Secrets of the proof: equal contents seal to equal cursors. */
export const secrets = secretsFrom(Buffer.alloc(32, 7));

export async function proofHost(database: Database, now: number = noon): Promise<Host> {
  const unexpected: string[] = [];
  let request = 0;
  let made = 0;
  const bytes = (size: number): Buffer => {
    made += 1;
    return createHash('sha512').update(`${request} ${made}`).digest().subarray(0, size);
  };
  const ids = new Set<string>();
  // One after the other, so that what is written at the same moment comes in the same order on both sides of a pair, also where
  // one of them drew an id more for what its principal does not see.
  const newId = (): string => {
    const hash = bytes(10).toString('hex');
    const [of, at] = [request.toString(16).padStart(8, '0'), made.toString(16).padStart(4, '0')];
    const id = `${of}-${at}-4${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`;
    ids.add(id.replaceAll('-', ''));
    return id;
  };
  let world: World | null = null;
  // Every road takes its rules from here: those of the world, whatever the database holds.
  const rules: RulesInForce = {
    ruleSet: (principal) => sharedRuleSet(world!.book, principal),
    get nouns() {
      return world!.book.nouns;
    },
  };
  const kehu = await createKehu({ database, secrets, clock: () => now, newId, random: bytes, rules });
  const schemas = schemasOf(kehu.schema);
  let wasRead: () => void = () => undefined;
  let read: Promise<unknown> = Promise.resolve();
  const onFault = (error: unknown): void =>
    void unexpected.push(error instanceof Error ? (error.stack ?? error.message) : JSON.stringify(error));
  const decorate = (context: RequestContext): KehuContext => {
    const decorated = kehu.decorate(context);
    return Object.assign(decorated, { services: { ...decorated.services, jobs, imports } });
  };
  const schemaOf = (principal: Principal): GraphQLSchema => schemas.of(rules.ruleSet(principal));
  const jobs = backgroundOf({
    kehu,
    database,
    secrets,
    now,
    newId,
    random: bytes,
    principalOf: (kind, pk, purpose) => {
      const { principal } = world!;
      return principal.kind === kind && principal.pk === pk ? principalFor(principal, purpose) : null;
    },
    rules,
    schemaOf,
    decorate,
    onFault,
  });

  const imports = importsOf({ database, jobs, secrets, now, newId, random: bytes, rules });

  const server = await createServer<KehuContext>({
    schema: kehu.schema,
    schemaOf: (principal) => (principal ? schemaOf(principal) : kehu.schema),
    database,
    config: { host: '127.0.0.1', port: 0, secureCookies: false, trustedProxies: 0 },
    log: listeningLog(unexpected),
    authenticate: async (_, stated) => {
      const principal = principalFor(world!.principal, stated);
      return { principal, credential: { kind: principal.kind === 'user' ? 'session' : 'key', pk: 1 } };
    },
    decorate,
    plugins: [...kehu.plugins, { requestDidStart: async () => ({ didResolveOperation: async () => wasRead() }) }],
    documents,
    appFolder: __dirname,
    demo: async () => null,
    cookieSeconds: 1,
    newErrorId: () => `error ${request}`,
  });

  await server.app.ready();

  return {
    unexpected,
    ids,
    enter(of) {
      world = of;
      unexpected.length = 0;
      ids.clear();
    },
    async ask({ query, variables, purpose, strict, chinese, begins, upload, takes }, count) {
      request = count;
      made = 0;
      if (upload) return broughtIn(imports, world!.principal, upload);
      const checked = new Promise<void>((resolve) => (wasRead = resolve));
      const given = {
        authorization: 'Bearer proof',
        'content-type': 'application/json',
        ...(purpose && { 'x-kehu-purpose': purpose }),
        ...(strict && { 'x-kehu-denied': 'error' }),
        ...(chinese && { 'accept-language': 'zh' }),
      };
      const asked = post(server.app, '/graphql', given, JSON.stringify({ query, variables }));
      read = Promise.race([checked, asked]);
      const { status, headers, body } = await asked;
      const told = Object.entries(headers).filter(
        ([name]) => !['date', 'content-length', 'x-request-id'].includes(name),
      );
      const answer: Answer = { status, headers: JSON.stringify(told), body };
      if (takes && !body.includes('"errors":[')) {
        await jobs.runner.pump();
        const principal = principalFor(world!.principal, purpose ?? undefined);
        answer.made = await takenIn(imports, principal, [variables.id ?? variables.ids].flat() as string[]);
      }
      const job = begins ? (JSON.parse(body) as Begun).data?.job?.id : undefined;
      if (job !== undefined) {
        await jobs.runner.pump();
        const shown = await post(
          server.app,
          '/graphql',
          given,
          JSON.stringify({ query: jobQuery, variables: { job } }),
        );
        const principal = principalFor(world!.principal, purpose ?? undefined);
        const file = await fileText(jobs, principal, job).catch((error: unknown) => String(error));
        answer.made = `${shown.body.trimEnd()}\n${file}`;
      }
      return answer;
    },
    watch(operation) {
      const principal = principalFor(world!.principal, operation.purpose ?? undefined);
      const schema = schemaOf(principal);
      return watch({ kehu, database, now, principal, nouns: rules.nouns, schema, decorate, onFault }, operation);
    },
    read: () => read,
    close: () => server.close(),
  };
}

/** Answers of requests that begin a job name it so. */
interface Begun {
  data?: { job?: { id: string } | null } | null;
}

const jobQuery =
  'query Made($job: ID!) { job(id: $job) { state done total stale result error { code fields message } file { name size } } }';

/** As sign-in does it: a purpose that none of the roles allows is refused. */
function principalFor(principal: Principal, stated: string | undefined): Principal {
  if (stated === undefined) return principal;
  const purpose = principal.purposes.find((one) => one === stated);
  if (!purpose) throw forbidden(['purpose']);
  return { ...principal, purpose };
}

/** A log that keeps errors, since a proof that only ever failed would prove nothing. */
function listeningLog(unexpected: string[]): Logger {
  const silent = createLog('silent');
  return new Proxy(silent, {
    get: (log, name) =>
      name === 'error' || name === 'warn'
        ? (report: unknown) => unexpected.push(JSON.stringify(report))
        : (Reflect.get(log, name) as unknown),
  });
}
