import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { proposeMerge } from '../../src/duplicates/merge/proposals';
import type { MergedRecord } from '../../src/duplicates/merge/plan-merge';
import type { SqlValue } from '../../src/database/database';
import { answer } from '../demo/answers';
import type { CustomerFacts, Facts } from '../demo/facts';
import { testNow, type TestKehu } from '../kehu';

/** Who does not see the things below: none of them, and nothing that is somebody's own. */
export const outsiders = ['rep.north1', 'steward'] as const;

/** What hangs on a customer. */
export const children = ['contact', 'activity', 'order', 'ticket', 'consent', 'opportunity'] as const;

/** One thing of every kind that has an id or a text by which a request can name it. */
export interface OutOfSight {
  hidden: readonly { kind: string; value: string; from: readonly string[] }[];
  /** Ids that everybody may know. */
  open: { users: readonly string[]; teams: readonly string[]; products: readonly string[] };
  /** A customer of the South and one of the North that have one of everything, and another beside each. */
  south: CustomerFacts;
  north: CustomerFacts;
  beside: ReadonlyMap<CustomerFacts, CustomerFacts>;
  /** Id of one more customer of the South. */
  third: string;
  childOf(customer: CustomerFacts, noun: string): string | undefined;
  /** Key of a program with the steward's roles that writes the ids of the ERP. */
  key: string;
}

export const tableOf = (noun: string): string => `${noun.replace(/y$/, 'ie')}s`;
export const bytesOf = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');

export async function outOfSight(kehu: TestKehu, facts: Facts): Promise<OutOfSight> {
  const { database } = kehu.test;
  const of = (team: string): CustomerFacts[] =>
    facts.customers.filter((one) => one.team === team && one.owner === `rep.${team.toLowerCase().replace(' ', '')}`);
  const [south, third, second, a, b] = of('South 1') as CustomerFacts[] as [CustomerFacts, ...CustomerFacts[]];
  const [north, northern] = of('North 1') as [CustomerFacts, CustomerFacts];
  const own = await hang(facts, database, [south, third!, north]);

  const hidden: OutOfSight['hidden'][number][] = [];
  const add = (kind: string, value: string, ...seen: string[]): void =>
    void hidden.push({ kind, value, from: outsiders.filter((one) => !seen.includes(one)) });
  const made = async (as: string, document: string, variables: object = {}): Promise<Record<string, unknown>> =>
    Object.values(await answer(kehu, as, document, { ...variables }))[0] as Record<string, unknown>;
  const text = async (sql: string, params: SqlValue[] = []): Promise<string> =>
    String((await database.rows(sql, params))[0]![0]);

  add('customer', south.id, 'steward');
  for (const noun of children) add(noun, own(south, noun)!, 'steward');
  const items = `SELECT i.id FROM order_items i JOIN orders o ON o.pk = i.order_pk JOIN customers c ON c.pk = o.customer_pk
    JOIN teams t ON t.pk = c.team_pk WHERE t.name = 'South 1' AND c.pk NOT IN (?, ?) AND o.deleted_at IS NULL ORDER BY i.pk LIMIT 1`;
  const last = of('South 1').at(-1)!;
  add('orderItem', (await facts.ids(items, [third!.pk, last.pk]))[0]!, 'steward');
  const [team] = await facts.ids("SELECT id FROM teams WHERE name = 'International'");
  const share = 'mutation ($id: ID!, $team: ID) { share(input: { id: $id, withTeamId: $team }) { id } }';
  add('share', String((await made('steward', share, { id: south.id, team })).id), 'steward');

  const saving = 'mutation ($input: SavedItemInput!) { saveItem(input: $input) { id } }';
  const definition = { document: '{ customers(first: 1) { nodes { id } } }', variables: {}, chart: 'table' };
  const report = 'mutation ($id: ID!) { scheduleReport(input: { savedId: $id, frequency: DAILY, minute: 1 }) { id } }';
  for (const who of ['rep.south1', 'analyst1']) {
    const input = { kind: 'QUERY', name: 'own', audience: 'PRIVATE', definition };
    const saved = String((await made(who, saving, { input })).id);
    add('saved', saved);
    add('report', String((await made(who, report, { id: saved })).id));
  }
  add('job', String((await made('analyst1', 'mutation { startExport(input: { noun: "customer" }) { id } }')).id));
  const steward = await kehu.principal('steward');
  add('import', (await kehu.imports.upload(steward, 'a.csv', Readable.from([Buffer.from('name\nx\n')]))).id, 'steward');
  const template = 'mutation ($plan: JSON!) { saveImportTemplate(name: "own", plan: $plan) { id } }';
  const templates = await made('steward', template, { plan: { noun: 'customer', source: 'b' } });
  add('template', (Object.values(templates)[0] as { id: string }).id, 'steward');

  const merge = 'mutation ($input: MergeCustomersInput!) { mergeCustomers(input: $input) { merge } }';
  const merging = { input: { into: a!.id, from: [{ id: b!.id }], acceptGains: true } };
  add('merge', String((await made('steward', merge, merging)).merge), 'steward');
  add('merged', a!.id, 'steward');
  // One to follow, and one to decline.
  for (const from of [second!, a!]) {
    const proposal = randomUUID();
    const writing = { ...kehu.writing(await kehu.principal('rep.south1')), newId: () => proposal };
    const about = [{ id: south.id }, { id: from.id }] as unknown as readonly MergedRecord[];
    await database.transaction((tx) =>
      proposeMerge(writing, tx, kehu.nouns.get('customer'), { choices: [] } as never, about),
    );
    add('proposal', proposal, 'steward');
  }

  const field = `mutation { createCustomField(input: { type: "Customer", key: "hue", kind: choice,
    label: { en: "Hue", zh: "色" }, choices: [{ key: "red", en: "Red", zh: "红" }] }) { field { id } } }`;
  add('field', ((await made('admin', field)).field as { id: string }).id, 'steward');
  const client = `mutation { createApiClient(input: { name: "walker", roles: ["steward"], source: "erp" }) {
    key client { id } } }`;
  const { key, client: program } = await made('admin', client);
  const other = await made('admin', client.replace('walker', 'other'));
  add('client', (other.client as { id: string }).id);

  for (const noun of children) await remove(own(third!, noun)!, noun);
  await remove(last.id, 'customer');
  async function remove(id: string, noun: string): Promise<void> {
    await database.run(`UPDATE ${tableOf(noun)} SET deleted_at = ? WHERE id = ?`, [testNow, bytesOf(id)]);
    add(`deleted ${noun}`, id, 'steward');
  }
  await database.run(
    'UPDATE products SET deleted_at = ? WHERE pk = (SELECT pk FROM (SELECT MAX(pk) AS pk FROM products) last)',
    [testNow],
  );

  add('code', south.code, 'steward');
  add('name', south.name, 'steward');
  add('order code', await text('SELECT code FROM orders WHERE id = ?', [bytesOf(own(south, 'order')!)]), 'steward');
  add('product code', await text('SELECT MIN(code) FROM products WHERE deleted_at IS NULL'), ...outsiders);
  for (const noun of ['contact', 'opportunity'] as const) {
    const pk = await facts.count(`SELECT pk FROM ${tableOf(noun)} WHERE id = ?`, [bytesOf(own(south, noun)!)]);
    const sql = "INSERT INTO external_ids (noun, record_pk, source, external_id) VALUES (?, ?, 'erp', ?)";
    await database.run(sql, [noun, pk, `S-${noun}`]);
  }
  const external = "SELECT noun, MIN(external_id) FROM external_ids WHERE source = 'erp' GROUP BY noun";
  for (const [noun, id] of await database.rows(external))
    add(`${String(noun)} of erp`, String(id), ...(noun === 'product' ? outsiders : ['steward']));

  return {
    hidden,
    open: {
      users: await facts.ids(
        "SELECT id FROM users WHERE email IN ('agent1@kehu.example', 'rep.north2@kehu.example') ORDER BY email",
      ),
      teams: await facts.ids("SELECT id FROM teams WHERE name IN ('East', 'South 1') ORDER BY name"),
      products: [
        ...(await facts.ids('SELECT id FROM products WHERE deleted_at IS NULL ORDER BY pk LIMIT 1')),
        ...(await facts.ids('SELECT id FROM products WHERE deleted_at IS NOT NULL ORDER BY pk LIMIT 1')),
      ],
    },
    south,
    north,
    beside: new Map([
      [south, second!],
      [north, northern],
    ]),
    third: a!.id,
    childOf: own,
    key: program ? String(key) : '',
  };
}

/** Gives each of the customers one of everything. Answers the id of it. */
async function hang(
  facts: Facts,
  database: TestKehu['test']['database'],
  customers: readonly CustomerFacts[],
): Promise<OutOfSight['childOf']> {
  const ids = new Map<string, string>();
  for (const noun of children) {
    const table = tableOf(noun);
    for (const customer of customers) {
      const find = `SELECT id FROM ${table} WHERE customer_pk = ? AND deleted_at IS NULL ORDER BY pk LIMIT 1`;
      let [id] = await facts.ids(find, [customer.pk]);
      if (!id) {
        const [any] = await database.rows(
          `SELECT x.pk FROM ${table} x JOIN customers c ON c.pk = x.customer_pk JOIN teams t ON t.pk = c.team_pk
           WHERE t.name = ? AND x.deleted_at IS NULL AND c.pk NOT IN (${customers.map(({ pk }) => pk).join(', ')})
           ORDER BY x.pk LIMIT 1`,
          [customer.team],
        );
        await database.run(`UPDATE ${table} SET customer_pk = ? WHERE pk = ?`, [customer.pk, Number(any![0])]);
        [id] = await facts.ids(find, [customer.pk]);
      }
      ids.set(`${customer.id} ${noun}`, id!);
    }
  }
  return (customer, noun) => ids.get(`${customer.id} ${noun}`);
}
