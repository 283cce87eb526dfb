import { askList, contextOf, outcome, pageOf, selectionOf } from '../../test/proof/ask';
import { inOrder } from '../../test/proof/companies';
import { inCompany } from '../../test/proof/givers';
import { loadCompany, loadDictionaries } from '../../test/proof/load-company';
import { testDatabase, type TestDatabase } from '../../test/database';
import type { GuardedRow } from '../access/guard';
import type { World } from '../access/oracle/company';
import { list } from '../access/oracle/read';
import { actualRow, expectedRow } from '../access/oracle/testing/beside';
import { bookOf, noon, nouns, tester, type Rules } from '../access/oracle/testing/test-world';
import type { Deny, Grant } from '../access/policy';
import { and, or, predicateKey, type Predicate } from '../access/predicate';
import { aliased, idAt, leftOver, selectColumns, type Columns } from './columns';
import { Compilation, type ReadContext, type SensitiveRead } from './context';
import { readPage } from './page';
import type { Selection } from './selection';
import { sql } from './sql';
import { distinctCompany } from './testing/distinct-company';

/** What is read of a row and of what hangs together with it, before people who see all, some or none of each. */

let test1: TestDatabase;
const company = distinctCompany();
beforeAll(async () => {
  test1 = await testDatabase();
  await loadDictionaries(test1.database);
  await loadCompany(test1.database, company);
});
afterAll(async () => test1.drop());

const everything = ['@public', '@ownership', '@identifying', '@narrative', '@personal', '@sensitive'] as const;
const custom = (noun: string): string[] =>
  nouns.custom.filter((of) => of.noun === noun).map(({ key }) => `custom.${key}`);
const open = (noun: string, of: Partial<Grant> = {}, ...more: Grant[]): Rules => ({
  roles: { tester: [{ action: 'read', scope: 'all', fields: [...everything, ...custom(noun)], ...of }, ...more] },
});
const worldWith = (more: Record<string, Rules>): World => {
  const book = bookOf({ ...Object.fromEntries(inOrder.map((noun) => [noun, open(noun)])), ...more });
  return inCompany({ nouns, book, company, principal: tester, now: noon }, company);
};
const all = worldWith({});

const persons: Predicate = { kind: 'in', field: 'kind', values: ['PERSON'] };
const worlds: Record<string, World> = {
  'all of it': all,
  'some cells, by conditions that differ in a value alone': worldWith({
    customer: {
      ...open('customer', { cells: { note: 'company', name: 'persons', code: 'company' }, masked: ['name'] }),
      scopes: { persons },
    },
  }),
  'no cells that their rows are not asked for anyway': worldWith({
    customer: {
      ...open('customer'),
      denies: {
        tester: [
          { action: 'read', scope: 'company' },
          { action: 'read', scope: 'company', fields: ['note', '@personal'] },
        ],
      },
    },
  }),
  'some rows': worldWith({
    customer: open('customer', { scope: 'team' }),
    contact: open('contact', { scope: 'own' }),
    user: open('user', { scope: 'self' }),
    team: open('team', { scope: 'own' }),
  }),
  'some cells, by what is the record’s own': worldWith({
    customer: open('customer', {
      cells: {
        name: 'own',
        '@personal': 'team',
        nationalId: 'own',
        owner: 'team',
        contacts: 'own',
        externalIds: 'own',
      },
      masked: ['@personal', 'name'],
    }),
    user: open('user', { cells: { name: 'self', team: 'self' } }),
  }),
  'some cells, by the customer they hang on': worldWith({
    contact: open('contact', {
      cells: { name: 'own', note: 'company', customer: 'own' },
      masked: ['@personal', 'note'],
    }),
    order: open('order', { cells: { total: 'own', status: 'company', customer: 'team' } }),
    orderItem: open('orderItem', { cells: { quantity: 'own' } }),
    activity: open('activity', { cells: { '@narrative': 'own' }, masked: ['@narrative'] }),
  }),
  'some cells, by others that look further': worldWith({
    customer: open('customer', { cells: { note: 'shared', '@personal': 'openTicketMine' }, masked: ['@personal'] }),
    contact: open('contact', { cells: { name: 'shared', title: 'openTicketMine' } }),
  }),
  'masks alone': worldWith({
    customer: open('customer', { fields: ['kind', 'contacts'], masked: ['@personal', '@identifying', '@public'] }),
    contact: open('contact', { fields: ['customer'], masked: ['@personal', 'name'] }),
  }),
  'an age, or what it is worked out from': worldWith({
    customer: open('customer', { cells: { age: 'own', birthDate: 'team' }, masked: ['age'] }),
  }),
};

describe.each(Object.entries(worlds))('before somebody who sees %s', (_, world) => {
  test.each(['customer', 'contact', 'opportunity', 'order', 'orderItem', 'user', 'activity'])('%s', async (noun) => {
    const expected = list(world, noun, {});
    const actual = await askList(contextOf(world, test1.database), noun, {});
    if (!('answer' in actual) || !('rows' in expected)) throw new Error(JSON.stringify(actual));
    expect(actual.answer.rows.map((row) => actualRow(row, 1))).toEqual(
      expected.rows.map((row) => expectedRow(world, noun, row, 1)),
    );
  });
});

const field = (name: string, noun = 'customer') => nouns.field(noun, name);
const nothing: Selection = { fields: [], links: [], manys: [], history: [], access: false };
const fields = (...names: string[]): Selection => ({ ...nothing, fields: names.map((name) => field(name)) });
const columnsOf = (
  world: World,
  selection: Selection,
  noun = 'customer',
  context: Partial<ReadContext> = {},
): Columns => {
  const compilation = new Compilation({ ...contextOf(world, test1.database), ...context });
  return selectColumns(compilation, nouns.get(noun), compilation.alias(), selection);
};
const listed = async (world: World, selection: Selection, noun = 'customer', context: Partial<ReadContext> = {}) =>
  outcome(
    readPage({ ...contextOf(world, test1.database), ...context }, nouns.get(noun), {
      ...pageOf(noun, {}, { depth: 0 }),
      selection,
    }),
  );
const rowsOf = async (world: World, selection: Selection, noun = 'customer', context: Partial<ReadContext> = {}) => {
  const read = await listed(world, selection, noun, context);
  if (!('answer' in read)) throw new Error(JSON.stringify(read));
  return read.answer.rows;
};

describe('only what is asked for is read', () => {
  test('once, whatever it is asked for as', () => {
    const { expressions, layout } = columnsOf(all, fields('kind', 'kind', 'note'));
    expect(expressions.map(({ text }) => text)).toEqual(['t0.pk', 't0.id', 't0.kind', 't0.note']);
    expect([layout.pkAt, idAt, layout.cells.get('id')!.at, layout.cells.get('kind')!.at]).toEqual([0, 1, 1, 2]);
    expect([...layout.cells.keys()]).toEqual(['kind', 'note', 'id']);
    const some = worldWith({ customer: open('customer', { cells: { note: 'own' } }) });
    const cases = columnsOf(some, fields('note', 'kind', 'note')).expressions.filter(({ text }) => /THEN/.test(text));
    expect(cases).toHaveLength(1);
  });

  test('of a record that stands in the same row, too', () => {
    const owner = { key: 'owner', field: field('owner'), selection: { ...nothing, fields: [field('name', 'user')] } };
    const { expressions } = columnsOf(all, { ...nothing, links: [owner] });
    expect(expressions.map(({ text }) => text)).toEqual(['t0.pk', 't0.id', 't0.owner_pk', 't1.pk', 't1.name']);
  });

  test('as it is stored: what codes and links stand for is found later', () => {
    const { cells } = columnsOf(all, {
      ...fields('custom.plan'),
      links: [{ key: 'o', field: field('owner'), selection: nothing }],
    }).layout;
    const decoding = { now: noon, dictionaryName: (of: string, key: string) => `${of} ${key}` };
    expect(cells.get('owner')!.decode('3', decoding)).toBe(3);
    const several = { ...field('custom.plan'), kind: 'choices' as const };
    const dictionary = several.dictionary!;
    const cell = columnsOf(all, { ...nothing, fields: [several] }).layout.cells.get('custom.plan')!;
    expect(cell.decode('["a","b"]', decoding)).toEqual([
      { key: 'a', name: `${dictionary} a` },
      { key: 'b', name: `${dictionary} b` },
    ]);
  });

  test('and never the value of a cell that may not be read, on whatever row', async () => {
    const world = worldWith({
      customer: open('customer', { cells: { note: 'own', name: 'nowhere' }, masked: ['name'] }),
    });
    const { expressions, layout } = columnsOf(world, fields('note', 'name'));
    const texts = expressions.map(({ text }) => text);
    expect(texts.filter((text) => /\bname\b/.test(text))).toEqual([]);
    expect(texts.filter((text) => /note/.test(text))).toEqual([
      expect.stringMatching(/^CASE WHEN .* THEN t0\.note END$/),
    ]);
    expect(texts.filter((text) => text.startsWith('COALESCE('))).toHaveLength(1);
    expect([...layout.bits.keys()]).toEqual([layout.view.cells.get('note')!.readBit]);
  });

  test('of a field that is not there for one, nothing', async () => {
    const world = worldWith({
      customer: { roles: { tester: [{ action: 'read', scope: 'all', fields: everything }] } },
    });
    const { layout } = columnsOf(world, fields('custom.colour', 'kind'));
    expect(layout.cells.has('custom.colour')).toBe(false);
    const [row] = await rowsOf(world, fields('custom.colour'));
    expect(row!.shown(field('custom.colour'))).toBeNull();
  });
});

test('who asks for strictness is refused what rules alone hide, by its name, and shown null else', async () => {
  const world = worldWith({ customer: open('customer', { cells: { name: 'nowhere', note: 'own' } }) });
  const refused = { code: 'FORBIDDEN', fields: ['name'] };
  expect(await listed(world, fields('kind', 'name', 'note'), 'customer', { strict: true })).toEqual(refused);
  expect(await listed(world, fields('kind', 'note'), 'customer', { strict: true })).toHaveProperty('answer');
  expect((await rowsOf(world, fields('name'))).map((row) => row.shown(field('name')))).toEqual(Array(5).fill(null));
});

describe('reads are logged', () => {
  const reads = async (world: World, selection: Selection): Promise<SensitiveRead[]> => {
    const told: SensitiveRead[] = [];
    await rowsOf(world, selection, 'customer', {
      onSensitiveRead: async (_runner, read) => void told.push(read),
    });
    return told;
  };
  const duty = (of: Partial<Grant>): World => {
    const world = worldWith({ customer: open('customer', of) });
    const rights = ['query:adhoc', 'reads:logged'] as const;
    const roles = new Map(world.book.roles).set('tester', { ...world.book.roles.get('tester')!, rights });
    return { ...world, book: { ...world.book, roles } };
  };

  test('of sensitive fields, of the records on which they are readable, whether their ids were asked for or not', async () => {
    const ids = company.customer.filter((row) => row.deletedAt === null).map(({ id }) => id);
    expect(columnsOf(all, fields('nationalId', 'kind')).logged).toEqual(['nationalId']);
    const [read] = await reads(all, fields('nationalId'));
    expect([read!.noun, read!.fields, [...read!.ids].sort()]).toEqual(['customer', ['nationalId'], ids.sort()]);
    const own = worldWith({ customer: open('customer', { cells: { nationalId: 'own' } }) });
    expect((await reads(own, fields('nationalId')))[0]!.ids).toHaveLength(2);
  });

  test('and of none that is masked, or not asked for', async () => {
    const hidden = worldWith({
      customer: open('customer', { cells: { nationalId: 'nowhere' }, masked: ['nationalId'] }),
    });
    expect(columnsOf(hidden, fields('nationalId')).logged).toEqual([]);
    expect(await reads(hidden, fields('nationalId'))).toEqual([]);
    expect(await reads(all, fields('kind', 'phones'))).toEqual([]);
  });

  test('of personal ones by who has that duty: what an age is worked out from too, further ids not', () => {
    expect(columnsOf(duty({}), fields('age', 'kind')).logged).toEqual(['birthDate', 'age']);
    expect(columnsOf(duty({}), fields('phones', 'externalIds', 'contacts')).logged).toEqual(['phones']);
    expect(columnsOf(all, fields('age')).logged).toEqual([]);
    const policy = all.book.policies.get('customer')!;
    const guarded = { ...policy, fields: { ...policy.fields, externalIds: { class: 'sensitive' } as const } };
    const book = { ...all.book, policies: new Map(all.book.policies).set('customer', guarded) };
    expect(columnsOf({ ...all, book }, fields('externalIds', 'contacts', 'kind')).logged).toEqual(['externalIds']);
  });
});

describe('an age is of today, in whole years', () => {
  test.each([
    ['2000-06-15', Date.UTC(2026, 5, 15), 26],
    ['2000-06-16', Date.UTC(2026, 5, 15, 23, 59), 25],
    ['2000-06-14', Date.UTC(2026, 5, 15), 26],
    ['2000-02-29', Date.UTC(2026, 1, 28, 23), 25],
    ['2000-02-29', Date.UTC(2026, 2, 1), 26],
  ])('%s at %d: %d', (birthDate, now, age) => {
    const cell = columnsOf(all, fields('age')).layout.cells.get('age')!;
    const decoding = { now, dictionaryName: () => '' };
    expect(cell.decode(birthDate, decoding)).toBe(age);
    expect(cell.decode(7, decoding)).toBeNull();
  });
});

test('entries of code tables are answered with their names', async () => {
  const context = { dictionaryName: (dictionary: string, key: string) => `${dictionary}: ${key}` };
  const rows = await rowsOf(all, fields('tier', 'tags'), 'customer', context);
  const shown = rows.map((row) => row.shown(field('tier')));
  expect(shown).toContainEqual({ key: 'gold', name: 'tier: gold' });
  expect(shown).toContain(null);
});

describe('a record that is linked to stands in the same row', () => {
  const link = (name: string, noun: string, selection: Selection = nothing): Selection => ({
    ...nothing,
    links: [{ key: name, field: field(name, noun), selection }],
  });
  const of = (noun: string, ...names: string[]): Selection => ({
    ...nothing,
    fields: names.map((name) => field(name, noun)),
  });
  const isApart = (selection: Selection, noun: string, world = all): boolean => {
    const { apart, joins } = columnsOf(world, selection, noun);
    expect(joins.length > 0).toBe(apart.size === 0);
    return apart.size > 0;
  };
  const owner = (selection: Selection): Selection => link('owner', 'customer', selection);
  const above = (selection: Selection): Selection => link('customer', 'contact', selection);

  test('where its own row tells all of it, and one further', () => {
    expect(isApart(owner(of('user', 'name', 'disabled')), 'customer')).toBe(false);
    const team = link('team', 'user', of('team', 'name'));
    expect(isApart(owner(team), 'customer')).toBe(false);
    expect(isApart(owner(link('team', 'user', link('parent', 'team', of('team', 'name')))), 'customer')).toBe(true);
    expect(isApart(above(of('customer', 'name', 'note')), 'contact')).toBe(false);
  });

  test('not where something of it lies elsewhere, is worked out, encrypted or logged', () => {
    for (const name of ['externalIds', 'lifetimeValue', 'age', 'nationalId', 'phones']) {
      const world = name === 'phones' ? worldWith({}) : all;
      if (name === 'phones') {
        const rights = ['reads:logged'] as const;
        const roles = new Map(world.book.roles).set('tester', { ...world.book.roles.get('tester')!, rights });
        expect(isApart(above(of('customer', name)), 'contact', { ...world, book: { ...world.book, roles } })).toBe(
          true,
        );
      } else expect([name, isApart(above(of('customer', name)), 'contact')]).toEqual([name, true]);
    }
    const page = pageOf('contact', {}, { depth: 0 });
    const many = { key: 'contacts', field: field('contacts'), page };
    expect(isApart(above({ ...nothing, manys: [many] }), 'contact')).toBe(true);
    expect(isApart(above({ ...nothing, access: true }), 'contact')).toBe(true);
    expect(isApart(above({ ...nothing, history: [{ key: 'h', first: 1, after: null, by: null }] }), 'contact')).toBe(
      true,
    );
  });

  test('not where its rules look further than at it, and nothing of what is not there', () => {
    const shared = worldWith({ customer: open('customer', { scope: 'shared' }) });
    expect(isApart(above(of('customer', 'kind')), 'contact', shared)).toBe(true);
    const cells = worldWith({ customer: open('customer', { cells: { note: 'shared' } }) });
    expect(isApart(above(of('customer', 'note')), 'contact', cells)).toBe(true);
    expect(isApart(above(of('customer', 'kind')), 'contact', cells)).toBe(false);
    const masks = worldWith({
      customer: open('customer', { cells: { note: 'nowhere' } }, { action: 'read', scope: 'shared', masked: ['note'] }),
    });
    expect(isApart(above(of('customer', 'note')), 'contact', masks)).toBe(true);
    const closed = worldWith({ contact: open('contact', { cells: { customer: 'nowhere' } }) });
    expect(isApart(above(of('customer', 'kind')), 'contact', closed)).toBe(true);
    const linkless = worldWith({ customer: open('customer', { cells: { owner: 'shared' } }) });
    expect(isApart(above(owner(of('user', 'name'))), 'contact', linkless)).toBe(true);
    expect(
      isApart(
        above(of('customer', 'custom.colour')),
        'contact',
        worldWith({ customer: open('customer', { fields: everything }) }),
      ),
    ).toBe(true);
  });

  test('what stands in it is not read again', () => {
    const both: Selection = {
      ...nothing,
      links: [...owner(of('user', 'name')).links, ...link('team', 'customer', { ...nothing, access: true }).links],
    };
    const columns = columnsOf(all, both);
    expect([...columns.apart]).toEqual(['team']);
    expect(leftOver(both, columns).links.map(({ key }) => key)).toEqual(['team']);
  });

  test('under each key as it was asked for, and not where it is out of sight', async () => {
    const world = worldWith({ user: open('user', { scope: 'self' }) });
    const [first, second] = [of('user', 'name'), of('user', 'disabled')];
    const asked: Selection = {
      ...nothing,
      links: [first, second].map((selection, i) => ({ key: `o${i}`, field: field('owner'), selection })),
    };
    const rows = await rowsOf(world, asked);
    const name = (row: GuardedRow, key: string): unknown =>
      (row.reached(key) as GuardedRow | null)?.shown(field('name', 'user')) ?? null;
    const owned = company.customer.filter(({ owner, deletedAt }) => owner === 1 && deletedAt === null);
    expect(rows.filter((row) => name(row, 'o0') === 'Ann')).toHaveLength(owned.length);
    expect(rows.filter((row) => row.reached('o1') !== null)).toHaveLength(owned.length);
    expect(rows.filter((row) => name(row, 'o1') !== null)).toEqual([]);
  });
});

describe('conditions that are asked beside a row', () => {
  const cells = worldWith({
    customer: open(
      'customer',
      { cells: { note: 'own' } },
      { action: 'update', scope: 'team', fields: ['name'] },
      { action: 'delete', scope: 'own' },
    ),
  });
  const bitsOf = (selection: Selection, world = cells): string[] => [...columnsOf(world, selection).layout.bits.keys()];
  const own = predicateKey({ kind: 'isMe', field: 'owner' });

  test('are those of the cells that are read', () => {
    expect(bitsOf(fields('kind'))).toEqual([]);
    expect(bitsOf(fields('kind', 'note'))).toEqual([own]);
  });

  test('are all that may be seen and changed of it, where that is asked', () => {
    const one = (name: string): Predicate => ({ kind: 'in', field: 'status', values: [name] });
    const [seen, maskedOn, written, narrowed, deleted] = ['ACTIVE', 'LOST', 'AT_RISK', 'POTENTIAL', 'x'].map(one) as [
      Predicate,
      Predicate,
      Predicate,
      Predicate,
      Predicate,
    ];
    const world = worldWith({
      customer: {
        ...open(
          'customer',
          { cells: { note: 'seen' } },
          { action: 'read', scope: 'maskedOn', masked: ['note'] },
          { action: 'update', scope: 'written', fields: ['name'], cells: { name: 'narrowed' } },
          { action: 'delete', scope: 'deleted' },
        ),
        scopes: { seen, maskedOn, written, narrowed, deleted },
      },
    });
    const wanted = [seen, maskedOn, written, and(written, narrowed), deleted].map(predicateKey);
    expect(bitsOf({ ...fields('kind'), access: true }, world).sort()).toEqual(wanted.sort());
  });

  test('are all that may be seen of it, where its past is asked', () => {
    expect(bitsOf({ ...fields('kind'), history: [{ key: 'history', first: 1, after: null, by: null }] })).toEqual([
      own,
    ]);
  });

  describe('are what cells of its children ask about it', () => {
    const asked = (
      many: string,
      names: string[],
      more: Record<string, Rules>,
      links: string[] = [],
    ): readonly string[] => {
      const relation = field(many);
      const child = relation.to!;
      const selection = {
        ...nothing,
        fields: names.map((name) => field(name, child)),
        links: links.map((name) => ({ key: name, field: field(name, child), selection: nothing })),
      };
      const page = { ...pageOf(child, {}, { depth: 0 }), selection };
      const { layout } = columnsOf(worldWith(more), { ...nothing, manys: [{ key: 'below', field: relation, page }] });
      expect([...layout.bits.keys()]).toEqual(layout.asked!.get('below'));
      return layout.asked!.get('below')!;
    };
    const above = (where: Predicate, link = 'customer'): Predicate => ({ kind: 'via', link, where });
    const ofOwn: Predicate = { kind: 'isMe', field: 'owner' };
    const company = predicateKey({ kind: 'in', field: 'kind', values: ['COMPANY'] });

    test('once, and nothing of cells that are not asked for', () => {
      const contacts = (names: string[], of: Partial<Grant>, denies: Deny[] = [], links: string[] = []) =>
        asked('contacts', names, { contact: { ...open('contact', of), denies: { tester: denies } } }, links);
      expect(contacts(['name'], {})).toEqual([]);
      expect(contacts(['name', 'title'], { cells: { name: 'own', title: 'own' } })).toEqual([own]);
      expect(contacts(['title'], { cells: { name: 'own' } })).toEqual([]);
      expect(contacts([], { cells: { customer: 'own' } }, [], ['customer'])).toEqual([own]);
      const denies: Deny[] = [{ action: 'read', scope: 'company', fields: ['name'] }];
      expect(contacts(['name'], { cells: { name: 'own' } }, denies)).toEqual([own, company]);
      expect(asked('tickets', ['custom.cause', 'status'], { ticket: open('ticket', { fields: everything }) })).toEqual(
        [],
      );
    });

    test('beside other things, too', () => {
      const scopes = { ownOrUntitled: or(above(ofOwn), { kind: 'isNull', field: 'title' }) };
      const contact = { ...open('contact', { cells: { name: 'ownOrUntitled' } }), scopes };
      expect(asked('contacts', ['name'], { contact })).toEqual([own]);
    });

    test('and not what looks further, or at another record', () => {
      expect(asked('contacts', ['name'], { contact: open('contact', { cells: { name: 'shared' } }) })).toEqual([]);
      const scopes = { handled: above({ kind: 'in', field: 'disabled', values: [false] }, 'assignee') };
      const ticket = { ...open('ticket', { cells: { status: 'handled' } }), scopes };
      expect(asked('tickets', ['status'], { ticket })).toEqual([]);
    });

    test('nor what is known of it', () => {
      expect(
        asked('contacts', ['name'], { contact: open('contact', { scope: 'own', cells: { name: 'own' } }) }),
      ).toEqual([]);
      const opportunity = { ...open('opportunity', { cells: { name: 'ofOwn' } }), scopes: { ofOwn: above(ofOwn) } };
      expect(asked('opportunities', ['name'], { opportunity })).toEqual([own]);
      const customer = open('customer', { scope: 'own' });
      expect(asked('opportunities', ['name'], { opportunity, customer })).toEqual([]);
    });
  });

  describe('about the record above', () => {
    const scopes = {
      companyOrUntitled: or(
        { kind: 'via', link: 'customer', where: { kind: 'in', field: 'kind', values: ['COMPANY'] } },
        { kind: 'isNull', field: 'title' },
      ),
    };
    const contact: Rules = {
      ...open('contact', { cells: { name: 'own', title: 'own', note: 'companyOrUntitled' } }),
      scopes,
      denies: { tester: [{ action: 'read', scope: 'company', fields: ['name'] }] },
    };
    const names = ['name', 'title', 'note'];
    const compiled = (bits: string[]) => {
      const compilation = new Compilation(contextOf(worldWith({ contact }), test1.database));
      const alias = compilation.alias();
      if (bits.length > 0) compilation.knowParents(alias, { link: 'customer', bits, count: 2 });
      const selection = { ...nothing, fields: names.map((name) => field(name, 'contact')) };
      const { expressions, joins } = selectColumns(compilation, nouns.get('contact'), alias, selection);
      return { text: expressions.map(({ text }) => text).join('\n'), joins: joins.length };
    };

    test('join it once for each, however many cells ask', () => {
      const { text, joins } = compiled([]);
      expect(joins).toBe(2);
      expect(text).not.toContain('EXISTS');
      expect(text).toContain('t1.pk IS NOT NULL');
    });

    test('are not asked where it was asked itself', () => {
      const company = predicateKey({ kind: 'in', field: 'kind', values: ['COMPANY'] });
      const { text, joins } = compiled([own, company]);
      expect(joins).toBe(0);
      expect(text).toContain('t0.customer_pk IN (?,?)');
      expect(compiled([own]).joins).toBe(1);
    });
  });
});

test('a select list that is read again has names of its own', () => {
  expect(aliased([sql`a`, sql`b`]).map(({ text }) => text)).toEqual(['a AS c0', 'b AS c1']);
});

test('below a deleted record, too, what was asked of its parents is told by their rows', async () => {
  const restore: Grant = { action: 'restore', scope: 'all' };
  const world = worldWith({
    customer: open('customer', {}, restore),
    contact: open('contact', { cells: { name: 'own' } }),
  });
  const selection = selectionOf('customer', 1);
  const page = { ...pageOf('customer', { deleted: true }, { depth: 0 }), selection };
  const read = await outcome(readPage(contextOf(world, test1.database), nouns.get('customer'), page));
  if (!('answer' in read)) throw new Error(JSON.stringify(read));
  expect(read.answer.rows.map(({ pk }) => pk)).toEqual([6]);
  expect((read.answer.rows[0]!.reached('contacts') as { rows: unknown[] }).rows).toEqual([]);
});
