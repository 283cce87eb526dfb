import { randomUUID } from 'node:crypto';
import { answer, bytes, refusal, type Row } from '../../test/demo/answers';
import { testKehu, testNow, type TestKehu } from '../../test/kehu';
import { allow, makeField } from '../custom-fields/testing/custom-fields';

/** What merging and splitting must not bring about: that somebody sees or learns what they did not before. */
let kehu: TestKehu;
let now = testNow;
let teams: string[];

beforeAll(async () => {
  kehu = await testKehu({ demo: true, clock: () => now });
  teams = (await answer(kehu, 'steward', '{ teams(first: 5) { nodes { id } } }')).teams.nodes.map(
    ({ id }: { id: string }) => id,
  );
}, 240_000);
afterAll(() => kehu.drop());

const create = async (input: object): Promise<string> =>
  (
    await answer(
      kehu,
      'steward',
      'mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) { customer { id } } }',
      { input: { kind: 'PERSON', ...input } },
    )
  ).createCustomer.customer.id;

/** Changes a customer as it stands. */
async function update(id: string, input: object): Promise<void> {
  const { customer } = await answer(kehu, 'steward', 'query ($id: ID!) { customer(id: $id) { version } }', { id });
  await answer(
    kehu,
    'steward',
    'mutation ($input: UpdateCustomerInput!) { updateCustomer(input: $input) { customer { id } } }',
    { input: { id, version: customer.version, ...input } },
  );
}

async function consent(customerId: string, state: 'GIVEN' | 'WITHDRAWN', purpose = 'MARKETING'): Promise<void> {
  await answer(
    kehu,
    'steward',
    'mutation ($input: CreateConsentInput!) { createConsent(input: $input) { consent { id } } }',
    { input: { customerId, purpose, state } },
  );
}

const consentsOf = async (id: string): Promise<{ id: string; version: number; state: string }[]> =>
  (
    await answer(
      kehu,
      'steward',
      'query ($id: ID!) { customer(id: $id) { consents { nodes { id version state } } } }',
      { id },
    )
  ).customer.consents.nodes;

async function decide(customer: string, state: string): Promise<void> {
  const { id, version } = (await consentsOf(customer))[0]!;
  await answer(
    kehu,
    'steward',
    'mutation ($input: UpdateConsentInput!) { updateConsent(input: $input) { consent { id } } }',
    { input: { id, version, state } },
  );
}

const states = async (id: string): Promise<string[]> => (await consentsOf(id)).map(({ state }) => state);

const mergeMutation = `mutation ($input: MergeCustomersInput!) {
  mergeCustomers(input: $input) { merge waiting gains { field roles } } }`;
const preview = `query ($input: MergeCustomersInput!) {
  mergePreview(input: $input) { waits gains { field roles } } }`;

const merge = async (into: string, from: readonly string[], more: object = {}): Promise<string> =>
  (
    await answer(kehu, 'steward', mergeMutation, {
      input: { into, from: from.map((id) => ({ id })), acceptGains: true, ...more },
    })
  ).mergeCustomers.merge;

const split = async (id: string): Promise<{ keptFields: string[]; keptRows: number }> =>
  (
    await answer(
      kehu,
      'steward',
      'mutation ($id: ID!) { unmergeCustomers(merge: $id) { keptFields keptRows customers { id } } }',
      { id },
    )
  ).unmergeCustomers;

const phonesFor = async (account: string, id: string): Promise<unknown> =>
  (await answer(kehu, account, 'query ($id: ID!) { customer(id: $id) { phones { number } } }', { id })).customer.phones;

describe('splitting where something that came with the merge stays', () => {
  test('leaves it to the team that saw it, and says so', async () => {
    const a = await create({ name: 'Hold A', teamId: teams[0], ownerId: null });
    const b = await create({
      name: 'Hold B',
      teamId: teams[1],
      ownerId: null,
      phones: [{ number: '13811110001', primary: true }],
    });
    const id = await merge(a, [b], { choices: [{ field: 'team', from: b }] });
    await update(a, {
      phones: [
        { number: '13811110001', primary: true },
        { number: '13811110009', primary: false },
      ],
    });
    expect((await split(id)).keptFields.sort()).toEqual(['phones', 'team']);
    const { customer } = await answer(kehu, 'steward', 'query ($id: ID!) { customer(id: $id) { team { id } } }', {
      id: a,
    });
    expect(customer.team.id).toBe(teams[1]);
  });

  test('does not make a consent good again that the other one withdrew', async () => {
    const a = await create({ name: 'Loose A' });
    const b = await create({ name: 'Loose B', phones: [{ number: '13811110002', primary: true }] });
    await consent(a, 'GIVEN');
    await consent(b, 'WITHDRAWN');
    const id = await merge(a, [b]);
    await update(a, {
      phones: [
        { number: '13811110002', primary: true },
        { number: '13811110008', primary: false },
      ],
    });
    expect((await split(id)).keptFields).toEqual(['phones', 'consents']);
    expect(await states(a)).toEqual(['WITHDRAWN']);
    expect(await phonesFor('marketer1', a)).toBeNull();
  });

  test('counts rows that stay elsewhere likewise', async () => {
    const [a, b] = [await create({ name: 'Rows A' }), await create({ name: 'Rows B' })];
    await consent(a, 'GIVEN');
    await consent(b, 'WITHDRAWN');
    const { createContact } = await answer(
      kehu,
      'steward',
      'mutation ($input: CreateContactInput!) { createContact(input: $input) { contact { id version } } }',
      { input: { customerId: b, name: 'Went on' } },
    );
    const id = await merge(a, [b]);
    // Taken away for good past the product, as an old undo of an import does.
    await kehu.test.database.run('DELETE FROM contacts WHERE id = ?', [
      Buffer.from(createContact.contact.id.replaceAll('-', ''), 'hex'),
    ]);
    expect(await split(id)).toMatchObject({ keptFields: ['consents'], keptRows: 1 });
    expect(await states(a)).toEqual(['WITHDRAWN']);
  });
});

describe('consents of those that come back', () => {
  test('are withdrawn with the merged one', async () => {
    const [a, b, c] = [
      await create({ name: 'Said no A' }),
      await create({ name: 'Said no B', phones: [{ number: '13811110003', primary: true }] }),
      await create({ name: 'Said no C' }),
    ];
    for (const one of [a, b, c]) await consent(one, 'GIVEN');
    const id = await merge(a, [b, c]);
    now += 1000;
    await decide(a, 'WITHDRAWN');
    await split(id);
    expect([await states(a), await states(b), await states(c)]).toEqual([['WITHDRAWN'], ['WITHDRAWN'], ['WITHDRAWN']]);
    expect(await phonesFor('marketer1', b)).toBeNull();
  });

  test('are withdrawn with one that was moved, and with one that was deleted', async () => {
    const [a, b, c] = [
      await create({ name: 'Moved no A' }),
      await create({ name: 'Moved no B' }),
      await create({ name: 'Moved no C' }),
    ];
    for (const one of [b, c]) await consent(one, 'GIVEN');
    let id = await merge(a, [b, c]);
    await decide(a, 'WITHDRAWN');
    await split(id);
    expect([await states(a), await states(b), await states(c)]).toEqual([[], ['WITHDRAWN'], ['WITHDRAWN']]);

    const [d, e] = [await create({ name: 'Deleted no D' }), await create({ name: 'Deleted no E' })];
    for (const one of [d, e]) await consent(one, 'GIVEN');
    id = await merge(d, [e]);
    const { id: consentId, version } = (await consentsOf(d))[0]!;
    await answer(
      kehu,
      'steward',
      'mutation ($input: DeleteInput!) { deleteConsent(input: $input) { consent { id } } }',
      {
        input: { id: consentId, version },
      },
    );
    await split(id);
    expect([await states(d), await states(e)]).toEqual([[], ['WITHDRAWN']]);
  });

  test('are not given by a decision on the merged record', async () => {
    const [a, b] = [await create({ name: 'Said yes A' }), await create({ name: 'Said yes B' })];
    await consent(b, 'WITHDRAWN');
    const id = await merge(a, [b]);
    await decide(a, 'GIVEN');
    await split(id);
    expect([await states(a), await states(b)]).toEqual([[], ['WITHDRAWN']]);
  });

  test('stay given where the merged record was refused by another alone', async () => {
    const [a, b] = [await create({ name: 'Still yes A' }), await create({ name: 'Still yes B' })];
    await consent(a, 'WITHDRAWN');
    await consent(b, 'GIVEN');
    await split(await merge(a, [b]));
    expect([await states(a), await states(b)]).toEqual([['WITHDRAWN'], ['GIVEN']]);
  });
});

describe('who gains', () => {
  test('tells nothing of what the merger may not read: the account behind a share', async () => {
    const [a, b] = [await create({ name: 'Oracle A' }), await create({ name: 'Oracle B' })];
    const { me } = await answer(kehu, 'rep.south1', '{ me { id } }');
    const { share } = await answer(kehu, 'steward', 'mutation ($input: ShareInput!) { share(input: $input) { id } }', {
      input: { id: a, withUserId: me.id },
    });
    await kehu.test.database.run(
      "UPDATE shares SET created_by_pk = (SELECT pk FROM users WHERE email = 'manager.north@kehu.example') WHERE id = ?",
      [Buffer.from(share.id.replaceAll('-', ''), 'hex')],
    );
    const input = { into: a, from: [{ id: b }] };
    const setDisabled = (disabled: number): Promise<unknown> =>
      kehu.test.database.run("UPDATE users SET disabled = ? WHERE email = 'manager.north@kehu.example'", [disabled]);
    const enabled = await answer(kehu, 'steward', preview, { input });
    await setDisabled(1);
    const disabled = await answer(kehu, 'steward', preview, { input });
    await setDisabled(0);
    expect(enabled.mergePreview.gains).toMatchObject([{ field: 'shares' }]);
    expect(disabled).toEqual(enabled);
  });

  test('is not asked for whoever may not read all that rules look at: the merge waits, whatever the records hold', async () => {
    const [a, b, c] = [
      await create({ name: 'Cells A', teamId: teams[0], ownerId: null }),
      await create({ name: 'Cells B', teamId: teams[0], ownerId: null }),
      await create({ name: 'Cells C', teamId: teams[1], ownerId: null }),
    ];
    const cells = (change: (cells: { field: string; scope: string }[]) => { field: string; scope: string }[]) =>
      allow(kehu, 'steward', 'Customer', (grants) => {
        for (const grant of grants.filter(({ action }) => action === 'read')) grant.cells = change(grant.cells);
      });
    await cells((all) => [...all, { field: 'team', scope: 'none' }]);
    const [same, other] = await Promise.all(
      [b, c].map((id) => kehu.ask('steward', preview, { input: { into: a, from: [{ id }] } })),
    );
    expect(same!.data!.mergePreview).toEqual({ waits: true, gains: [] });
    expect(other!.data).toEqual(same!.data);
    const merged = await kehu.ask('steward', mergeMutation, { input: { into: a, from: [{ id: c }] } });
    expect(merged.data!.mergeCustomers).toEqual({ merge: null, waiting: true, gains: [] });
    expect(refusal(await kehu.ask('steward', 'mutation { declineMerge(proposal: "x") }'))?.code).toBe('FORBIDDEN');
    await cells((all) => all.filter(({ field }) => field !== 'team'));
    expect(
      (await answer(kehu, 'steward', preview, { input: { into: a, from: [{ id: c }] } })).mergePreview,
    ).toMatchObject({ waits: false, gains: [{ field: 'team' }] });
  });
});

describe('what a request may be', () => {
  test('is asked of a preview as well', async () => {
    const a = await create({ name: 'Shape A' });
    const same = { into: a, from: [{ id: a.toUpperCase() }] };
    const many = { into: a, from: Array.from({ length: 60 }, () => ({ id: randomUUID() })) };
    const choices = Array.from({ length: 201 }, () => ({ field: 'name', from: a }));
    const chosen = { into: a, from: [{ id: randomUUID() }], choices };
    for (const document of [preview, mergeMutation]) {
      for (const [input, field] of [
        [same, 'from'],
        [many, 'from'],
        [chosen, 'choices'],
      ] as const) {
        expect(refusal(await kehu.ask('steward', document, { input }))).toEqual({
          code: 'BAD_USER_INPUT',
          fields: [field],
        });
      }
    }
  });

  test('names of fields that nothing is granted of are as none', async () => {
    const { name } = await makeField(kehu, {
      type: 'Customer',
      key: 'shade',
      kind: 'text',
      label: { en: 'S', zh: '色' },
    });
    const [a, b] = [await create({ name: 'Names A' }), await create({ name: 'Names B' })];
    const answers = await Promise.all(
      [name, 'custom.never', 'never'].map(async (field) =>
        bytes(
          await kehu.ask('steward', preview, { input: { into: a, from: [{ id: b }], choices: [{ field, from: b }] } }),
        ).replaceAll(field, '?'),
      ),
    );
    expect(answers[0]).toContain('BAD_USER_INPUT');
    expect(answers).toEqual([answers[0], answers[0], answers[0]]);
  });
});

test('a split names no field that the caller may not read', async () => {
  const [a, b] = [
    await create({ name: 'Secret A' }),
    await create({ name: 'Secret B', nationalId: '110101199001011234' }),
  ];
  const id = await merge(a, [b]);
  await update(a, { nationalId: '110101199001019999' });
  expect((await split(id)).keptFields).toEqual([]);
});

test('neither a merge nor a split tells whether a number out of sight was taken over, or changed since', async () => {
  const versionOf = async (id: string): Promise<number> =>
    (await answer(kehu, 'steward', 'query ($id: ID!) { customer(id: $id) { version } }', { id })).customer.version;
  const told: object[] = [];
  // With something else that changes, by a choice, and with nothing else.
  for (const chooses of [true, false])
    for (const [own, other, since] of [
      [null, null, null],
      [null, '110101199001011234', null],
      ['110101199001015678', '110101199001011234', null],
      [null, null, '110101199001019999'],
      [null, '110101199001011234', '110101199001019999'],
    ] as const) {
      const a = await create({ name: 'Unseen A', teamId: teams[0], ...(own && { nationalId: own }) });
      const b = await create({ name: 'Unseen B', teamId: teams[chooses ? 1 : 0], ...(other && { nationalId: other }) });
      // What the merge makes of the team has to come back, whatever became of the number.
      const id = await merge(a, [b], chooses ? { choices: [{ field: 'team', from: b }] } : {});
      const merged = await versionOf(a);
      if (since) await update(a, { nationalId: since });
      const outcome = await split(id);
      const { customer } = await answer(kehu, 'steward', 'query ($id: ID!) { customer(id: $id) { team { id } } }', {
        id: a,
      });
      told.push({ merged, keptFields: outcome.keptFields, after: (await versionOf(a)) - (since ? 1 : 0), customer });
    }
  expect(told).toEqual(told.map(() => told[0]));
  expect(told[0]).toMatchObject({ merged: 2, after: 3, customer: { team: { id: teams[0] } } });
});

describe('proposals', () => {
  const waiting = `{ mergeProposals { id into by { name } choices { field from } customers { id } } }`;
  const proposals = async (): Promise<Row[]> => (await answer(kehu, 'steward', waiting)).mergeProposals;
  const propose = (into: string, from: string, more: object = {}) =>
    answer(kehu, 'manager.north', mergeMutation, { input: { into, from: [{ id: from }], ...more } });
  /** Two customers that the manager sees. */
  const pair = async (name: string): Promise<[string, string]> => [
    await create({ name: `${name} A`, teamId: north, ownerId: null }),
    await create({ name: `${name} B`, teamId: north, ownerId: null }),
  ];
  let north: string;

  beforeAll(async () => {
    const { me } = await answer(kehu, 'manager.north', '{ me { teams { id } } }');
    north = me.teams[0].id;
    await kehu.test.database.run('UPDATE merge_proposals SET closed_at = 1');
    await allow(kehu, 'manager', 'Customer', (grants) => {
      const none = { fields: [], cells: [], masked: [], aggregateOnly: [], k: null, grants: [] };
      grants.push({ action: 'merge', scope: 'subtree', ...none });
    });
  });

  test('wait once for the same records, and at most fifty for one person', async () => {
    const [a, b] = await pair('Twice');
    await propose(a, b);
    await propose(b, a, { choices: [{ field: 'name', from: a }] });
    expect(await proposals()).toMatchObject([
      { into: b, by: { name: expect.any(String) }, choices: [{ field: 'name', from: a }] },
    ]);
    const others: string[] = [];
    for (let i = 0; i < 50; i++) others.push(await create({ name: `Many ${i}`, teamId: north, ownerId: null }));
    for (const other of others) await propose(a, other);
    const shown = await proposals();
    expect(shown).toHaveLength(50);
    expect(shown[0].customers.map(({ id }: Row) => id)).toEqual([a, others[0]]);
  });

  test('of records that have gone are passed over', async () => {
    const { database } = kehu.test;
    // The fifty that are shown before are gone by now.
    await database.run("UPDATE customers SET deleted_at = 1 WHERE name LIKE 'Many %'");
    await database.run('UPDATE merge_proposals SET by_user_pk = NULL');
    const [a, b] = await pair('Behind');
    await propose(a, b);
    expect((await proposals()).map(({ into }) => into)).toEqual([a]);
  });

  test('are closed by the merge of their records alone', async () => {
    const [a, b] = await pair('Followed');
    const c = await create({ name: 'Followed C' });
    await propose(a, b);
    const { id } = (await proposals()).find(({ into }) => into === a);
    const follow = (from: string, proposal: string) =>
      kehu.ask('steward', mergeMutation, { input: { into: a, from: [{ id: from }], acceptGains: true, proposal } });
    const wrong = [await follow(c, id), await follow(b, randomUUID()), await follow(b, 'x')];
    for (const one of wrong) expect(bytes(one)).toBe(bytes(wrong[0]!));
    expect(refusal(wrong[0]!)).toEqual({ code: 'BAD_USER_INPUT', fields: ['proposal'] });
    // Nothing was merged by them.
    expect(
      (await answer(kehu, 'steward', 'query ($id: ID!) { customer(id: $id) { id } }', { id: c })).customer,
    ).toEqual({
      id: c,
    });
    expect(refusal(await follow(b, id))).toBeNull();
    expect((await proposals()).find(({ into }) => into === a)).toBeUndefined();
    expect(refusal(await kehu.ask('steward', `mutation { declineMerge(proposal: "${id}") }`))?.code).toBe('NOT_FOUND');
  });
});
