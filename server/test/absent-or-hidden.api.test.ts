import { randomUUID } from 'node:crypto';
import { fold } from '@kehu/shared';
import type { Right } from '../src/access/policy';
import { firstDemoKey } from '../src/accounts/demo-accounts';
import { startSession } from '../src/accounts/sessions';
import { accountServices } from '../src/administration/administration';
import { createLog } from '../src/http/log';
import { createServer, type KehuServer } from '../src/http/server';
import { demoFacts } from './demo/facts';
import { testKehu, testNow, type TestKehu } from './kehu';
import { namingInputs, type NamingInput } from './proof/naming-inputs';
import { bytesOf, children, outOfSight, outsiders, tableOf, type OutOfSight } from './proof/out-of-sight';

/**
 * Every place of the schema where a request names a record, asked over HTTP with the id of a record that is out of sight and
 * with one that nobody ever had. What the schema gains is asked by itself; a place that tells nobody anything of any record is
 * a place that this test asks wrongly, and fails it.
 */
let kehu: TestKehu;
let server: KehuServer;
let things: OutOfSight;
const tokens = new Map<string, string>();

/** The client is a program with the steward's roles that writes the ids of the ERP. */
const insiders = ['client', 'steward', 'rep.south1', 'admin', 'analyst1', 'director', 'demo-erp'] as const;

beforeAll(async () => {
  kehu = await testKehu({ demo: true });
  server = await createServer({
    schema: kehu.schema,
    schemaOf: kehu.schemaOf,
    database: kehu.test.database,
    config: { host: '127.0.0.1', port: 0, secureCookies: false, trustedProxies: 0 },
    log: createLog('silent'),
    authenticate: kehu.authenticate,
    decorate: (context) => kehu.decorate(context),
    appFolder: __dirname,
    demo: async () => null,
    cookieSeconds: 60,
    plugins: kehu.plugins,
    newErrorId: () => 'error',
  });
  await server.app.ready();
  things = await outOfSight(kehu, await demoFacts(kehu));
  tokens.set('client', things.key);
}, 240_000);
afterAll(async () => {
  await server.close();
  await kehu.drop();
});

async function tokenOf(account: string): Promise<string> {
  const known = tokens.get(account);
  if (known !== undefined) return known;
  if (account === 'demo-erp') {
    const { administration } = kehu.decorate({} as never).services;
    const admin = { principal: await kehu.principal('admin'), rights: new Set<Right>(), taking: new Set<string>() };
    tokens.set(account, (await firstDemoKey(accountServices(administration, admin)))!);
    return tokens.get(account)!;
  }
  const { database } = kehu.test;
  const [row] = await database.rows('SELECT pk FROM users WHERE email_fold = ?', [fold(`${account}@kehu.example`)]);
  const { token } = await startSession(database, { userPk: Number(row![0]), userAgent: null, now: testNow });
  tokens.set(account, token);
  return token;
}

const nounOf = (field: string): string => field.replace(/^(create|update|delete|restore)/, '').toLowerCase();

/** What stands beside the name of a record: things that the asker does see. */
async function around({ field, path }: NamingInput, account: string): Promise<Record<string, unknown>> {
  const { north, south, open, beside, childOf } = things;
  const own = account === 'rep.north1' ? north : south;
  const noun = nounOf(field);
  const table = (children as readonly string[]).includes(noun) || noun === 'product' ? tableOf(noun) : 'customers';
  const id =
    noun === 'product'
      ? open.products[0]!
      : field === 'changeAccount'
        ? open.users[0]!
        : field === 'changeTeam'
          ? open.teams[0]!
          : field.startsWith('merge')
            ? beside.get(own)!.id
            : (childOf(own, noun) ?? own.id);
  const [row] = await kehu.test.database.rows(`SELECT version FROM ${table} WHERE id = ?`, [bytesOf(id)]);
  return {
    id,
    customerId: own.id,
    into: own.id,
    roles: ['sales-rep'],
    field: 'name',
    email: 'by-name@kehu.test',
    document: '{ me { id } }',
    definition: { document: '{ customers(first: 1) { nodes { id } } }', variables: {}, chart: 'table' },
    ...(path === 'input.audienceTeamId' && { '+audience': 'TEAM' }),
    ...(field === 'mergeCustomers' &&
      (path === 'input.proposal' ? { '+acceptGains': true } : { '+intoVersion': 999_999 })),
    ...(path === 'input.except' && { '+name': south.name }),
    ...(field === 'share' && path === 'input.id' && { '+withTeamId': open.teams[0] }),
    ...(field === 'decideDuplicates' && { further: [own === south ? things.third : beside.get(own)!.id] }),
    ...(!/(^|\.)id$/.test(path) && { version: Number(row?.[0] ?? 1) }),
  };
}

/** Everything of an answer that a client could tell two apart by, with the id that was asked by put out of it. */
async function told(place: NamingInput, account: string, value: string): Promise<string> {
  const response = await server.app.inject({
    method: 'POST',
    url: '/graphql',
    headers: { authorization: `Bearer ${await tokenOf(account)}`, 'content-type': 'application/json' },
    payload: { query: place.document, variables: place.variables(value, await around(place, account)) },
  });
  const headers = Object.entries(response.headers).filter(
    ([name]) => !['date', 'content-length', 'x-request-id'].includes(name),
  );
  return JSON.stringify([response.statusCode, headers, response.body]).replaceAll(value, '<it>');
}

const idOrText = (kind: string): 'id' | 'text' => (/code$|name$|of erp$/.test(kind) ? 'text' : 'id');
const never = (by: 'id' | 'text'): string => (by === 'id' ? randomUUID() : `Z${randomUUID().slice(0, 12)}`);

/** Kinds that no condition could be about. */
const somebodys = new Set(['saved', 'report', 'job', 'import', 'template', 'merge', 'proposal', 'field', 'client']);

/** A code is one over all records: that it is taken shows, to few and not often. */
const codes: Readonly<Record<string, string>> = {
  'createCustomer input.code': 'guesses are counted',
  'updateCustomer input.code': 'guesses are counted',
};

/** Places that tell nobody anything, and why. */
const closed: Readonly<Record<string, string>> = {
  'mergePreview input.proposal': 'what a merge would do is the same whatever it follows',
  'updateConsent input.customerId': 'no role may move a consent to another customer',
  'mergeCustomers input.choices.from':
    'asked with a stale version here, so that nothing is merged; mergePreview tells it',
};

let places: readonly NamingInput[];
beforeAll(() => {
  places = namingInputs(kehu.schema);
});

test('what is out of sight and what never was are answered alike, wherever a request can name a record', async () => {
  const differ: string[] = [];
  for (const place of places) {
    for (const outsider of outsiders) {
      const values = things.hidden.filter(
        ({ kind, from }) =>
          idOrText(kind) === place.by && from.includes(outsider) && (!place.condition || !somebodys.has(kind)),
      );
      if (values.length === 0 || `${place.field} ${place.path}` in codes) continue;
      const absent = await told(place, outsider, never(place.by));
      for (const { kind, value } of values) {
        const invisible = await told(place, outsider, value);
        if (invisible !== absent)
          differ.push(`${outsider} ${place.field} ${place.path} ${kind}\n ${invisible}\n ${absent}`);
      }
    }
  }
  expect(differ).toEqual([]);
}, 600_000);

test('every such place tells somebody of a record that is in sight', async () => {
  const silent: string[] = [];
  for (const place of places.filter(({ condition }) => !condition)) {
    let tells = false;
    for (const insider of insiders) {
      if (tells) break;
      // Twice: what is made by the first is there at the second.
      await told(place, insider, never(place.by));
      const absent = await told(place, insider, never(place.by));
      const values = things.hidden.filter(({ kind }) => idOrText(kind) === place.by).map(({ value }) => value);
      for (const value of [...values, ...(place.by === 'id' ? Object.values(things.open).flat() : [])]) {
        tells ||= (await told(place, insider, value)) !== absent;
        if (tells) break;
      }
    }
    if (!tells) silent.push(`${place.field} ${place.path}`);
  }
  expect(silent).toEqual(Object.keys(closed));
}, 600_000);
