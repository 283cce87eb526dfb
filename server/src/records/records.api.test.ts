import { deleteRecord } from './delete-record';
import { restoreRecord } from './restore-record';
import { refusalOf, uuid, writingWorld, type World } from './testing/writing-world';
import type { WriteContext } from './write-context';

describe('writing records', () => {
  let world: World;
  let rep: WriteContext;
  let steward: WriteContext;

  beforeAll(async () => {
    world = await writingWorld();
    rep = await world.as('rep');
    steward = await world.as('steward');
  });
  afterAll(() => world.drop());

  const customer = { kind: 'COMPANY', name: '客户 One' };

  describe('create', () => {
    it('gives a new customer to its creator and their team, with defaults and lists in order', async () => {
      const { id } = await world.create(rep, 'customer', {
        ...customer,
        phones: [{ number: '138 0013 8000' }, { number: '010-6552 9988', kind: 'work', primary: true }],
        emails: [{ address: 'One@Example.com' }],
        tags: ['VIP', 'ｖｉｐ', 'key'],
        creditLimit: '1000.5',
      });
      const [row] = await world.database.rows(
        'SELECT owner_pk, team_pk, status, currency, primary_phone, primary_email_fold, credit_limit, lifetime_value, version, name_fold, tags FROM customers WHERE name = ?',
        [customer.name],
      );
      const text = row!.map((value) => (Buffer.isBuffer(value) ? value.toString() : value));
      expect(text).toEqual([
        rep.principal.pk,
        rep.principal.homeTeamPk,
        'POTENTIAL',
        'CNY',
        '+861065529988',
        'one@example.com',
        10_005_000,
        0,
        1,
        '客户 one',
        '["VIP","key"]',
      ]);
      const tags = await world.database.rows('SELECT tag FROM customer_tags ORDER BY tag');
      expect(tags).toEqual([['VIP'], ['key']]);
      expect(String(await world.column('customer', id, 'phones'))).toContain('"raw":"138 0013 8000"');
    });

    it.each([
      ['no name', { kind: 'COMPANY' }, 'BAD_USER_INPUT name'],
      ['a blank name', { kind: 'COMPANY', name: ' ' }, 'BAD_USER_INPUT name'],
      ['a kind that is none', { ...customer, kind: 'ROBOT' }, 'BAD_USER_INPUT kind'],
      ['a phone that is none', { ...customer, phones: [{ number: '12' }] }, 'BAD_USER_INPUT phones.0.number'],
      ['a dictionary key that is none', { ...customer, tier: 'platinum' }, 'BAD_USER_INPUT tier'],
      ['a dictionary key out of use', { ...customer, tier: 'gone' }, 'BAD_USER_INPUT tier'],
      ['money that is none', { ...customer, creditLimit: '1,000' }, 'BAD_USER_INPUT creditLimit'],
      ['a currency that is none', { ...customer, currency: 'XYZ' }, 'BAD_USER_INPUT currency'],
      ['a birth date to come', { ...customer, kind: 'PERSON', birthDate: '2099-01-01' }, 'BAD_USER_INPUT birthDate'],
      ['a field outside the grant', { ...customer, nationalId: 'X1' }, 'FORBIDDEN nationalId'],
      ['an owner who is nobody', { ...customer, ownerId: uuid('nobody') }, 'NOT_FOUND ownerId'],
      ['an owner that is no id', { ...customer, ownerId: 'nobody' }, 'NOT_FOUND ownerId'],
    ])('refuses %s', async (_, input, refusal) => {
      expect(await refusalOf(world.create(rep, 'customer', input))).toBe(refusal);
    });

    it('tells what is malformed before what is denied, and that before what is out of sight', async () => {
      const wrong = { ...customer, nationalId: 'X1', creditLimit: 'x', ownerId: uuid('nobody') };
      expect(await refusalOf(world.create(rep, 'customer', wrong))).toBe('BAD_USER_INPUT creditLimit');
      expect(await refusalOf(world.create(rep, 'customer', { ...wrong, creditLimit: '1' }))).toBe(
        'FORBIDDEN nationalId',
      );
    });

    it("refuses a representative another's customer, the pool and another's team, and writes nothing", async () => {
      const before = await world.database.rows('SELECT COUNT(*) FROM customers');
      for (const input of [
        { ownerId: world.userId('colleague') },
        { ownerId: null },
        { teamId: world.teamId('south') },
      ]) {
        expect(await refusalOf(world.create(rep, 'customer', { ...customer, ...input }))).toMatch(/^FORBIDDEN/);
      }
      expect(await world.database.rows('SELECT COUNT(*) FROM customers')).toEqual(before);
    });

    it('takes oneself as owner and lets a steward give to anybody', async () => {
      await world.create(rep, 'customer', { ...customer, ownerId: world.userId('rep'), teamId: world.teamId('north') });
      const { id } = await world.create(steward, 'customer', {
        ...customer,
        ownerId: world.userId('south'),
        teamId: null,
      });
      expect(await world.column('customer', id, 'team_pk')).toBeNull();
    });

    it('has no grant for those who only read', async () => {
      expect(await refusalOf(world.create(await world.as('director'), 'customer', customer))).toBe('FORBIDDEN');
    });

    it('lets a client create into the pool, within its fields', async () => {
      const { id } = await world.create(world.asErp(), 'customer', customer);
      expect(await world.column('customer', id, 'owner_pk')).toBeNull();
      expect(await refusalOf(world.create(world.asErp(), 'customer', { ...customer, note: 'x' }))).toBe(
        'FORBIDDEN note',
      );
    });
  });

  describe('update', () => {
    let id: string;
    beforeEach(async () => {
      id = (await world.create(rep, 'customer', { ...customer, tier: 'gold', note: 'first' })).id;
    });

    it('changes what is given, clears what is null, leaves the rest', async () => {
      world.clock.now += 1000;
      const context = await world.as('rep');
      expect(await world.update(context, 'customer', id, 1, { tier: null, name: 'Two' })).toMatchObject({
        changed: true,
      });
      expect(await world.column('customer', id, 'tier')).toBeNull();
      expect(await world.column('customer', id, 'note')).toBe('first');
      expect(await world.column('customer', id, 'version')).toBe(2);
      expect(await world.column('customer', id, 'updated_at')).toBe(world.clock.now);
    });

    it('is no change where everything stays what it is', async () => {
      expect(await world.update(rep, 'customer', id, 1, { tier: 'gold', name: ' 客户 One ' })).toMatchObject({
        changed: false,
      });
      expect(await world.column('customer', id, 'version')).toBe(1);
    });

    it('always changes by a field that the writer may not read', async () => {
      await world.update(steward, 'customer', id, 1, { nationalId: '110101199001011237' });
      await world.update(steward, 'customer', id, 2, { nationalId: '110101199001011237' });
      expect(await world.column('customer', id, 'version')).toBe(3);
      const index = rep.vault.blindIndex('customer', 'nationalId', '110101 19900101 1237');
      expect(await world.column('customer', id, 'national_id_index')).toEqual(index);
      expect(String(await world.column('customer', id, 'national_id'))).not.toContain('1101');
    });

    it('needs the version that was read, but rules first', async () => {
      expect(await refusalOf(world.update(rep, 'customer', id, 7, { name: 'Two' }))).toBe('CONFLICT version');
      const colleague = await world.as('colleague');
      expect(await refusalOf(world.update(colleague, 'customer', id, 7, { name: 'Two' }))).toBe('FORBIDDEN');
      const south = await world.as('south');
      expect(await refusalOf(world.update(south, 'customer', id, 7, { name: 'Two' }))).toBe('NOT_FOUND id');
      expect(await refusalOf(world.update(south, 'customer', uuid('none'), 7, { name: 'Two' }))).toBe('NOT_FOUND id');
      expect(await refusalOf(world.update(south, 'customer', 'no id', 7, { name: 'Two' }))).toBe('NOT_FOUND id');
    });

    it('lets a manager move a customer within the own teams only, and tells the audit trail', async () => {
      const manager = await world.as('manager');
      world.grants.length = 0;
      expect(await refusalOf(world.update(manager, 'customer', id, 1, { teamId: world.teamId('south') }))).toBe(
        'FORBIDDEN',
      );
      expect(await refusalOf(world.update(manager, 'customer', id, 1, { teamId: null }))).toBe('FORBIDDEN');
      await world.update(manager, 'customer', id, 1, { ownerId: world.userId('colleague') });
      expect(world.grants).toEqual([]); // the manager's own view does not depend on owners
    });

    it("hands on nothing where the owner decides what the writer sees: that is nobody's but a grantor's", async () => {
      expect(await refusalOf(world.update(rep, 'customer', id, 1, { ownerId: world.userId('colleague') }))).toBe(
        'FORBIDDEN ownerId',
      );
    });

    it('keeps a history of old and new values, of secrets that they changed', async () => {
      await world.update(steward, 'customer', id, 1, {
        name: 'Two',
        creditLimit: '10',
        ownerId: world.userId('colleague'),
        bankAccount: '6222',
      });
      const pk = Number(await world.column('customer', id, 'pk'));
      const rows = await world.database.rows(
        'SELECT action, by_user_pk, changes FROM history WHERE noun = ? AND record_pk = ? ORDER BY pk',
        ['customer', pk],
      );
      expect(rows.map((row) => row[0])).toEqual(['create', 'update']);
      expect(rows[1]![1]).toBe(steward.principal.pk);
      expect(JSON.parse(String(rows[1]![2]))).toEqual([
        { field: 'name', old: '客户 One', new: 'Two' },
        { field: 'bankAccount', old: null, new: null },
        { field: 'creditLimit', old: null, new: '10' },
        { field: 'owner', old: world.userId('rep'), new: world.userId('colleague') },
      ]);
    });
  });

  describe('codes', () => {
    it('refuses a code that a record has, seen or not, in the words of a malformed one', async () => {
      const south = await world.as('south');
      await world.create(south, 'customer', { ...customer, code: 'C-1' });
      world.taken.length = 0;
      const messages: string[] = [];
      for (const code of ['ｃ-1', 'C\n1', 'x'.repeat(65)]) {
        await world
          .create(rep, 'customer', { ...customer, code })
          .catch((error: Error) => messages.push(error.message));
      }
      expect(messages).toHaveLength(3);
      expect(new Set(messages).size).toBe(1);
      expect(world.taken).toEqual(['customer.code']);
    });

    it('asks the row rules first', async () => {
      const input = { ...customer, code: 'c-1', ownerId: world.userId('colleague') };
      expect(await refusalOf(world.create(rep, 'customer', input))).toBe('FORBIDDEN');
    });
  });

  describe('delete and restore', () => {
    it('hides a record until it is restored, each a version', async () => {
      const { id } = await world.create(rep, 'customer', customer);
      const noun = world.noun('customer');
      expect(await refusalOf(deleteRecord(rep, noun, { id, version: 2 }))).toBe('CONFLICT version');
      await deleteRecord(rep, noun, { id, version: 1 });
      expect(await refusalOf(world.update(rep, 'customer', id, 2, { name: 'x' }))).toBe('NOT_FOUND id');
      expect(await refusalOf(deleteRecord(rep, noun, { id, version: 2 }))).toBe('NOT_FOUND id');
      expect(await refusalOf(restoreRecord(await world.as('colleague'), noun, { id, version: 2 }))).toBe(
        'NOT_FOUND id',
      );
      await restoreRecord(rep, noun, { id, version: 2 });
      expect(await world.column('customer', id, 'version')).toBe(3);
      expect(await world.column('customer', id, 'deleted_at')).toBeNull();
    });
  });
});
