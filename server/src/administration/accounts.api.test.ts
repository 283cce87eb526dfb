import { answer, refusal } from '../../test/demo/answers';
import { demoFacts, type Facts } from '../../test/demo/facts';
import { testKehu, type TestKehu } from '../../test/kehu';
import type { Principal } from '../access/principal';
import { mustChangePassword, changeOwnPassword } from '../accounts/own-password';
import { signIn, type SignInServices } from '../accounts/sign-in';
import { sessionLifetime } from '../accounts/sessions';
import { decideAccess } from './access-review';
import type { Administration } from './administration';
import { saveRules } from './save-rules';

let kehu: TestKehu;
let facts: Facts;
let signing: SignInServices;
beforeAll(async () => {
  kehu = await testKehu({ demo: true });
  facts = await demoFacts(kehu);
  signing = kehu.decorate({} as never).services.signIn;
}, 240_000);
afterAll(() => kehu.drop());

const idOf = async (account: string): Promise<string> =>
  (await facts.ids('SELECT id FROM users WHERE email = ?', [`${account}@kehu.example`]))[0]!;
const caller = { address: '192.0.2.7', userAgent: 'test' };
const create = `mutation ($input: NewAccountInput!) { createAccount(input: $input) {
  oneTimePassword validUntil account { id name roles team { name } signIn disabled sessions manageable } } }`;
const change = `mutation ($input: AccountChangeInput!) { changeAccount(input: $input) {
  account { id name title team { name } furtherTeams { name } roles disabled sessions } } }`;
const actionsOn = async (id: string): Promise<string[]> =>
  (
    await kehu.test.database.rows('SELECT action FROM audit_entries WHERE record_id = ? ORDER BY pk', [
      Buffer.from(id.replaceAll('-', ''), 'hex'),
    ])
  ).map(([action]) => String(action));

describe('accounts', () => {
  let made: { id: string };
  let password: string;

  test('are made with a password for one sign-in', async () => {
    const teams = (await answer(kehu, 'admin', '{ teamTree { id name depth members retired } }')).teamTree;
    expect(teams.map(({ name }: { name: string }) => name)).toEqual(expect.arrayContaining(['North', 'North 1']));
    const north = teams.find(({ name }: { name: string }) => name === 'North 1');
    const { createAccount } = await answer(kehu, 'admin', create, {
      input: { email: 'Zhou@kehu.test', name: 'Zhou Min', teamId: north.id, roles: ['sales-rep'] },
    });
    made = createAccount.account;
    password = createAccount.oneTimePassword;
    expect(made).toMatchObject({ name: 'Zhou Min', roles: ['sales-rep'], signIn: 'once', team: { name: 'North 1' } });
    const session = await signIn(signing, { email: 'zhou@kehu.test', password }, caller);
    expect(await mustChangePassword(signing, session.principal)).toBe(true);
    await expect(signIn(signing, { email: 'zhou@kehu.test', password }, caller)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    await changeOwnPassword(signing, { ...session, address: caller.address }, { password: 'a phrase of my own' });
    expect(await mustChangePassword(signing, session.principal)).toBe(false);
    expect(await kehu.authenticator.authenticate(session.token, undefined)).not.toBeNull();
    await expect(
      changeOwnPassword(signing, { ...session, address: caller.address }, { password: 'yet another phrase' }),
    ).rejects.toMatchObject({ code: 'BAD_USER_INPUT', fields: ['current'] });
    await expect(
      changeOwnPassword(
        signing,
        { ...session, address: caller.address },
        { password: 'yet another phrase', current: 'not this' },
      ),
    ).rejects.toMatchObject({ code: 'BAD_USER_INPUT', fields: ['current'] });
    await signIn(signing, { email: 'zhou@kehu.test', password: 'a phrase of my own' }, caller);
  });

  test('are changed whole or not at all', async () => {
    const id = await idOf('rep.north2');
    const state = '{ accounts(search: "rep.north2") { nodes { id name title roles team { name } } } }';
    const before = (await answer(kehu, 'admin', state)).accounts.nodes;
    const wrong = { id, name: 'Half', title: 'Half done', teamId: null, roles: ['sales-rep', 'nobody'] };
    expect(refusal(await kehu.ask('admin', change, { input: wrong }))).toEqual({
      code: 'BAD_USER_INPUT',
      fields: ['roles'],
    });
    expect((await answer(kehu, 'admin', state)).accounts.nodes).toEqual(before);
    expect(await actionsOn(id)).not.toContain('user-changed');
  });

  test('a password for one sign-in does not wait for ever', async () => {
    const { resetPassword } = await answer(
      kehu,
      'admin',
      'mutation ($id: ID!) { resetPassword(id: $id) { oneTimePassword account { signIn sessions } } }',
      { id: made.id },
    );
    expect(resetPassword.account).toEqual({ signIn: 'once', sessions: 0 });
    await kehu.test.database.run('UPDATE credentials SET once_until = ? WHERE once_until IS NOT NULL', [1]);
    const late = { email: 'zhou@kehu.test', password: resetPassword.oneTimePassword };
    await expect(signIn(signing, late, caller)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(sessionLifetime.absolute).toBeGreaterThan(0);
  });

  test('are changed, disabled and listed; each change stands in the trail', async () => {
    const { changeAccount } = await answer(kehu, 'admin', change, {
      input: { id: made.id, name: 'Zhou M.', title: 'Desk', teamId: null, roles: ['analyst', 'marketer'] },
    });
    expect(changeAccount.account).toMatchObject({
      name: 'Zhou M.',
      title: 'Desk',
      team: null,
      roles: ['analyst', 'marketer'],
    });
    const off = await answer(kehu, 'admin', change, { input: { id: made.id, disabled: true } });
    expect(off.changeAccount.account.disabled).toBe(true);
    const list = await answer(
      kehu,
      'admin',
      '{ accounts(search: "zhou m") { nodes { id name email disabled roles } pageInfo { hasNextPage } } }',
    );
    expect(list.accounts.nodes).toEqual([
      { id: made.id, name: 'Zhou M.', email: 'Zhou@kehu.test', disabled: true, roles: ['analyst', 'marketer'] },
    ]);
    const held = await answer(kehu, 'admin', '{ accounts(role: "manager") { nodes { email } } }');
    expect(held.accounts.nodes).toContainEqual({ email: 'manager.north@kehu.example' });
    expect(await actionsOn(made.id)).toEqual(
      expect.arrayContaining([
        'user-created',
        'user-password-set',
        'user-changed',
        'user-roles-set',
        'user-teams-set',
        'user-disabled',
      ]),
    );
  });

  test('are refused where something is wrong', async () => {
    const refused = async (input: object) => refusal(await kehu.ask('admin', create, { input }));
    const good = { email: 'x@kehu.test', name: 'X', roles: ['analyst'] };
    expect(await refused({ ...good, roles: ['king'] })).toMatchObject({ code: 'BAD_USER_INPUT', fields: ['roles'] });
    expect(await refused({ ...good, teamId: 'nowhere' })).toMatchObject({ code: 'NOT_FOUND', fields: ['teamId'] });
    expect(await refused({ ...good, email: 'admin@kehu.example' })).toMatchObject({ code: 'CONFLICT' });
    const admin = await idOf('admin');
    const own = async (input: object) => refusal(await kehu.ask('admin', change, { input: { id: admin, ...input } }));
    expect((await own({ disabled: true }))?.fields).toEqual(['disabled']);
    // Nobody else could change rules then.
    expect((await own({ roles: ['director'] }))?.code).toBe('BAD_USER_INPUT');
  });
});

describe('who may', () => {
  const operations: [string, string, object][] = [
    ['accounts', '{ accounts { nodes { id } } }', {}],
    ['teamTree', '{ teamTree { id } }', {}],
    ['apiClients', '{ apiClients { id } }', {}],
    ['roles', '{ roles { key } }', {}],
    ['scopes', '{ scopes { name } }', {}],
    ['ruleCatalogue', '{ ruleCatalogue { rights { key } } }', {}],
    ['ruleHistory', '{ ruleHistory { current } }', {}],
    ['accessReview', '{ accessReview { role } }', {}],
  ];
  const keepers: [string, string, object][] = [
    ['dictionaryItems', '{ dictionaryItems { key } }', {}],
    ['createAccount', create, { input: { email: 'a@b.test', name: 'A', roles: ['analyst'] } }],
    ['changeAccount', change, { input: { id: 'x', name: 'B' } }],
    ['resetPassword', 'mutation { resetPassword(id: "x") { oneTimePassword } }', {}],
    ['endSessions', 'mutation { endSessions(id: "x") { ended } }', {}],
    ['createApiClient', 'mutation { createApiClient(input: { name: "x", roles: ["analyst"] }) { key } }', {}],
    ['revokeApiClient', 'mutation { revokeApiClient(id: "x") { client { id } } }', {}],
    ['addTeam', 'mutation { addTeam(input: { name: "x" }) { team { id } } }', {}],
    ['changeTeam', 'mutation { changeTeam(input: { id: "x" }) { team { id } } }', {}],
    ['saveRules', 'mutation { saveRules(input: { changes: [], version: 0 }) { version } }', {}],
    ['restoreRules', 'mutation { restoreRules(input: { to: 0, version: 0 }) { version } }', {}],
    ['previewRuleChange', '{ previewRuleChange(input: {}) { looked } }', {}],
    ['decideAccess', 'mutation { decideAccess(input: { subjectId: "x", role: "dpo", keep: true }) { decision } }', {}],
    [
      'saveDictionaryItem',
      'mutation { saveDictionaryItem(input: { dictionary: "tier", key: "x", en: "x", zh: "x" }) { key } }',
      {},
    ],
  ];
  let erp: Principal;
  beforeAll(async () => {
    const { key } = (
      await answer(
        kehu,
        'admin',
        'mutation { createApiClient(input: { name: "erp test", roles: ["erp-client"], source: "erp" }) { key } }',
      )
    ).createApiClient;
    erp = (await kehu.authenticator.authenticate(key, undefined))!.principal;
  });

  test.each([...operations, ...keepers])(
    '%s is refused to representatives, directors and keys',
    async (_, document, variables) => {
      for (const who of ['rep.north1', 'director', 'steward', erp] as const) {
        expect(refusal(await kehu.ask(who, document, variables as Record<string, unknown>))?.code).toBe('FORBIDDEN');
      }
    },
  );

  test.each(keepers)('%s is refused to the auditor', async (_, document, variables) => {
    expect(refusal(await kehu.ask('auditor', document, variables as Record<string, unknown>))?.code).toBe('FORBIDDEN');
  });

  test.each(operations)('%s is answered to the auditor', async (_, document) => {
    expect((await kehu.ask('auditor', document)).errors).toBeUndefined();
  });

  test('a keeper of users without the right to give any role gives and touches its own alone', async () => {
    const { ruleHistory } = await answer(kehu, 'admin', '{ ruleHistory { current } }');
    const desk = {
      key: 'user-desk',
      label: { en: 'User desk', zh: '账号服务台' },
      purposes: ['service'],
      rights: ['users:manage', 'query:adhoc'],
    };
    await answer(kehu, 'admin', 'mutation ($input: SaveRulesInput!) { saveRules(input: $input) { version } }', {
      input: { changes: [{ createRole: desk }], version: ruleHistory.current },
    });
    const input = { email: 'desk@kehu.test', name: 'Desk', roles: ['user-desk', 'sales-rep'] };
    const { account } = (await answer(kehu, 'admin', create, { input })).createAccount;
    const pk = await facts.count('SELECT pk FROM users WHERE email = ?', ['desk@kehu.test']);
    const keeper = (await kehu.authenticator.principalOfUser(pk))!;
    const given = async (roles: string[]) =>
      refusal(await kehu.ask(keeper, create, { input: { email: 'new@kehu.test', name: 'New', roles } }));
    expect(await given(['director'])).toEqual({ code: 'FORBIDDEN', fields: ['roles'] });
    expect(await given(['sales-rep'])).toBeNull();
    const reset = 'mutation ($id: ID!) { resetPassword(id: $id) { oneTimePassword } }';
    expect(refusal(await kehu.ask(keeper, reset, { id: await idOf('admin') }))?.code).toBe('FORBIDDEN');
    expect(refusal(await kehu.ask(keeper, reset, { id: account.id }))).toBeNull();
    const key = await kehu.ask(
      keeper,
      'mutation { createApiClient(input: { name: "k", roles: ["steward"] }) { key } }',
    );
    expect(refusal(key)?.code).toBe('FORBIDDEN');
  });
});

describe('a keeper of users without the right to give any role', () => {
  const save = 'mutation ($input: SaveRulesInput!) { saveRules(input: $input) { version } }';
  const rules = async (changes: object[]): Promise<void> => {
    const { ruleHistory } = await answer(kehu, 'admin', '{ ruleHistory { current } }');
    await answer(kehu, 'admin', save, { input: { changes, version: ruleHistory.current } });
  };
  const role = (key: string) => ({
    createRole: { key, label: { en: key, zh: key }, purposes: ['service', 'sales'], rights: ['query:adhoc'] },
  });
  const keeperIn = async (team: string, name: string, roles: string[]): Promise<Principal> => {
    const teamId = (await facts.ids('SELECT id FROM teams WHERE name = ?', [team]))[0]!;
    await answer(kehu, 'admin', create, { input: { email: `${name}@kehu.test`, name, teamId, roles } });
    const pk = await facts.count('SELECT pk FROM users WHERE email = ?', [`${name}@kehu.test`]);
    return (await kehu.authenticator.principalOfUser(pk))!;
  };
  const reset = 'mutation ($id: ID!) { resetPassword(id: $id) { oneTimePassword } }';
  const done = async (who: Principal, document: string, variables: Record<string, unknown>): Promise<string> =>
    refusal(await kehu.ask(who, document, variables))?.code ?? 'done';
  const make = 'mutation ($input: NewApiClientInput!) { createApiClient(input: $input) { key } }';

  test('gives no roles without those of its own that take something away, and enters no account without them', async () => {
    const deny = { action: 'read', scope: 'all', fields: ['tier'] };
    const denies = { role: 'no-tier', type: 'Customer', grants: [], denies: [deny] };
    await rules([role('no-tier'), { setGrants: denies }]);
    const keeper = await keeperIn('North 1', 'taken', ['user-desk', 'sales-rep', 'no-tier']);
    const given = (roles: string[], name: string): Promise<string> =>
      done(keeper, create, { input: { email: `${name}@kehu.test`, name, roles } });
    expect(await given(['sales-rep'], 'wider')).toBe('FORBIDDEN');
    expect(await given(['sales-rep', 'no-tier'], 'as-wide')).toBe('done');
    expect(await done(keeper, change, { input: { id: keeper.id, roles: ['sales-rep', 'user-desk'] } })).toBe(
      'FORBIDDEN',
    );
    expect(await done(keeper, make, { input: { name: 'wider', roles: ['sales-rep'] } })).toBe('FORBIDDEN');
    const wider = await keeperIn('North 1', 'wider', ['sales-rep']);
    expect(await done(keeper, reset, { id: wider.id })).toBe('FORBIDDEN');
  });

  test('reaches its own teams and those below: members of a team see its records', async () => {
    const [north, south] = await Promise.all(
      ['North', 'South'].map(async (name) => (await facts.ids('SELECT id FROM teams WHERE name = ?', [name]))[0]!),
    );
    const [below] = await facts.ids('SELECT id FROM teams WHERE name = ?', ['North 1']);
    const keeper = await keeperIn('North', 'reaching', ['user-desk', 'sales-rep']);
    const moved = (id: string, input: object): Promise<string> => done(keeper, change, { input: { id, ...input } });
    expect(await moved(keeper.id, { teamId: south })).toBe('FORBIDDEN');
    expect(await moved(keeper.id, { furtherTeamIds: [south] })).toBe('FORBIDDEN');
    const made = { email: 'reached@kehu.test', name: 'reached', roles: ['sales-rep'] };
    expect(await done(keeper, create, { input: { ...made, teamId: south } })).toBe('FORBIDDEN');
    expect(await done(keeper, create, { input: { ...made, teamId: below } })).toBe('done');
    expect(await done(keeper, reset, { id: await idOf('rep.south1') })).toBe('FORBIDDEN');
    expect(await done(keeper, reset, { id: await idOf('rep.north2') })).toBe('done');
    const tree = 'mutation ($input: TeamChangeInput!) { changeTeam(input: $input) { team { id } } }';
    expect(await done(keeper, tree, { input: { id: south, parentId: north } })).toBe('FORBIDDEN');
    expect(await done(keeper, tree, { input: { id: below, parentId: south } })).toBe('FORBIDDEN');
    const { accounts } = await answer(kehu, keeper, '{ accounts(role: "sales-rep") { nodes { name manageable } } }');
    const told = new Map(
      accounts.nodes.map((one: { name: string; manageable: boolean }) => [one.name, one.manageable]),
    );
    expect(new Set(told.values())).toEqual(new Set([true, false]));
  });

  test('makes no key that writes under the ids of a partner whose key is beyond it', async () => {
    const keeper = await keeperIn('North', 'sourcing', ['user-desk', 'sales-rep']);
    const partner = { name: 'partner', roles: ['erp-client'], source: 'partner-erp' };
    await answer(kehu, 'admin', make, { input: partner });
    const own = { name: 'own', roles: ['sales-rep'] };
    expect(refusal(await kehu.ask(keeper, make, { input: { ...own, source: 'partner-erp' } }))).toEqual({
      code: 'FORBIDDEN',
      fields: ['source'],
    });
    expect(await done(keeper, make, { input: { ...own, source: 'of-our-own' } })).toBe('done');
  });

  test('gives nothing by a key that the person behind it has no longer', async () => {
    const maker = await keeperIn('North', 'maker', ['administrator']);
    const roles = ['user-desk', 'analyst'];
    const { key } = (await answer(kehu, maker, make, { input: { name: 'of a former administrator', roles } }))
      .createApiClient;
    await answer(kehu, 'admin', change, { input: { id: maker.id, roles: ['user-desk'] } });
    const bound = (await kehu.authenticator.authenticate(key, undefined))!.principal;
    const input = { email: 'by-old-key@kehu.test', name: 'x', roles: ['analyst'] };
    expect(await done(bound, create, { input })).toBe('FORBIDDEN');
  });
});

describe('keys', () => {
  const make = `mutation ($input: NewApiClientInput!) { createApiClient(input: $input) { key client {
    id prefix roles limits { purposes types { type actions fields scope } } revokedAt createdBy { name } } } }`;
  const principal = async (key: string, purpose?: string): Promise<Principal | undefined> =>
    (await kehu.authenticator.authenticate(key, purpose))?.principal;

  test('are held to types, fields, rows, actions and purposes within their roles', async () => {
    const limits = {
      purposes: ['sales'],
      types: [{ type: 'Customer', actions: ['read'], fields: ['name', 'kind', 'primaryPhone'], scope: 'company' }],
    };
    const { key, client } = (
      await answer(kehu, 'admin', make, { input: { name: 'narrow', roles: ['steward'], limits } })
    ).createApiClient;
    expect(client).toMatchObject({ roles: ['steward'], limits, revokedAt: null });
    const narrow = (await principal(key))!;
    expect(narrow.purposes).toEqual(['sales']);
    await expect(principal(key, 'analytics')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const seen = await answer(
      kehu,
      narrow,
      '{ customers(first: 200) { nodes { kind name primaryPhone tier { key } } totalCount { count } } contacts { nodes { id } } }',
    );
    expect(new Set(seen.customers.nodes.map(({ kind }: { kind: string }) => kind))).toEqual(new Set(['COMPANY']));
    expect(seen.customers.totalCount.count).toBe(
      await facts.count("SELECT COUNT(*) FROM customers WHERE kind = 'COMPANY' AND deleted_at IS NULL"),
    );
    expect(seen.customers.nodes.every(({ tier }: { tier: unknown }) => tier === null)).toBe(true);
    expect(seen.customers.nodes.some(({ primaryPhone }: { primaryPhone: unknown }) => primaryPhone !== null)).toBe(
      true,
    );
    expect(seen.contacts.nodes).toEqual([]);
    const filtered = await kehu.ask(narrow, '{ customers(where: { tier: { key: { eq: "gold" } } }) { nodes { id } } }');
    expect(refusal(filtered)).toEqual({ code: 'FORBIDDEN', fields: ['tier'] });
    const written = await kehu.ask(
      narrow,
      'mutation { createCustomer(input: { kind: COMPANY, name: "x" }) { customer { id } } }',
    );
    expect(refusal(written)?.code).toBe('FORBIDDEN');
    const revoked = await answer(
      kehu,
      'admin',
      'mutation ($id: ID!) { revokeApiClient(id: $id) { client { revokedAt } } }',
      { id: client.id },
    );
    expect(revoked.revokeApiClient.client.revokedAt).not.toBeNull();
    expect(await principal(key)).toBeUndefined();
    expect(await actionsOn(client.id)).toEqual(['key-created', 'key-revoked']);
  });

  test('never exceed who made them, as that person is now', async () => {
    const pk = await facts.count('SELECT pk FROM users WHERE email = ?', ['desk@kehu.test']);
    const keeper = (await kehu.authenticator.principalOfUser(pk))!;
    await kehu.test.database.run('UPDATE users SET team_pk = (SELECT pk FROM teams WHERE name = ?) WHERE pk = ?', [
      'North 1',
      pk,
    ]);
    const { key } = (await answer(kehu, keeper, make, { input: { name: 'own', roles: ['sales-rep'] } }))
      .createApiClient;
    const bound = (await principal(key))!;
    expect(bound.within).toMatchObject({ readOnly: false, principal: { pk } });
    const { customers } = await answer(kehu, bound, '{ customers { totalCount { count } } }');
    expect(customers.totalCount.count).toBe(0); // a key is in no team, whatever its maker is
    const admins = (await answer(kehu, 'admin', make, { input: { name: 'given by right', roles: ['steward'] } }))
      .createApiClient;
    expect((await principal(admins.key))!.within).toBeNull();
  });

  test('that are held to less than their roles keep no rights over rules, accounts and the trail', async () => {
    const held = async (roles: string[], limits: object): Promise<Principal> =>
      (await principal(
        (await answer(kehu, 'admin', make, { input: { name: 'held', roles, limits } })).createApiClient.key,
      ))!;
    const products = { types: [{ type: 'Product', actions: ['read'] }] };
    for (const limits of [products, { purposes: ['service'] }]) {
      const admin = await held(['administrator', 'auditor'], limits);
      const tries = [
        ['createAccount', create, { input: { email: 'by-key@kehu.test', name: 'x', roles: ['administrator'] } }],
        ['createApiClient', make, { input: { name: 'wider', roles: ['administrator'] } }],
        ['auditEntries', '{ auditEntries(first: 1) { nodes { id } } }', {}],
        ['accounts', '{ accounts(first: 1) { nodes { id } } }', {}],
        ['roles', '{ roles { key } }', {}],
        ['dictionaryItems', '{ dictionaryItems { key } }', {}],
        ['customFieldDefinitions', '{ customFieldDefinitions { key } }', {}],
      ] as const;
      for (const [name, document, variables] of tries) {
        expect([name, refusal(await kehu.ask(admin, document, variables))?.code]).toEqual([name, 'FORBIDDEN']);
      }
      expect((await kehu.ask(admin, '{ products(first: 1) { nodes { name } } }')).errors).toBeUndefined();
    }
  });

  test('that keys make are bound by the same person and end with their account', async () => {
    const pk = await facts.count('SELECT pk FROM users WHERE email = ?', ['desk@kehu.test']);
    const keeper = (await kehu.authenticator.principalOfUser(pk))!;
    const roles = ['user-desk', 'sales-rep'];
    const first = (await answer(kehu, keeper, make, { input: { name: 'first', roles } })).createApiClient;
    const maker = (await principal(first.key))!;
    const second = (await answer(kehu, maker, make, { input: { name: 'second', roles } })).createApiClient;
    expect(second.client.createdBy).toEqual(first.client.createdBy);
    expect((await principal(second.key))!.within).toMatchObject({ principal: { pk } });
    await kehu.test.database.run('UPDATE users SET disabled = 1 WHERE pk = ?', [pk]);
    expect(await principal(second.key)).toBeUndefined();
    await kehu.test.database.run('UPDATE users SET disabled = 0 WHERE pk = ?', [pk]);
  });

  test('limits without a purpose that the roles allow leave nothing', async () => {
    const input = { name: 'none', roles: ['steward'], limits: { purposes: ['marketing'] } };
    const { key } = (await answer(kehu, 'admin', make, { input })).createApiClient;
    const bound = (await principal(key))!;
    expect(bound.purposes).toEqual([]);
    // Not even the right to ask: the roles are no use for any purpose.
    expect(refusal(await kehu.ask(bound, '{ customers { nodes { id } } }'))?.code).toBe('FORBIDDEN');
    expect(kehu.reading(bound).ruleSet.view('customer').row).toEqual({ kind: 'none' });
  });
});

describe('teams', () => {
  const add = 'mutation ($input: NewTeamInput!) { addTeam(input: $input) { team { id name parentId depth } } }';
  const set =
    'mutation ($input: TeamChangeInput!) { changeTeam(input: $input) { team { id name parentId depth retired } } }';
  const named = async (name: string): Promise<string> =>
    (await facts.ids('SELECT id FROM teams WHERE name = ?', [name]))[0]!;

  test('are made, renamed, moved with what is below them, and retired', async () => {
    const north = await named('North');
    const { team } = (await answer(kehu, 'admin', add, { input: { name: 'North 9', parentId: north } })).addTeam;
    const below = (await answer(kehu, 'admin', add, { input: { name: 'North 9a', parentId: team.id } })).addTeam.team;
    expect(below.depth).toBe(team.depth + 1);
    const manager = await kehu.principal('manager.north');
    const pks = await kehu.test.database.rows('SELECT pk FROM teams WHERE name IN (?, ?)', ['North 9', 'North 9a']);
    expect(manager.subtreeTeamPks).toEqual(expect.arrayContaining(pks.map(([pk]) => Number(pk))));
    await answer(kehu, 'admin', set, { input: { id: team.id, name: 'South 9', parentId: await named('South') } });
    const after = await kehu.principal('manager.north');
    for (const [pk] of pks) expect(after.subtreeTeamPks).not.toContain(Number(pk));
    const cycle = await kehu.ask('admin', set, { input: { id: team.id, parentId: below.id } });
    expect(refusal(cycle)).toEqual({ code: 'BAD_USER_INPUT', fields: ['parentId'] });
    const early = await kehu.ask('admin', set, { input: { id: team.id, retired: true } });
    expect(refusal(early)).toEqual({ code: 'BAD_USER_INPUT', fields: ['retired'] });
    await answer(kehu, 'admin', set, { input: { id: below.id, retired: true } });
    const { team: retired } = (await answer(kehu, 'admin', set, { input: { id: team.id, retired: true } })).changeTeam;
    expect(retired.retired).toBe(true);
    const joined = await kehu.ask('admin', change, { input: { id: await idOf('rep.south1'), teamId: team.id } });
    expect(refusal(joined)?.code).toBe('BAD_USER_INPUT');
    const full = await kehu.ask('admin', set, { input: { id: await named('North 1'), retired: true } });
    expect(refusal(full)?.fields).toEqual(['retired']);
    expect(await actionsOn(team.id)).toEqual(['team-created', 'team-changed', 'team-changed']);
    const twice = await kehu.ask('admin', add, { input: { name: 'north 1', parentId: north } });
    expect(refusal(twice)).toEqual({ code: 'BAD_USER_INPUT', fields: ['name'] });
  });
});

test('code tables: an entry is made, renamed and no longer offered', async () => {
  const save = 'mutation ($input: DictionaryItemInput!) { saveDictionaryItem(input: $input) { key position active } }';
  const input = { dictionary: 'tier', key: 'platinum', en: 'Platinum', zh: '白金' };
  expect((await answer(kehu, 'admin', save, { input })).saveDictionaryItem.active).toBe(true);
  const offered = async (): Promise<string[]> =>
    (await answer(kehu, 'rep.north1', '{ dictionary(name: "tier") { key } }')).dictionary.map(
      ({ key }: { key: string }) => key,
    );
  expect(await offered()).toContain('platinum');
  await answer(kehu, 'admin', save, { input: { ...input, active: false } });
  expect(await offered()).not.toContain('platinum');
  expect(refusal(await kehu.ask('admin', save, { input: { ...input, dictionary: 'nothing' } }))?.fields).toEqual([
    'dictionary',
  ]);
});

describe('the review of access', () => {
  test('shows who holds what, and keeps or takes it away', async () => {
    const items = (
      await answer(kehu, 'auditor', '{ accessReview(due: true) { subjectId kind name role sees decision due } }')
    ).accessReview;
    const agent = items.find(({ role, name }: { role: string; name: string }) => role === 'service-agent' && name);
    expect(agent).toMatchObject({ kind: 'user', decision: null, due: true });
    expect(agent.sees.join()).toContain('Customer: every record (');
    const decide = `mutation ($input: AccessDecisionInput!) { decideAccess(input: $input) { decision } }`;
    const { subjectId } = agent;
    await answer(kehu, 'admin', decide, { input: { subjectId, role: 'service-agent', keep: true, note: 'needed' } });
    const kept = (await answer(kehu, 'auditor', '{ accessReview { subjectId role decision decidedBy note due } }'))
      .accessReview;
    expect(kept).toContainEqual({
      subjectId,
      role: 'service-agent',
      decision: 'keep',
      decidedBy: expect.any(String),
      note: 'needed',
      due: false,
    });
    await answer(kehu, 'admin', decide, { input: { subjectId, role: 'service-agent', keep: false } });
    const left = await answer(kehu, 'auditor', '{ accessReview { subjectId } }');
    expect(left.accessReview.map((one: { subjectId: string }) => one.subjectId)).not.toContain(subjectId);
    const again = await kehu.ask('admin', decide, { input: { subjectId, role: 'service-agent', keep: false } });
    expect(refusal(again)?.code).toBe('NOT_FOUND');
    expect((await actionsOn(subjectId)).slice(-3)).toEqual(
      expect.arrayContaining(['access-reviewed', 'user-roles-set']),
    );
  });

  test('takes two roles away at the same moment, and neither comes back', async () => {
    const input = { email: 'twice@kehu.test', name: 'Twice', roles: ['analyst', 'marketer', 'dpo'] };
    const { account } = (await answer(kehu, 'admin', create, { input })).createAccount;
    const { administration } = kehu.decorate({} as never).services;
    const principal = await kehu.principal('admin');
    const who = { principal, rights: kehu.reading(principal).ruleSet.rights, taking: new Set<string>() };
    const revoked = (of: Administration, role: string): Promise<void> =>
      decideAccess(of, who, { subjectId: account.id, role, keep: false });
    const { database } = administration;
    const transaction: typeof database.transaction = async (...rest) => {
      await revoked(administration, 'marketer');
      return database.transaction(...rest);
    };
    const meanwhile = new Proxy(database, {
      get: (of, name) => (name === 'transaction' ? transaction : (Reflect.get(of, name) as unknown)),
    });
    await revoked({ ...administration, database: meanwhile }, 'analyst');
    const { accounts } = await answer(kehu, 'admin', '{ accounts(search: "twice") { nodes { roles } } }');
    expect(accounts.nodes).toEqual([{ roles: ['dpo'] }]);
  });

  test('and changes of accounts look at the rules in force for who keeps them, not at those of the request’s start', async () => {
    const { ruleHistory } = await answer(kehu, 'admin', '{ ruleHistory { current } }');
    const second = {
      key: 'second-keeper',
      label: { en: 'x', zh: 'x' },
      purposes: ['service'],
      rights: ['roles:manage'],
    };
    const save = 'mutation ($input: SaveRulesInput!) { saveRules(input: $input) { version } }';
    const version = ruleHistory.current as number;
    await answer(kehu, 'admin', save, { input: { changes: [{ createRole: second }], version } });
    const input = { email: 'second@kehu.test', name: 'Second', roles: ['second-keeper'] };
    await answer(kehu, 'admin', create, { input });
    const principal = await kehu.principal('admin');
    // On another node the second role loses the right; this one has not heard of it yet.
    const { administration } = kehu.decorate({} as never).services;
    const who = { principal, rights: kehu.reading(principal).ruleSet.rights, taking: new Set<string>() };
    const changes = [{ updateRole: { key: 'second-keeper', rights: ['query:adhoc'] } }];
    await saveRules(administration, who, { changes, version: version + 1 });
    const own = { id: await idOf('admin'), roles: ['director'] };
    expect(refusal(await kehu.ask(principal, change, { input: own }))?.code).toBe('BAD_USER_INPUT');
  });

  test('never takes the last keeper of rules', async () => {
    const decide = `mutation ($input: AccessDecisionInput!) { decideAccess(input: $input) { decision } }`;
    const input = { subjectId: await idOf('admin'), role: 'administrator', keep: false };
    expect(refusal(await kehu.ask('admin', decide, { input }))?.code).toBe('BAD_USER_INPUT');
  });
});
