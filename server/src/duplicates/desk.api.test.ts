import type { KehuError } from '../errors/errors';
import { testKehu, type TestKehu } from '../../test/kehu';
import { allow } from '../custom-fields/testing/custom-fields';

/** An answer of any shape. */
type Answer = any; // eslint-disable-line @typescript-eslint/no-explicit-any -- answers of any shape

let kehu: TestKehu;

beforeAll(async () => {
  kehu = await testKehu({ demo: true });
}, 120_000);
afterAll(async () => {
  await kehu.jobs.runner.stop();
  await kehu.drop();
});

async function done(as: string, document: string, variables: object = {}): Promise<Answer> {
  const { data, errors } = await kehu.ask(as, document, variables as Record<string, unknown>);
  if (errors) throw new Error(JSON.stringify(errors));
  return Object.values(data!)[0];
}

const code = async (as: string, document: string, variables: object = {}): Promise<string> => {
  const { errors } = await kehu.ask(as, document, variables as Record<string, unknown>);
  return (errors![0]!.originalError as KehuError).code;
};

const create = async (as: string, input: object): Promise<string> =>
  (
    await done(as, `mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) { customer { id } } }`, {
      input: { kind: 'PERSON', ...input },
    })
  ).customer.id;

const check = `query ($input: CustomerDuplicatesInput!) {
  customerDuplicates(input: $input) { score customer { id name } evidence { field agreement weight } }
}`;

describe('at entry', () => {
  const known = { name: '欧阳明月', phones: [{ number: '13912345678', primary: true }] };
  let north: string;

  beforeAll(async () => {
    north = await create('rep.north1', known);
  });

  test('finds who is there under the same sound, name or phone, and says why', async () => {
    const [byPhone] = await done('rep.north1', check, { input: { name: '欧阳明玥', phones: ['139 1234 5678'] } });
    expect(byPhone).toMatchObject({ customer: { id: north, name: '欧阳明月' } });
    expect(byPhone.score).toBeGreaterThan(0.9);
    expect(byPhone.evidence).toEqual(
      expect.arrayContaining([expect.objectContaining({ field: 'phones', agreement: 'SAME' })]),
    );
    expect(await done('rep.north1', check, { input: { name: '欧阳明月' } })).toMatchObject([
      { customer: { id: north } },
    ]);
    expect(await done('rep.north1', check, { input: { name: '毫不相干', phones: ['13700000000'] } })).toEqual([]);
  });

  test('leaves out the record that is being edited', async () => {
    expect(await done('rep.north1', check, { input: { ...{ name: known.name }, except: north } })).toEqual([]);
  });

  test('tells nothing of a customer out of sight: the same bytes as for nobody', async () => {
    const asked = { name: known.name, phones: ['13912345678'] };
    const other = { name: '欧阳没有人', phones: ['13900000099'] };
    const [hidden, nobody] = [
      await kehu.ask('rep.south1', check, { input: asked }),
      await kehu.ask('rep.south1', check, { input: other }),
    ];
    expect(JSON.stringify(hidden)).toBe(JSON.stringify(nobody));
  });

  test('scores only what the asker may read: a phone that is masked neither finds nor raises', async () => {
    // rep.north2 sees the customers of the team, but personal fields of own ones alone.
    expect(await done('rep.north2', check, { input: { phones: ['13912345678'] } })).toEqual([]);
    const [right] = await done('rep.north2', check, { input: { name: known.name, phones: ['13912345678'] } });
    const [wrong] = await done('rep.north2', check, { input: { name: known.name, phones: ['13600000000'] } });
    expect(right).toEqual(wrong);
    expect(right.evidence.map((one: { field: string }) => one.field)).toEqual(['name']);
    const [own] = await done('rep.north1', check, { input: { name: known.name, phones: ['13912345678'] } });
    expect(own.score).toBeGreaterThan(right.score);
  });

  test.each(['auditor', 'analyst1', 'marketer1', 'director', 'steward', 'agent1'])(
    '%s is answered by view',
    async (account) => {
      const found = await done(account, check, { input: { name: known.name, phones: ['13912345678'] } });
      const { data } = await kehu.ask(account, 'query ($id: ID!) { customer(id: $id) { id name phones { number } } }', {
        id: north,
      });
      const named = data!.customer?.name === known.name;
      expect(found.map((one: Answer) => one.customer.id)).toEqual(named ? [north] : []);
    },
  );
});

const desk = `query ($first: Int, $from: Int) {
  duplicatesDesk(first: $first, from: $from) {
    sweptAt records found next
    groups { score later customers { id name } pairs { a b score evidence { field agreement weight } } }
  }
}`;

/** Looks through all customers, as the job does. */
async function sweep(as: string): Promise<Answer> {
  const { id } = await done(as, 'mutation { sweepDuplicates { id } }');
  await kehu.jobs.runner.pump();
  const job = await done(as, 'query ($id: ID!) { job(id: $id) { state result error { message } } }', { id });
  if (job.state !== 'SUCCEEDED') throw new Error(JSON.stringify(job));
  return job.result;
}

describe('the desk', () => {
  let ids: string[];

  beforeAll(async () => {
    ids = [
      await create('steward', {
        name: 'Bartholomew Featherstonehaugh',
        phones: [{ number: '+44 20 7946 0958', primary: true }],
        emails: [{ address: 'bart@feather.example', primary: true }],
      }),
      await create('steward', {
        name: 'Bartholomew Fetherstonehaugh',
        phones: [{ number: '+44 20 7946 0958', primary: true }],
        emails: [{ address: 'bart@feather.example', primary: true }],
      }),
    ];
    const result = await sweep('steward');
    expect(result.records).toBeGreaterThan(100);
  }, 120_000);

  const groupOf = async (as = 'steward'): Promise<Answer> => {
    const { groups } = await done(as, desk, { first: 200 });
    return groups.find((group: Answer) => group.customers.some(({ id }: { id: string }) => id === ids[0]));
  };

  test('shows groups, the surest first, with what speaks for and against', async () => {
    const { groups, sweptAt } = await done('steward', desk, { first: 200 });
    expect(sweptAt).not.toBeNull();
    const scores = groups.map((group: Answer) => group.score);
    expect(scores).toEqual([...scores].sort((a: number, b: number) => b - a));
    const group = await groupOf();
    expect(group.customers.map(({ id }: { id: string }) => id).sort()).toEqual([...ids].sort());
    expect(group.pairs[0].evidence).toEqual(
      expect.arrayContaining([expect.objectContaining({ field: 'phones', agreement: 'SAME' })]),
    );
  });

  test('is refused to who may merge nothing', async () => {
    for (const account of ['rep.north1', 'director', 'auditor', 'dpo']) {
      expect(await code(account, desk)).toBe('FORBIDDEN');
      expect(await code(account, 'mutation { sweepDuplicates { id } }')).toBe('FORBIDDEN');
      expect(
        await code(account, 'mutation ($ids: [ID!]!) { decideDuplicates(ids: $ids, decision: DISTINCT) }', { ids }),
      ).toBe('FORBIDDEN');
    }
  });

  test('leaves out a pair of which one side went out of sight', async () => {
    await kehu.test.database.run('UPDATE customers SET deleted_at = 1 WHERE id = ?', [
      Buffer.from(ids[1]!.replaceAll('-', ''), 'hex'),
    ]);
    expect(await groupOf()).toBeUndefined();
    await kehu.test.database.run('UPDATE customers SET deleted_at = NULL WHERE id = ?', [
      Buffer.from(ids[1]!.replaceAll('-', ''), 'hex'),
    ]);
    expect(await groupOf()).toBeDefined();
  });

  test('remembers what was put off and what is not a duplicate, and takes it back', async () => {
    const decide = (decision: string) =>
      done(
        'steward',
        'mutation ($ids: [ID!]!, $decision: DuplicateDecision!) { decideDuplicates(ids: $ids, decision: $decision) }',
        { ids, decision },
      );
    await decide('LATER');
    expect((await groupOf()).later).toBe(true);
    await decide('DISTINCT');
    expect(await groupOf()).toBeUndefined();
    await decide('OPEN');
    expect((await groupOf()).later).toBe(false);
  });

  test('looks at so many groups at once, and shows so many pairs of one', async () => {
    const { database } = kehu.test;
    const [[sweepPk, evidence]] = (await database.rows(
      'SELECT sweep_pk, evidence FROM duplicate_pairs ORDER BY weight DESC LIMIT 1',
    )) as unknown[][] as [[number, string]];
    const add = (cluster: number, a: number, b: number): Promise<unknown> =>
      database.run(
        'INSERT INTO duplicate_pairs (sweep_pk, a_pk, b_pk, cluster_pk, weight, evidence) VALUES (?, ?, ?, ?, ?, ?)',
        [sweepPk, a, b, cluster, 900_000_000, evidence],
      );
    const from = 3_000_000_000;
    for (let i = 0; i < 200; i++) await add(from + i, from + i, from + 500 + i);
    const page = await done('steward', desk, { first: 5 });
    expect(page).toMatchObject({ groups: [], next: 200 });
    const { groups } = await done('steward', desk, { first: 5, from: page.next });
    expect(groups.length).toBeGreaterThan(0);
    await database.run('DELETE FROM duplicate_pairs WHERE a_pk >= ?', [from]);

    const pks = (await database.rows('SELECT pk FROM customers WHERE deleted_at IS NULL ORDER BY pk LIMIT 121')).map(
      ([pk]) => Number(pk),
    );
    for (const pk of pks.slice(1)) await add(from, pks[0]!, pk).catch(() => undefined);
    const [large] = (await done('steward', desk, { first: 1 })).groups;
    expect(large.pairs).toHaveLength(100);
    await database.run('DELETE FROM duplicate_pairs WHERE cluster_pk = ?', [from]);
  });

  test('scores a group by what is readable now, and drops what nothing is readable of', async () => {
    const { database } = kehu.test;
    const cells = (scopes: { field: string; scope: string }[]) =>
      allow(kehu, 'steward', 'Customer', (grants) => {
        for (const grant of grants.filter(({ action }) => action === 'read')) grant.cells = scopes;
      });
    const set = async (id: string, kind: string, owner: string): Promise<void> => {
      await database.run(
        'UPDATE customers SET kind = ?, owner_pk = (SELECT pk FROM users WHERE email = ?) WHERE id = ?',
        [kind, `${owner}@kehu.example`, Buffer.from(id.replaceAll('-', ''), 'hex')],
      );
    };
    await cells([
      { field: 'name', scope: 'company' },
      { field: '@personal', scope: 'own' },
    ]);
    for (const id of ids) await set(id, 'COMPANY', 'steward');
    await sweep('steward');
    // The fields that were compared need not be asked for.
    const full = await groupOf();
    expect(full.pairs[0].evidence.map(({ field }: Answer) => field)).toEqual(
      expect.arrayContaining(['name', 'phones', 'emails']),
    );
    await set(ids[1]!, 'COMPANY', 'rep.north1');
    const part = await groupOf();
    expect(part.pairs[0].evidence.map(({ field }: Answer) => field)).toEqual(['name']);
    expect(part.score).toBe(part.pairs[0].score);
    expect(part.score).toBeLessThan(full.score);
    await set(ids[1]!, 'PERSON', 'rep.north1');
    expect(await groupOf()).toBeUndefined();
    await cells([]);
  }, 120_000);

  test('has nothing to show in a view in which nothing was looked for', async () => {
    await kehu.test.database.run('UPDATE duplicate_sweeps SET view_key = ?', [Buffer.alloc(32, 1)]);
    expect(await done('steward', desk)).toMatchObject({ sweptAt: null, groups: [] });
  });
});
