import { randomUUID } from 'node:crypto';
import type { KehuError } from '../errors/errors';
import { testKehu, type TestKehu } from '../../test/kehu';
import { linksTo } from './merge/sees-all';
import { randomNumbers } from './matching/random-numbers';

/** An answer of any shape. */
type Answer = any; // eslint-disable-line @typescript-eslint/no-explicit-any -- answers of any shape

let kehu: TestKehu;

beforeAll(async () => {
  kehu = await testKehu({ demo: true });
}, 120_000);
afterAll(() => kehu.drop());

const mergeMutation = `mutation ($input: MergeCustomersInput!) {
  mergeCustomers(input: $input) {
    customer { id name phones { number primary } emails { address } tags note code primaryPhone lifetimeValue }
    merge waiting gains { field roles } consentConflicts
  }
}`;
const unmergeMutation = `mutation ($merge: ID!) {
  unmergeCustomers(merge: $merge) { customer { id name note } customers { id } keptFields keptRows }
}`;

/** The answer to a document that is taken. */
async function done(as: string, document: string, variables: object): Promise<Answer> {
  const { data, errors } = await kehu.ask(as, document, variables as Record<string, unknown>);
  if (errors) throw new Error(JSON.stringify(errors));
  return Object.values(data!)[0];
}

/** Code and fields of a refusal. */
async function refusal(as: string, document: string, variables: object): Promise<[string, readonly string[], string]> {
  const { errors } = await kehu.ask(as, document, variables as Record<string, unknown>);
  const error = errors![0]!.originalError as KehuError;
  return [error.code, error.fields, error.message];
}

const create = async (as: string, input: object): Promise<{ id: string; version: number }> =>
  (
    await done(
      as,
      `mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) { customer { id version } } }`,
      {
        input: { kind: 'PERSON', ...input },
      },
    )
  ).customer;

const merge = (as: string, into: string, from: readonly string[], more: object = {}): Promise<Answer> =>
  done(as, mergeMutation, { input: { into, from: from.map((id) => ({ id })), ...more } });

const count = async (text: string, params: readonly string[] = []): Promise<number> =>
  Number((await kehu.test.database.rows(text, [...params]))[0]![0]);

const pkOf = async (id: string): Promise<number> =>
  Number(
    (
      await kehu.test.database.rows('SELECT pk FROM customers WHERE id = ?', [
        Buffer.from(id.replaceAll('-', ''), 'hex'),
      ])
    )[0]![0],
  );

/** Everything stored of these customers and of what hangs on them, moments of change and versions apart. */
async function stored(pks: readonly number[]): Promise<unknown> {
  const { database } = kehu.test;
  const marks = pks.map(() => '?').join(', ');
  const noun = kehu.nouns.get('customer');
  const left = new Set(['version', 'updated_at']);
  const all: Record<string, unknown> = {};
  const read = async (table: string, column: string, columns: readonly string[], order: string): Promise<void> => {
    const names = columns.filter((name) => !left.has(name));
    const rows = await database.rows(
      `SELECT ${names.join(', ')} FROM ${table} WHERE ${column} IN (${marks}) ORDER BY ${order}`,
      [...pks],
    );
    all[`${table}.${column}`] = rows.map((row) =>
      row.map((value) => (Buffer.isBuffer(value) ? value.toString('hex') : String(value))),
    );
  };
  // A secret is compared by its index: it is encrypted anew where it was written as it is.
  const columnsOf = (name: string): string[] =>
    [...kehu.nouns.get(name).fields.values()]
      .filter(({ column, kind }) => column !== '' && kind !== 'secret')
      .map(({ column }) => column);
  await read('customers', 'pk', ['pk', ...columnsOf('customer'), 'name_fold', 'name_sound', 'national_id_index'], 'pk');
  await read('customer_tags', 'customer_pk', ['customer_pk', 'tag', 'tag_fold'], 'customer_pk, tag');
  for (const { noun: child, link } of linksTo(kehu.nouns, noun)) {
    await read(child.table, link.column, ['pk', ...columnsOf(child.name)], 'pk');
  }
  const external = await database.rows(
    `SELECT pk, record_pk, source, external_id FROM external_ids WHERE noun = 'customer' AND record_pk IN (${marks}) ORDER BY pk`,
    [...pks],
  );
  return { ...all, external: external.map((row) => row.map(String)) };
}

describe('merging', () => {
  test('puts values together, keeps where each came from and hangs everything on the customer that stays', async () => {
    const a = await create('steward', { name: 'Ann Merge', phones: [{ number: '13800000001', primary: true }] });
    const b = await create('steward', {
      name: 'Anne Merge',
      phones: [{ number: '13800000002', primary: true }],
      emails: [{ address: 'ann@merge.example' }],
      note: 'from b',
      tags: ['vip'],
      code: 'MERGE-B',
      nationalId: '110101199001011234',
    });
    const contact = await done(
      'steward',
      `mutation ($input: CreateContactInput!) { createContact(input: $input) { contact { id } } }`,
      { input: { customerId: b.id, name: 'Of B' } },
    );
    const merged = await merge('steward', a.id, [b.id]);
    expect(merged).toMatchObject({ waiting: false, gains: [] });
    expect(merged.customer).toMatchObject({
      name: 'Ann Merge',
      note: 'from b',
      code: 'MERGE-B',
      primaryPhone: '+8613800000001',
      tags: ['vip'],
      phones: [
        { number: '+8613800000001', primary: true },
        { number: '+8613800000002', primary: false },
      ],
    });
    const { data } = await kehu.ask(
      'steward',
      `query ($a: ID!, $b: ID!) {
        gone: customer(id: $b) { id }
        customer(id: $a) { contacts(first: 5) { nodes { id } } history(first: 3) { nodes { changes { field new } } } }
        customerMerges(id: $a) { canUndo sources { field from } from { id name note history(first: 2) { nodes { action } } } }
      }`,
      { a: a.id, b: b.id },
    );
    expect(data!.gone).toBeNull();
    expect(data!.customer.contacts.nodes).toEqual([{ id: contact.contact.id }]);
    expect(data!.customerMerges).toMatchObject([
      { canUndo: true, from: [{ id: b.id, name: 'Anne Merge', note: 'from b' }] },
    ]);
    const sources = new Map(
      data!.customerMerges[0].sources.map((one: { field: string; from: string[] }) => [one.field, one.from]),
    );
    expect([sources.get('note'), sources.get('phones')]).toEqual([[b.id], [a.id, b.id]]);
    expect(
      await count('SELECT COUNT(*) FROM customers WHERE pk = ? AND national_id IS NOT NULL', [
        String(await pkOf(a.id)),
      ]),
    ).toBe(1);
    // An officer reads the number that was taken over under the key of the customer that stays.
    const dpo = await kehu.ask('dpo', 'query ($a: ID!) { customer(id: $a) { nationalId } }', { a: a.id });
    expect(dpo.data!.customer.nationalId).toBe('110101199001011234');
  });

  test('takes the chosen value, and refuses to choose from a record beside', async () => {
    const [a, b, c] = [
      await create('steward', { name: 'Choice A' }),
      await create('steward', { name: 'Choice B' }),
      await create('steward', { name: 'Choice C' }),
    ];
    const choices = (from: string) => ({ choices: [{ field: 'name', from }] });
    const input = { into: a.id, from: [{ id: b.id }], ...choices(c.id) };
    expect(await refusal('steward', mergeMutation, { input })).toEqual([
      'NOT_FOUND',
      ['choices.0.from'],
      expect.any(String),
    ]);
    expect((await merge('steward', a.id, [b.id], choices(b.id))).customer.name).toBe('Choice B');
  });

  test('refuses what changed since the caller looked, and a record with itself', async () => {
    const [a, b] = [await create('steward', { name: 'Stale A' }), await create('steward', { name: 'Stale B' })];
    const input = { into: a.id, intoVersion: 99, from: [{ id: b.id }] };
    expect((await refusal('steward', mergeMutation, { input }))[0]).toBe('CONFLICT');
    const same = { into: a.id, from: [{ id: a.id.toUpperCase() }] };
    expect((await refusal('steward', mergeMutation, { input: same }))[0]).toBe('BAD_USER_INPUT');
  });

  test('keeps ids of other systems leading to the customer, and a merged one from being restored beside it', async () => {
    const a = await create('steward', { name: 'External A' });
    const b = await create('steward', { name: 'External B' });
    await kehu.test.database.run(
      "INSERT INTO external_ids (noun, record_pk, source, external_id) VALUES ('customer', ?, 'shop', 'S-1')",
      [await pkOf(b.id)],
    );
    await merge('steward', a.id, [b.id], { acceptGains: true });
    expect(await count("SELECT record_pk FROM external_ids WHERE source = 'shop' AND external_id = 'S-1'")).toBe(
      await pkOf(a.id),
    );
    const restore = `mutation ($input: DeleteInput!) { restoreCustomer(input: $input) { customer { id } } }`;
    const version = await count('SELECT version FROM customers WHERE pk = ?', [String(await pkOf(b.id))]);
    expect((await refusal('steward', restore, { input: { id: b.id, version } }))[0]).toBe('CONFLICT');
  });
});

describe('a merge by which somebody could see more', () => {
  test('is refused, names the facts, and is done by a steward who says to know', async () => {
    const teams = await done('steward', '{ teams(first: 5) { nodes { id } } }', {});
    const [first, second] = teams.nodes as { id: string }[];
    const a = await create('steward', { name: 'Gain A', teamId: first!.id, ownerId: null });
    const b = await create('steward', { name: 'Gain B', teamId: second!.id, ownerId: null });
    const input = { into: a.id, from: [{ id: b.id }] };
    const [code, fields] = await refusal('steward', mergeMutation, { input });
    expect([code, fields]).toEqual(['FORBIDDEN', ['team']]);
    const preview = await done(
      'steward',
      `query ($input: MergeCustomersInput!) { mergePreview(input: $input) { waits gains { field roles } } }`,
      { input },
    );
    expect(preview).toMatchObject({ waits: false, gains: [{ field: 'team' }] });
    expect(preview.gains[0].roles).toEqual(expect.arrayContaining(['sales-rep', 'manager']));
    expect((await merge('steward', a.id, [b.id], { acceptGains: true })).waiting).toBe(false);
  });

  test.each(['rep.north1', 'manager.north', 'agent1', 'marketer1', 'analyst1', 'director', 'dpo', 'auditor'])(
    '%s cannot merge, whatever the ids',
    async (account) => {
      const a = await create('steward', { name: `Not for ${account}` });
      const b = await create('steward', { name: `Not for ${account} either` });
      const answers = [b.id, randomUUID(), 'no id'].map((id) =>
        refusal(account, mergeMutation, { input: { into: a.id, from: [{ id }] } }),
      );
      const [first, ...others] = await Promise.all(answers);
      expect(first![0]).toBe('FORBIDDEN');
      for (const other of others) expect(other).toEqual(first);
      expect(
        (await kehu.ask(account, 'query ($id: ID!) { customerMerges(id: $id) { id } }', { id: b.id })).data,
      ).toEqual({
        customerMerges: [],
      });
      expect((await refusal(account, unmergeMutation, { merge: randomUUID() }))[0]).toBe('FORBIDDEN');
    },
  );
});

describe('splitting', () => {
  test('gives a conflict of consents back to those who made them, after the stricter counted', async () => {
    const consent = `mutation ($input: CreateConsentInput!) { createConsent(input: $input) { consent { id } } }`;
    const [a, b] = [await create('steward', { name: 'Consent A' }), await create('steward', { name: 'Consent B' })];
    await done('steward', consent, { input: { customerId: a.id, purpose: 'MARKETING', state: 'GIVEN' } });
    await done('steward', consent, { input: { customerId: b.id, purpose: 'MARKETING', state: 'WITHDRAWN' } });
    const before = await stored([await pkOf(a.id), await pkOf(b.id)]);
    const merged = await merge('steward', a.id, [b.id], { acceptGains: true });
    expect(merged.consentConflicts).toEqual(['MARKETING']);
    const shown = await kehu.ask('steward', 'query ($id: ID!) { customer(id: $id) { consents { nodes { state } } } }', {
      id: a.id,
    });
    expect(shown.data!.customer.consents.nodes).toEqual([{ state: 'WITHDRAWN' }]);
    await done('steward', unmergeMutation, { merge: merged.merge });
    expect(await stored([await pkOf(a.id), await pkOf(b.id)])).toEqual(before);
  });

  test('keeps what was changed since and says so', async () => {
    const a = await create('steward', { name: 'Later A' });
    const b = await create('steward', { name: 'Later B', note: 'b', code: 'LATER-B' });
    const merged = await merge('steward', a.id, [b.id]);
    const version = await count('SELECT version FROM customers WHERE pk = ?', [String(await pkOf(a.id))]);
    await done(
      'steward',
      `mutation ($input: UpdateCustomerInput!) { updateCustomer(input: $input) { customer { id } } }`,
      {
        input: { id: a.id, version, note: 'edited' },
      },
    );
    const split = await done('steward', unmergeMutation, { merge: merged.merge });
    expect(split).toMatchObject({
      keptFields: ['note'],
      keptRows: 0,
      customer: { note: 'edited' },
      customers: [{ id: b.id }],
    });
    expect((await refusal('steward', unmergeMutation, { merge: merged.merge }))[0]).toBe('CONFLICT');
  });

  test('refuses a code that somebody out of sight has by now as it refuses a malformed one', async () => {
    const a = await create('steward', { name: 'Code A' });
    const b = await create('steward', { name: 'Code B', code: 'TAKEN-1' });
    const merged = await merge('steward', a.id, [b.id]);
    const update = `mutation ($input: UpdateCustomerInput!) { updateCustomer(input: $input) { customer { id } } }`;
    const version = await count('SELECT version FROM customers WHERE pk = ?', [String(await pkOf(a.id))]);
    await done('steward', update, { input: { id: a.id, version, code: 'OTHER-1' } });
    const c = await create('steward', { name: 'Code C', code: 'TAKEN-1' });
    await kehu.test.database.run('UPDATE customers SET deleted_at = 1 WHERE pk = ?', [await pkOf(c.id)]);
    const [code, fields, message] = await refusal('steward', unmergeMutation, { merge: merged.merge });
    const malformed = await refusal('steward', update, {
      input: { id: a.id, version: version + 1, code: 'x'.repeat(300) },
    });
    expect([code, fields, message]).toEqual(malformed);
    // Nothing of it happened.
    expect(
      (await kehu.ask('steward', 'query ($id: ID!) { customer(id: $id) { id } }', { id: b.id })).data!.customer,
    ).toBeNull();
  });

  test('is the opposite of merging: groups at random, one after another into the same customer', async () => {
    const number = randomNumbers(20261122);
    const { database } = kehu.test;
    const pks = (await database.rows('SELECT pk, id FROM customers WHERE deleted_at IS NULL ORDER BY pk')).map(
      (row) => ({
        pk: Number(row[0]),
        id: (row[1] as Buffer).toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
      }),
    );
    const fields = ['name', 'note', 'phones', 'owner', 'team', 'region', 'birthDate', 'tags', 'status'];
    const told = await count('SELECT MAX(pk) FROM history');
    const past = (): Promise<unknown> =>
      database.rows(
        'SELECT noun, COUNT(*), SUM(record_pk), SUM(at), SUM(LENGTH(changes)) FROM history WHERE pk <= ? GROUP BY noun ORDER BY noun',
        [told],
      );
    const before = await past();
    for (let run = 0; run < 12; run++) {
      const group = Array.from({ length: 3 + number(4) }, () => pks[number(pks.length)]!);
      const [own, ...others] = [...new Map(group.map((one) => [one.pk, one])).values()];
      if (others.length < 2) continue;
      const all = [own!, ...others].map(({ pk }) => pk);
      const states = [await stored(all)];
      const merges: string[] = [];
      const half = 1 + number(others.length - 1);
      for (const part of [others.slice(0, half), others.slice(half)]) {
        const records = [own!, ...part];
        const choices = fields
          .filter(() => number(3) === 0)
          .map((field) => ({ field, from: records[number(records.length)]!.id }));
        const merged = await merge(
          'steward',
          own!.id,
          part.map(({ id }) => id),
          { acceptGains: true, choices },
        );
        merges.push(merged.merge);
        states.push(await stored(all));
      }
      expect(states[1]).not.toEqual(states[0]);
      expect((await refusal('steward', unmergeMutation, { merge: merges[0] }))[0]).toBe('CONFLICT');
      for (const [i, id] of [...merges.entries()].reverse()) {
        const split = await done('steward', unmergeMutation, { merge: id });
        expect(split).toMatchObject({ keptFields: [], keptRows: 0 });
        expect(await stored(all)).toEqual(states[i]);
      }
    }
    // History goes on; what it told of before stands where it stood.
    expect(await past()).toEqual(before);
  }, 120_000);
});
