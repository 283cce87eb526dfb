import { contextOf } from '../../test/proof/ask';
import { inOrder } from '../../test/proof/companies';
import { inCompany } from '../../test/proof/givers';
import { loadCompany, loadDictionaries } from '../../test/proof/load-company';
import { testDatabase, type TestDatabase } from '../../test/database';
import { withGivers } from '../access/giver';
import type { World } from '../access/oracle/company';
import { says } from '../access/oracle/testing/says';
import { bookOf, noon, nouns, tester } from '../access/oracle/testing/test-world';
import { all, and, none, not, or, type Predicate } from '../access/predicate';
import type { Principal } from '../access/principal';
import { conditionsOn } from './conditions-on';
import { Compilation } from './context';
import { predicateSql } from './predicate-sql';
import { raw, sql } from './sql';
import { distinctCompany } from './testing/distinct-company';

/** Every kind of scope as SQL, beside what the oracle says of the same rows: live and deleted ones, whoever asks. */

let test1: TestDatabase;
const book = bookOf({});
const company = distinctCompany();

beforeAll(async () => {
  test1 = await testDatabase();
  await loadDictionaries(test1.database);
  await loadCompany(test1.database, company);
});
afterAll(async () => test1.drop());

const worldOf = (principal: Partial<Principal> = {}): World =>
  inCompany({ nouns, book, company, principal: { ...tester, ...principal }, now: noon }, company);

async function rowsWith(world: World, noun: string, predicate: Predicate): Promise<number[]> {
  const compilation = new Compilation(contextOf(world, test1.database));
  const alias = compilation.alias();
  const where = predicateSql(compilation, nouns.get(noun), alias, predicate);
  const text = sql`SELECT ${alias}.pk FROM ${raw(nouns.get(noun).table)} ${alias} WHERE ${where} ORDER BY 1`;
  return (await test1.database.rows(text.text, text.params)).map(([pk]) => Number(pk));
}

const expected = (world: World, noun: string, predicate: Predicate): number[] =>
  world.company[noun]!.filter((row) => says(world, noun, row, predicate)).map(({ pk }) => pk);

async function agree(world: World, noun: string, predicate: Predicate): Promise<number[]> {
  const found = await rowsWith(world, noun, predicate);
  expect([predicate, found]).toEqual([predicate, expected(world, noun, predicate)]);
  return found;
}

const people: Record<string, Partial<Principal>> = {
  'a user in one team': {},
  'a user in two teams': { pk: 2, teamPks: [1, 3], subtreeTeamPks: [1, 2, 3] },
  'a user in none': { pk: 3, teamPks: [], subtreeTeamPks: [] },
  'a client': { kind: 'client', teamPks: [], subtreeTeamPks: [] },
};

const own: Predicate = { kind: 'isMe', field: 'owner' };
const compare = (field: string, op: 'lt' | 'lte' | 'gt' | 'gte', value: object): Predicate =>
  ({ kind: 'compare', field, op, value }) as Predicate;

describe.each(Object.entries(people))('before %s', (_, principal) => {
  const world = worldOf(principal);

  test('links to oneself and to teams', async () => {
    for (const predicate of [
      own,
      { kind: 'inMyTeams', field: 'team', with: 'teams' },
      { kind: 'inMyTeams', field: 'team', with: 'subtree' },
      { kind: 'via', link: 'owner', where: { kind: 'isSelf' } },
      { kind: 'via', link: 'owner', where: { kind: 'isSelf', pk: 2 } },
      not(own),
    ] as Predicate[]) {
      await agree(world, 'customer', predicate);
    }
    await agree(world, 'user', { kind: 'isSelf' });
    await agree(world, 'user', { kind: 'isSelf', pk: 3 });
  });

  test('shares', async () => {
    for (const scope of ['shared', 'sharedForWriting']) {
      for (const [noun, field] of [
        ['customer', null],
        ['customer', 'tier'],
        ['contact', null],
      ] as const) {
        const policy = book.policies.get(noun)!;
        const predicate = withGivers(book, { noun, action: 'read', field }, policy.scopes[scope]!);
        await agree(world, noun, predicate);
        await agree({ ...world, principal: { ...world.principal, holdsShares: true } }, noun, predicate);
        const without = { ...world, principal: { ...world.principal, holdsShares: false } };
        expect(await rowsWith(without, noun, predicate)).toEqual([]);
        expect(await rowsWith(without, noun, not(predicate))).toHaveLength(company[noun].length);
      }
    }
    const open: Predicate = { kind: 'some', many: 'shares', where: { kind: 'in', field: 'write', values: [true] } };
    await agree({ ...world, principal: { ...world.principal, holdsShares: false } }, 'customer', open);
  });
});

describe('a scope', () => {
  const world = worldOf();
  const red: Predicate = { kind: 'hasTag', tag: 'RED' };
  const rich = compare('creditLimit', 'gt', { constant: 0 });
  const somebody: Predicate = { kind: 'some', many: 'contacts', where: { kind: 'in', field: 'name', values: ['a'] } };

  test('of values: text by folding, truth values, several, none', async () => {
    const found = await Promise.all(
      (
        [
          { kind: 'in', field: 'name', values: ['ALPHA'] },
          { kind: 'in', field: 'name', values: ['alpha', 'BETA'] },
          { kind: 'in', field: 'name', values: [] },
          { kind: 'in', field: 'kind', values: ['COMPANY'] },
          { kind: 'in', field: 'owner', values: [1, 3] },
          { kind: 'isNull', field: 'owner' },
          not({ kind: 'in', field: 'owner', values: [1] }),
        ] as Predicate[]
      ).map((predicate) => agree(world, 'customer', predicate)),
    );
    expect(found.map(({ length }) => length)).toEqual([3, 4, 0, 3, 3, 1, 4]);
    const enabled = await agree(world, 'user', { kind: 'in', field: 'disabled', values: [false] });
    expect(enabled).toEqual([1, 2]);
  });

  test('of comparisons: constants, days and months before now, as moments and as dates', async () => {
    const found: number[] = [];
    for (const op of ['lt', 'lte', 'gt', 'gte'] as const) {
      for (const [noun, field, value] of [
        ['customer', 'creditLimit', { constant: 5_000 }],
        ['customer', 'birthDate', { constant: '2000-01-31' }],
        ['customer', 'birthDate', { daysAgo: 0 }],
        ['customer', 'birthDate', { monthsAgo: 12 }],
        ['activity', 'occurredAt', { daysAgo: 0 }],
        ['activity', 'occurredAt', { daysAgo: 1 }],
        ['activity', 'occurredAt', { monthsAgo: 1 }],
      ] as const) {
        found.push((await agree(world, noun, compare(field, op, value))).length);
      }
    }
    expect(new Set(found).size).toBeGreaterThan(3);
  });

  test('of tags and external ids', async () => {
    expect(await agree(world, 'customer', red)).toEqual([1, 3, 6]);
    expect(await agree(world, 'customer', { kind: 'hasTag', tag: '%' })).toEqual([]);
    expect(await agree(world, 'customer', { kind: 'hasExternalId', source: 'erp' })).toEqual([1, 5]);
    expect(await agree(world, 'customer', { kind: 'hasExternalId', source: 'no one' })).toEqual([]);
    // Another noun's record of that key has it, this one's has not.
    await test1.database.run("UPDATE external_ids SET noun = 'order' WHERE noun = 'customer' AND record_pk = 5");
    expect(await rowsWith(world, 'customer', { kind: 'hasExternalId', source: 'erp' })).toEqual([1]);
    await test1.database.run("UPDATE external_ids SET noun = 'customer' WHERE noun = 'order' AND record_pk = 5");
  });

  test('of hops: to what is there and live, and no further', async () => {
    expect(await agree(world, 'customer', somebody)).toEqual([1, 6]);
    expect(await agree(world, 'customer', not(somebody))).toEqual([2, 3, 4, 5]);
    expect(await agree(world, 'customer', { kind: 'some', many: 'contacts', where: all })).toEqual([1, 3, 6]);
    expect(await agree(world, 'contact', { kind: 'via', link: 'customer', where: all })).toEqual([1, 2, 3, 5]);
    expect(await agree(world, 'contact', { kind: 'via', link: 'customer', where: red })).toEqual([1, 2, 5]);
    expect(await agree(world, 'customer', { kind: 'via', link: 'owner', where: all })).toEqual([1, 2, 4, 5, 6]);
  });

  test('put together', async () => {
    expect(await agree(world, 'customer', all)).toHaveLength(6);
    expect(await agree(world, 'customer', none)).toEqual([]);
    await agree(world, 'customer', and(own, red));
    await agree(world, 'customer', or(own, red));
    await agree(world, 'customer', not(and(rich, or(own, red))));
    // What is unknown is false before it is negated.
    expect(await agree(world, 'customer', not(rich))).toEqual([2, 3, 4]);
  });

  test('of every policy', async () => {
    for (const noun of inOrder) {
      const policy = book.policies.get(noun)!;
      for (const scope of Object.values(policy.scopes)) {
        await agree(world, noun, withGivers(book, { noun, action: 'read', field: null }, scope));
      }
    }
  });

  test('of a share whose giver nobody filled in holds for nothing', async () => {
    const open: Predicate = { kind: 'giverMay', giver: 'createdBy', link: 'customer', record: 'customer' };
    expect(await rowsWith(world, 'share', open)).toEqual([]);
    expect(await rowsWith(world, 'share', { ...open, ways: [] })).toEqual([]);
  });

  test('of what givers may: their roles and teams, not the principal’s', async () => {
    const ways = (roles: string[], where: Predicate, except: { role: string; where: Predicate }[] = []): Predicate => ({
      kind: 'giverMay',
      giver: 'createdBy',
      link: 'customer',
      record: 'customer',
      ways: [{ roles, where, except }],
    });
    const team = (of: 'teams' | 'subtree'): Predicate => ({ kind: 'inMyTeams', field: 'team', with: of });
    expect(await agree(world, 'share', ways(['manager'], all))).toEqual([1, 3]);
    expect(await agree(world, 'share', ways(['steward', 'manager'], all))).toEqual([1, 2, 3]);
    expect(await agree(world, 'share', ways(['manager'], own))).toEqual([3]);
    expect(await agree(world, 'share', ways(['manager', 'steward'], own))).toEqual([2, 3]);
    expect(await agree(world, 'share', ways(['manager', 'steward'], team('teams')))).toEqual([2]);
    // The team of the first is below that of its giver.
    expect(await agree(world, 'share', ways(['manager', 'steward'], team('subtree')))).toEqual([1, 2]);
    const viaOwner: Predicate = { kind: 'via', link: 'owner', where: { kind: 'isSelf' } };
    expect(await agree(world, 'share', ways(['manager', 'steward'], viaOwner))).toEqual([2, 3]);
    expect(await agree(world, 'share', ways(['manager'], all, [{ role: 'sales-rep', where: all }]))).toEqual([1]);
    expect(await agree(world, 'share', ways(['manager'], all, [{ role: 'manager', where: own }]))).toEqual([1]);
    // The principal's own roles and teams count for nothing here, nor does being a client.
    const client = worldOf({ kind: 'client', teamPks: [3], subtreeTeamPks: [3], roles: ['steward'] });
    expect(await agree(client, 'share', ways(['manager', 'steward'], or(own, team('teams'))))).toEqual([2, 3]);
  });
});

test('conditions on one row are told one by one; of a row that is gone none holds', async () => {
  const world = worldOf();
  const context = contextOf(world, test1.database);
  const customer = nouns.get('customer');
  const on = (pk: number): Promise<boolean[]> =>
    conditionsOn(context, customer, pk, [own, all, none, { kind: 'isNull', field: 'owner' }]);
  expect(await on(1)).toEqual([true, true, false, false]);
  expect(await on(3)).toEqual([false, true, false, true]);
  expect(await on(6)).toEqual([false, false, false, false]);
  expect(await on(99)).toEqual([false, false, false, false]);
  let asked = 0;
  const end = test1.database.onStatement(() => (asked += 1));
  expect(await conditionsOn(context, customer, 1, [])).toEqual([]);
  end();
  expect(asked).toBe(0);
});
