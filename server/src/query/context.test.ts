import { nouns, noon, tester } from '../access/oracle/testing/test-world';
import { and, or, predicateKey, type Predicate } from '../access/predicate';
import type { Principal } from '../access/principal';
import { ArgumentShape, Placeholder, type Binding } from './binding';
import { Compilation, type ReadContext } from './context';
import { raw, type Sql } from './sql';

/** A statement is compiled for the first who asks and run for all who ask alike: it must hold nothing of the first one's. */

const contextOf = (principal: Partial<Principal> = {}, dialect: 'sqlite' | 'mysql' = 'sqlite', now = noon) =>
  ({ runner: { dialect }, principal: { ...tester, ...principal }, nouns, now }) as unknown as ReadContext;
const bindingOf = (more: Partial<Binding> = {}): Binding => ({ context: contextOf(), values: [], pks: [], ...more });
/** The parameters with which another request runs the statement. */
const runBy = (of: Sql, binding: Binding): unknown[] =>
  of.params.map((param, i) => {
    const read = of.readers?.[i];
    return read ? read(binding) : param;
  });

const own: Predicate = { kind: 'isMe', field: 'owner' };
const team: Predicate = { kind: 'inMyTeams', field: 'team', with: 'teams' };

describe('parameters are those of the request that runs the statement', () => {
  const compilation = new Compilation(contextOf({ pk: 1, teamPks: [3, 4] }));

  test('facts about the principal', () => {
    const pk = compilation.principal((principal) => principal.pk);
    expect([pk.text, pk.params]).toEqual(['?', [1]]);
    expect(runBy(pk, bindingOf({ context: contextOf({ pk: 9 }) }))).toEqual([9]);
    const teams = compilation.principalList((principal) => principal.teamPks);
    expect([teams.text, teams.params]).toEqual(['?,?', [3, 4]]);
    expect(runBy(teams, bindingOf({ context: contextOf({ teamPks: [7, 8] }) }))).toEqual([7, 8]);
  });

  test('the moment', () => {
    const yesterday = compilation.moment((now) => now - 86_400_000);
    expect([yesterday.text, yesterday.params]).toEqual(['?', [noon - 86_400_000]]);
    expect(runBy(yesterday, bindingOf({ context: contextOf({}, 'sqlite', noon + 5) }))).toEqual([
      noon + 5 - 86_400_000,
    ]);
  });

  test('arguments, each refused in its turn where it is malformed', () => {
    const convert = (value: unknown): string => {
      if (value === 'bad') throw new Error('refused');
      return `<${String(value)}>`;
    };
    const shape = new ArgumentShape();
    const { name } = shape.of({ first: 'x', name: 'mine' }) as Record<string, Placeholder>;
    const value = compilation.value(name, convert);
    expect([value.text, value.params]).toEqual(['?', ['<mine>']]);
    expect(runBy(value, bindingOf({ values: ['y', 'theirs'] }))).toEqual(['<theirs>']);
    expect(() => runBy(value, bindingOf({ values: ['y', 'bad'] }))).toThrow('refused');
    expect(() => compilation.value(new Placeholder(0, 'bad'), convert)).toThrow('refused');
    const constant = compilation.value('always', convert);
    expect(runBy(constant, bindingOf({ values: ['theirs'] }))).toEqual(['<always>']);
  });

  test('keys of the records whose children are read; what is missing is a key that none has', () => {
    const parents = compilation.parents(3);
    expect([parents.text, parents.params]).toEqual(['?,?,?', [null, null, null]]);
    expect(runBy(parents, bindingOf({ pks: [5, 6, 7] }))).toEqual([5, 6, 7]);
    expect(runBy(parents, bindingOf({ pks: [5] }))).toEqual([5, 0, 0]);
    const other = new Compilation(contextOf({}, 'mysql')).parents(2);
    expect(runBy(other, bindingOf({ pks: [5] }))).toEqual(['5', '0']);
  });
});

describe('what parents were asked', () => {
  const alias = raw('t0');
  const answered = { link: 'customer', bits: [predicateKey(own)], count: 2 };
  const asked = (): Compilation => {
    const compilation = new Compilation(contextOf());
    compilation.knowParents(alias, answered);
    return compilation;
  };

  test('holds for the children of those on which it held', () => {
    const parents = asked().parentsWith(alias, 'customer', { ...own })!;
    const holding = new Map([
      [predicateKey(own), [4, 5]],
      [predicateKey(team), [6]],
    ]);
    expect(parents.text).toBe('?,?');
    expect(runBy(parents, bindingOf({ pks: [4, 5, 6], holding }))).toEqual([4, 5]);
  });

  test('and for none where it held on none, or nobody says so', () => {
    const parents = asked().parentsWith(alias, 'customer', own)!;
    expect(runBy(parents, bindingOf({ pks: [4, 5], holding: new Map() }))).toEqual([0, 0]);
    expect(runBy(parents, bindingOf({ pks: [4, 5] }))).toEqual([0, 0]);
  });

  test('says nothing of another condition, link or row', () => {
    expect(asked().parentsWith(alias, 'customer', team)).toBeNull();
    expect(asked().parentsWith(alias, 'owner', own)).toBeNull();
    expect(asked().parentsWith(raw('t1'), 'customer', own)).toBeNull();
    expect(new Compilation(contextOf()).parentsWith(alias, 'customer', own)).toBeNull();
  });
});

describe('what is left to ask of a row', () => {
  const alias = raw('t0');
  const left = (known: readonly Predicate[], predicate: Predicate, context = contextOf()): Predicate => {
    const compilation = new Compilation(context);
    compilation.know(alias, known);
    return compilation.leftOf(alias, predicate);
  };

  test('is what was not asked of it anyway, and all of it of another row', () => {
    expect(left([own], and(own, team))).toEqual(team);
    expect(left([own], own)).toEqual({ kind: 'all' });
    expect(left([], own)).toBe(own);
    const compilation = new Compilation(contextOf());
    compilation.know(alias, [own]);
    expect(compilation.leftOf(raw('t1'), own)).toBe(own);
    expect(compilation.left([team], own)).toEqual(own);
  });

  describe('where it may be in the view by a share', () => {
    const mine: Predicate = { kind: 'isMe', field: 'withUser' };
    const shared: Predicate = { kind: 'some', many: 'shares', where: and(mine, { kind: 'isNull', field: 'until' }) };
    const without = contextOf({ holdsShares: false });
    const rowOf = (share: Predicate): Predicate => or(own, share);

    test('is the other way alone, for who holds none', () => {
      expect(left([rowOf(shared)], own, without)).toEqual({ kind: 'all' });
    });

    test('is either, for who holds one or where nobody asked', () => {
      for (const holdsShares of [true, undefined]) {
        expect(left([rowOf(shared)], own, contextOf({ holdsShares }))).toEqual(own);
      }
    });

    test('is either, where the condition is not about shares for oneself', () => {
      const others: Predicate[] = [
        { kind: 'some', many: 'shares', where: { kind: 'isMe', field: 'createdBy' } },
        { kind: 'some', many: 'tickets', where: mine },
        { kind: 'via', link: 'owner', where: mine },
        { kind: 'isMe', field: 'withUser' },
      ];
      for (const other of others) expect([other, left([rowOf(other)], own, without)]).toEqual([other, own]);
    });

    test('is either, where relations of that name lead to something else as well', () => {
      const other = { ...nouns.get('ticket'), fields: new Map([['shares', nouns.field('customer', 'tickets')]]) };
      const all = { all: () => [...nouns.all(), other] };
      expect(left([rowOf(shared)], own, { ...without, nouns: all as never })).toEqual(own);
    });
  });
});

test('rows of a statement have names of their own', () => {
  const compilation = new Compilation(contextOf());
  expect([compilation.alias().text, compilation.alias().text]).toEqual(['t0', 't1']);
});
