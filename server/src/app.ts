import type { ApolloServerPlugin } from '@apollo/server';
import { randomBytes, randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { accessVersion } from './accounts/access-state';
import { createAuthenticator, type Authenticator } from './accounts/authenticate';
import { previewAs } from './accounts/preview-as';
import { RuleBooks } from './accounts/rule-books';
import type { Principal } from './access/principal';
import type { RuleSet } from './access/rule-set';
import type { Administration } from './administration/administration';
import { actorOf, append } from './audit/audit';
import { ChangeHub } from './changes/hub';
import type { Secrets } from './config/secrets';
import type { Caller } from './database/caller';
import type { Database, SqlRunner } from './database/database';
import { FairShares, type StatementSeconds } from './database/fair-shares';
import { DictionaryNames } from './dictionaries/dictionary-names';
import type * as Building from './build-schema';
import { jobKinds, type JobServices } from './job-kinds';
import { Imports } from './imports/imports';
import { importSweeper } from './imports/sweep-imports';
import type { JobKind } from './jobs/job-kind';
import { JobRunner } from './jobs/job-runner';
import { createJobVault } from './jobs/job-vault';
import { Jobs } from './jobs/jobs';
import type { JobWorld } from './jobs/running-job';
import { viewKey } from './jobs/view-key';
import { requirePrincipal, type RequestContext } from './graphql/context';
import { CustomSchemas } from './graphql/custom/custom-schema';
import type { KehuContext } from './graphql/kehu-context';
import { requestLimits, requestSeconds, statementSeconds } from './graphql/limits';
import type { Language } from './graphql/language';
import { operationPlugins } from './graphql/operation-plugins';
import { mayRun, type TrustedDocuments } from './graphql/trusted-documents';
import type { Authenticate } from './http/graphql-route';
import { NounRegistry } from './model/registry';
import type { SendMail } from './questions/mail';
import { dueReports, moveOn } from './questions/reports';
import { nounDefinitions } from './nouns';
import { builtInPolicies } from './policies';
import type { ReadContext } from './query/context';
import { recordHooks } from './record-hooks';
import { CodeGuesses } from './records/code-guesses';
import { createVault } from './records/vault';
import type { WriteContext } from './records/write-context';
import { builtInRoles } from './roles';

export interface KehuOptions {
  database: Database;
  secrets: Secrets;
  /** Epoch milliseconds. Injected, as ids and randomness are, so that tests are repeatable. */
  clock?: () => number;
  newId?: () => string;
  random?: (size: number) => Buffer;
  /** How long reads of a request may take; as announced unless given. */
  statementSeconds?: StatementSeconds;
  /** The app's own documents, which run without the right query:adhoc; none unless given. */
  trusted?: TrustedDocuments;
  /** Sends reports; without it they fail with what to do. */
  mail?: SendMail | null;
  /** What jobs that this process takes are held by; a random one unless given. */
  jobHolder?: string;
  /** Kinds of jobs beside the product's own: for tests. */
  jobKinds?: readonly JobKind[];
  /** Told of faults that no request is answered with; with the number that somebody was given to name it by, where there is one. */
  onFault?: (error: unknown, errorId?: string) => void;
  /** Rules in the place of those that the database holds: for tests. */
  rules?: RulesInForce;
}

/** The one place from which every road takes the rules that somebody is under. */
export interface RulesInForce {
  ruleSet(principal: Principal): RuleSet;
  /** The nouns that they are about. */
  readonly nouns: NounRegistry;
}

/** The product without HTTP: what the server, the command line and the tests stand on. */
export interface Kehu {
  /** The built-in schema: that of whoever is granted nothing of the fields that administrators added. Made on the first call. */
  readonly schema: GraphQLSchema;
  /** The schema as it is for somebody now; null for who is not signed in. */
  schemaOf(principal: Principal | null): GraphQLSchema;
  /** The built-in nouns. */
  nouns: NounRegistry;
  authenticator: Authenticator;
  authenticate: Authenticate;
  decorate(context: RequestContext): KehuContext;
  plugins: ApolloServerPlugin<KehuContext>[];
  /** Tells subscribers what changed in their views. */
  changes: ChangeHub;
  /** Background work; its runner looks for jobs once it is started. */
  jobs: Jobs;
  /** Files that come in. */
  imports: Imports;
  /** The two roads for a principal outside a request: command line, jobs. */
  reading(principal: Principal, language?: Language): ReadContext;
  writing(principal: Principal, language?: Language): WriteContext;
  /** Reading much for somebody who waits and may go away: its statements have their turns among those of requests. */
  readingMuch(principal: Principal, language: Language, caller: Caller): ReadContext;
  /** Stands for what the principal is shown now; see `viewKey`. */
  viewKey(principal: Principal): Promise<Buffer>;
  /** Loads rules and code tables again if they changed. */
  refresh(version: number): Promise<void>;
}

const builtInRules = { roles: builtInRoles, policies: builtInPolicies };

/** One registry a process: the schema is built from it once. */
const nouns = new NounRegistry(nounDefinitions);

const buildSchema = (of: NounRegistry): GraphQLSchema =>
  (createRequire(__filename)('./build-schema') as typeof Building).buildSchema(of);

/** Puts the product together over a migrated database. */
export async function createKehu(options: KehuOptions): Promise<Kehu> {
  const { database, secrets } = options;
  const clock = options.clock ?? Date.now;
  const newId = options.newId ?? randomUUID;
  const random = options.random ?? randomBytes;
  const trusted = options.trusted ?? new Set<string>();
  const seconds = options.statementSeconds ?? statementSeconds;
  const shares = new FairShares(database, seconds);
  const books = await RuleBooks.open({ database, nouns, ...builtInRules });
  const rules: RulesInForce = options.rules ?? {
    ruleSet: (principal) => books.ruleSet(principal),
    get nouns() {
      return books.current.nouns;
    },
  };
  const names = new DictionaryNames(database);
  await names.follow(books.version);
  const vault = createVault(secrets, random);
  const guesses = new CodeGuesses();
  let schemas: CustomSchemas | null = null;
  // A third of what a process that only runs jobs would hold: made, and loaded, when it is first asked for.
  const offered = (): CustomSchemas => (schemas ??= new CustomSchemas(buildSchema(nouns)));
  const refresh = async (version: number): Promise<void> => {
    await books.follow(version);
    await names.follow(version);
  };
  const authenticator = createAuthenticator({
    database,
    clock,
    roleOf: (key) => books.role(key),
    follow: (version) => refresh(version),
    onTouchFailed: () => undefined,
  });

  const administration: Administration = {
    database,
    get nouns() {
      return books.current.nouns;
    },
    builtIn: builtInRules,
    books,
    clock,
    newId,
    random,
    refresh: async () => refresh(await accessVersion(database)),
  };

  const noteSensitiveRead =
    (principal: Principal): ReadContext['onSensitiveRead'] =>
    (runner, read) => {
      const entry = {
        actor: actorOf(principal),
        action: 'read-sensitive' as const,
        noun: read.noun,
        fields: read.fields,
        detail: { ids: read.ids, purpose: principal.purpose },
        ...(read.ids.length === 1 && { recordId: read.ids[0] }),
      };
      return append(runner, entry, clock());
    };
  const hasEntry = (dictionary: string, key: string): boolean => names.has(dictionary, key);
  const dictionaryKeys: ReadContext['dictionaryKeys'] = (dictionary) => names.keys(dictionary);
  const reading = (
    principal: Principal,
    language: Language = 'en',
    strict = false,
    runner: SqlRunner = database,
  ): ReadContext => ({
    runner,
    principal,
    ruleSet: rules.ruleSet(principal),
    nouns: rules.nouns,
    now: clock(),
    vault,
    dictionaryName: (dictionary, key) => names.name(dictionary, key, language),
    dictionaryKeys,
    onSensitiveRead: noteSensitiveRead(principal),
    strict,
  });
  const writing = (principal: Principal, language: Language = 'en', on: Database = database): WriteContext => ({
    // Named one by one, and what serves everybody made once: every request makes one of these.
    principal,
    ruleSet: rules.ruleSet(principal),
    nouns: rules.nouns,
    now: clock(),
    vault,
    dictionaryName: (dictionary, key) => names.name(dictionary, key, language),
    dictionaryKeys,
    onSensitiveRead: noteSensitiveRead(principal),
    strict: false,
    database: on,
    newId,
    randomBytes: random,
    hooks: recordHooks,
    hasEntry,
    onGrant: (tx, write) =>
      append(
        tx,
        {
          actor: actorOf(principal),
          action: 'grant',
          noun: write.noun,
          recordId: write.recordId,
          fields: write.fields,
          detail: { write: write.action },
        },
        clock(),
      ),
    guesses: guesses.of(principal.id, clock),
    onCodeTaken: (noun, field) =>
      append(database, { actor: actorOf(principal), action: 'code-taken', noun, fields: [field] }, clock()),
  });

  const onFault = options.onFault ?? (() => undefined);
  const changes = new ChangeHub({
    database,
    nouns: () => rules.nouns,
    clock,
    recheck: (token, purpose) => authenticator.recheck(token, purpose),
    reading,
    onFault,
  });

  const jobWorld: JobWorld = {
    database,
    clock,
    vault: createJobVault(secrets, random),
    principalOf: ({ kind, pk }, purpose) =>
      kind === 'user' ? authenticator.principalOfUser(pk, purpose) : authenticator.principalOfClient(pk, purpose),
    ruleSet: (principal) => rules.ruleSet(principal),
    reading: (principal, language) => reading(principal, language),
    writing: (principal, language) => writing(principal, language),
    inBackground: (caller) => shares.inBackground(caller, seconds.background ?? statementSeconds.background),
  };
  const services: JobServices = {
    schemaOf: (principal) => offered().of(rules.ruleSet(principal)),
    decorate: (context) => kehu.decorate(context),
    mail: options.mail ?? null,
    vault: jobWorld.vault,
  };
  const runner = new JobRunner({
    ...jobWorld,
    kinds: [...jobKinds(services), ...(options.jobKinds ?? [])],
    onFault,
    ...(options.jobHolder !== undefined && { holder: options.jobHolder }),
  });
  runner.onLook(async (now) => {
    for (const schedule of await dueReports(database, now)) {
      if (!(await moveOn(database, schedule, now))) continue;
      const principal = await authenticator.principalOfUser(schedule.userPk);
      if (!principal) continue;
      // One whose line is full misses this one; the others must not.
      await jobs
        .enqueue(principal, { kind: 'report', params: { id: schedule.id }, language: principal.locale })
        .catch((error: unknown) => onFault(error));
    }
  });
  runner.onLook(importSweeper(database));
  const jobs = new Jobs({ ...jobWorld, runner, newId });
  const imports = new Imports({
    database,
    jobs,
    vault: jobWorld.vault,
    clock,
    newId,
    ruleSet: (principal) => rules.ruleSet(principal),
  });

  const kehu: Kehu = {
    get schema() {
      return offered().base;
    },
    schemaOf: (principal) => (principal ? offered().of(rules.ruleSet(principal)) : offered().base),
    nouns,
    changes,
    jobs,
    imports,
    authenticator,
    refresh,
    reading,
    writing,
    readingMuch: (principal, language, caller) => ({
      ...reading(principal, language),
      runner: shares.onBehalf({ holder: principal.id, heavy: true, caller }),
    }),
    viewKey: (principal) => viewKey(database, principal, rules.ruleSet(principal), clock()),
    plugins: operationPlugins(changes),
    authenticate: async (token, purpose, asUser) => {
      const known = await authenticator.authenticate(token, purpose);
      if (!known || asUser === undefined) return known;
      return { ...known, principal: await previewAs(reading(known.principal), authenticator, asUser, purpose) };
    },
    // Apollo executes on a copy of the context, and a sign-in changes the principal of that copy: hence `this`.
    decorate: (context) => {
      const together = { left: requestSeconds(seconds) * 1_000 };
      return Object.assign(context, {
        services: {
          signIn: { database, clock, authenticator, attemptKey: secrets.key('session'), random },
          administration,
          jobs,
          imports,
          limits: {
            ...requestLimits,
            maxStatementSeconds: seconds.light,
            maxHeavyStatementSeconds: seconds.heavy,
            maxRequestSeconds: requestSeconds(seconds),
          },
          dictionary: (name: string, language: Language) => names.list(name, language),
          mayRun: (principal: Principal, document: DocumentNode) =>
            mayRun(rules.ruleSet(principal).rights, document, trusted),
          readingAs: (principal: Principal, of: RequestContext) => reading(principal, of.language),
        },
        reading(this: KehuContext) {
          const principal = requirePrincipal(this);
          const of = { holder: principal.id, heavy: this.heavy ?? false, caller: this.caller, together };
          const runner = shares.onBehalf(of);
          return reading(principal, this.language, this.denied === 'error', runner);
        },
        writing(this: KehuContext) {
          // What is written may be a share: from here on nothing is known of shares beforehand.
          this.principal = { ...requirePrincipal(this), holdsShares: undefined };
          return this.writingRecords();
        },
        writingRecords(this: KehuContext) {
          const principal = requirePrincipal(this);
          const onBehalf = shares.onBehalf({ holder: principal.id, heavy: false });
          return writing(principal, this.language, onBehalf);
        },
        ruleSet(this: KehuContext) {
          return rules.ruleSet(requirePrincipal(this));
        },
      });
    },
  };
  return kehu;
}
