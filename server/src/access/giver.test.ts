import { withGivers, type Asked } from './giver';
import type { World } from './oracle/company';
import { says } from './oracle/testing/says';
import { row, worldOf, type Rules } from './oracle/testing/test-world';
import type { Deny, Grant } from './policy';
import { and, none, not, or, type Predicate } from './predicate';

/** A share never carries more than who gave it has, and ends with that. Each case is one giver's rules and what is carried. */

const giver = 7;
const read = (of: Partial<Grant> = {}): Grant => ({ action: 'read', scope: 'all', ...of });
const share = (scope = 'all'): Grant => ({ action: 'share', scope });
const of = (noun: string, field: string | null = null, action: Asked['action'] = 'read'): Asked => ({
  noun,
  field,
  action,
});

interface Given {
  /** Rules by noun; the giver holds `second`, and no other role. */
  rules: Record<string, Rules>;
  roles?: readonly string[];
  customer?: Record<string, unknown>;
  /** Nobody is known of that key any more. */
  gone?: boolean;
}

/** The tester before a customer, with what hangs on it, that user 7 shared with them. */
function before({ rules, roles = ['second'], customer = {}, gone = false }: Given): World {
  const world = worldOf({
    rules,
    company: {
      user: [row(giver, { disabled: false })],
      team: [row(3)],
      customer: [row(1, { owner: giver, team: 3, kind: 'COMPANY', ...customer })],
      share: [row(1, { customer: 1, withUser: 1, createdBy: giver, write: true })],
      contact: [row(1, { customer: 1, title: 'Boss' })],
      ticket: [row(1, { customer: 1, assignee: giver })],
      order: [row(1, { customer: 1 })],
      orderItem: [row(1, { order: 1 })],
    },
  });
  const staff = new Map([[giver, { roles, teamPks: [3], subtreeTeamPks: [3] }]]);
  return { ...world, staff: gone ? new Map() : staff };
}

const builtIn = worldOf({}).book.policies.get('customer')!.scopes;
const scopeIn = (world: World, noun: string, name = 'shared'): Predicate =>
  world.book.policies.get(noun)!.scopes[name]!;
const filled = (world: World, asked: Asked, scope = 'shared'): Predicate =>
  withGivers(world.book, asked, scopeIn(world, asked.noun, scope));

/** Whether the share carries what is asked of record 1 of the noun. */
const carries = (of: Given, asked: Asked): boolean => {
  const world = before(of);
  return says(world, asked.noun, world.company[asked.noun]![0]!, filled(world, asked));
};

/** Grants of `second` on customers, and on what hangs on them. */
const customers = (...grants: Grant[]): Record<string, Rules> => ({ customer: { roles: { second: grants } } });
const below = (noun: string, rules: Rules, ...grants: Grant[]): Given => ({
  rules: { ...customers(read(), share(), ...grants), [noun]: rules },
});

describe('a record is carried', () => {
  test('by who reads it and may share it', () => {
    expect(carries({ rules: customers(read(), share()) }, of('customer'))).toBe(true);
    expect(carries({ rules: customers(read()) }, of('customer'))).toBe(false);
    expect(carries({ rules: customers(share()) }, of('customer'))).toBe(false);
    expect(carries({ rules: customers(share(), read({ action: 'update' })) }, of('customer'))).toBe(false);
  });

  test('no longer than they hold the role, and by one role alone', () => {
    const rules = customers(read(), share());
    expect(carries({ rules, roles: ['serving', 'second'] }, of('customer'))).toBe(true);
    expect(carries({ rules, roles: ['serving'] }, of('customer'))).toBe(false);
    expect(carries({ rules, roles: [] }, of('customer'))).toBe(false);
    expect(carries({ rules, gone: true }, of('customer'))).toBe(false);
    const halves = { customer: { roles: { second: [read()], serving: [share()] } } };
    expect(carries({ rules: halves, roles: ['second', 'serving'] }, of('customer'))).toBe(false);
  });

  test('where it is theirs to read, and theirs to share', () => {
    const both: Record<string, Grant[]> = {
      read: [read({ scope: 'own' }), share()],
      share: [read(), share('own')],
      either: [read({ scope: 'own' }), read({ scope: 'team' }), share()],
    };
    const carried = (which: string, customer: Record<string, unknown>): boolean =>
      carries({ rules: customers(...both[which]!), customer }, of('customer'));
    for (const which of ['read', 'share']) {
      expect([which, carried(which, {}), carried(which, { owner: 8 })]).toEqual([which, true, false]);
      expect([which, carried(which, { owner: 1 })]).toEqual([which, false]);
    }
    expect([{}, { owner: 8 }, { owner: 8, team: 4 }].map((customer) => carried('either', customer))).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('not where they see it by a share alone, or share what they were shown', () => {
    expect(carries({ rules: customers(read({ scope: 'shared' }), share()) }, of('customer'))).toBe(false);
    expect(carries({ rules: customers(read(), share('shared')) }, of('customer'))).toBe(false);
    const own = customers(read({ scope: 'shared' }), read({ scope: 'own' }), share());
    expect(carries({ rules: own }, of('customer'))).toBe(true);
  });

  test('nor where that they do not see it by a share is what they see it by', () => {
    const scopes = { unshared: not(builtIn.shared!) };
    const rules = { customer: { scopes, roles: { second: [read({ scope: 'unshared' }), share()] } } };
    expect(carries({ rules }, of('customer'))).toBe(false);
  });

  test('by any of several roles that may, each on its own records', () => {
    const roles = { second: [read({ scope: 'own' }), share()], serving: [read({ scope: 'own' }), share()] };
    for (const role of ['second', 'serving']) {
      expect(carries({ rules: { customer: { roles } }, roles: [role] }, of('customer'))).toBe(true);
    }
    const others = { ...roles, serving: [read({ scope: 'team' }), share()] };
    const carried = (role: string): boolean =>
      carries({ rules: { customer: { roles: others } }, roles: [role], customer: { owner: 8 } }, of('customer'));
    expect([carried('second'), carried('serving')]).toEqual([false, true]);
  });
});

describe('a field is carried', () => {
  const note = of('customer', 'note');

  test('by who reads that field, by its name or its class', () => {
    const carried = (grant: Partial<Grant>): boolean => carries({ rules: customers(read(grant), share()) }, note);
    expect(carried({ fields: ['note'] })).toBe(true);
    expect(carried({ fields: ['@narrative'] })).toBe(true);
    expect(carried({ fields: ['name', '@public'] })).toBe(false);
    expect(carried({})).toBe(false);
    expect(carried({ masked: ['note'] })).toBe(false);
  });

  test('on the records on which they read it', () => {
    const carried = (grant: Partial<Grant>, customer: Record<string, unknown> = {}): boolean =>
      carries(
        { rules: customers(read({ fields: ['note'], ...grant }), read({ fields: ['name'] }), share()), customer },
        note,
      );
    expect([carried({ scope: 'own' }), carried({ scope: 'own' }, { owner: 8 })]).toEqual([true, false]);
    const cells = { note: 'own' };
    expect([carried({ cells }), carried({ cells }, { owner: 8 })]).toEqual([true, false]);
    expect(carried({ cells: { note: 'shared' } })).toBe(false);
    expect(carried({ cells: { note: 'nowhere' } })).toBe(false);
  });

  test('for writing by who may write it', () => {
    const update = (fields: string[]): Grant => ({ action: 'update', scope: 'all', fields });
    const asked = of('customer', 'note', 'update');
    const carried = (fields: string[]): boolean => {
      const world = before({ rules: customers(read({ fields: ['@narrative'] }), share(), update(fields)) });
      return says(world, 'customer', world.company.customer![0]!, filled(world, asked, 'sharedForWriting'));
    };
    expect([carried(['note']), carried(['name'])]).toEqual([true, false]);
  });
});

describe('what hangs on a shared record is carried', () => {
  const scopes: Rules['scopes'] = {
    ownAndTeam: and(
      { kind: 'via', link: 'customer', where: { kind: 'isMe', field: 'owner' } },
      { kind: 'via', link: 'customer', where: { kind: 'inMyTeams', field: 'team', with: 'teams' } },
    ),
    ownAndTitled: and(
      { kind: 'via', link: 'customer', where: { kind: 'isMe', field: 'owner' } },
      not({ kind: 'isNull', field: 'title' }),
    ),
    ownOrTitled: or(
      { kind: 'via', link: 'customer', where: { kind: 'isMe', field: 'owner' } },
      not({ kind: 'isNull', field: 'title' }),
    ),
    titled: not({ kind: 'isNull', field: 'title' }),
  };
  const contact = (scope: string, customer: Record<string, unknown> = {}): boolean =>
    carries({ ...below('contact', { roles: { second: [read({ scope })] }, scopes }), customer }, of('contact'));

  test('by who reads that too', () => {
    expect(contact('all')).toBe(true);
    expect(carries(below('contact', { roles: { second: [] } }), of('contact'))).toBe(false);
    expect(carries({ rules: { contact: { roles: { second: [read()] } } } }, of('contact'))).toBe(false);
  });

  test('where their rule speaks of the shared record, which is all that is known of it', () => {
    expect([contact('own'), contact('own', { owner: 8 })]).toEqual([true, false]);
    expect([contact('ownAndTeam'), contact('ownAndTeam', { owner: 8 })]).toEqual([true, false]);
    expect(contact('ownAndTeam', { team: 4 })).toBe(false);
    expect([contact('ownOrTitled'), contact('ownOrTitled', { owner: 8 })]).toEqual([true, false]);
    expect([contact('titled'), contact('ownAndTitled')]).toEqual([false, false]);
    expect(contact('shared')).toBe(false);
  });

  test('and no field of it that they may not read', () => {
    const title = of('contact', 'title');
    const carried = (grant: Partial<Grant>, customer: Record<string, unknown> = {}): boolean =>
      carries({ ...below('contact', { roles: { second: [read(grant)] }, scopes }), customer }, title);
    expect([carried({ fields: ['title'] }), carried({ fields: ['name'] }), carried({})]).toEqual([true, false, false]);
    const cells = { title: 'own' };
    expect(carried({ fields: ['title'], cells })).toBe(true);
    expect(carried({ fields: ['title'], cells }, { owner: 8 })).toBe(false);
    expect(carried({ fields: ['title'], cells: { title: 'titled' } })).toBe(false);
  });

  test('by no rule that speaks of another record', () => {
    const assigned: Predicate = { kind: 'via', link: 'assignee', where: { kind: 'isSelf' } };
    const ticket = (scope: Predicate): boolean =>
      carries(
        below('ticket', { roles: { second: [read({ scope: 'given' })] }, scopes: { given: scope } }),
        of('ticket'),
      );
    expect(ticket({ kind: 'via', link: 'customer', where: { kind: 'isMe', field: 'owner' } })).toBe(true);
    expect(ticket(assigned)).toBe(false);
    // The same words about a further record are not about the shared one.
    expect(ticket({ kind: 'via', link: 'assignee', where: { kind: 'isNull', field: 'name' } })).toBe(false);
  });

  test('several links away', () => {
    const item = (scope: string, customer: Record<string, unknown> = {}): boolean =>
      carries({ ...below('orderItem', { roles: { second: [read({ scope })] } }), customer }, of('orderItem'));
    expect([item('all'), item('own'), item('own', { owner: 8 })]).toEqual([true, true, false]);
    const orders: Predicate = { kind: 'via', link: 'order', where: { kind: 'isNull', field: 'owner' } };
    expect(
      carries(
        below('orderItem', { roles: { second: [read({ scope: 'given' })] }, scopes: { given: orders } }),
        of('orderItem'),
      ),
    ).toBe(false);
  });
});

describe('a deny takes from a share what it takes from its giver', () => {
  const deny = (of: Partial<Deny> = {}): Deny => ({ action: 'read', scope: 'all', ...of });
  const grants = [read({ fields: ['note'] }), share(), { ...read({ fields: ['note'] }), action: 'update' as const }];
  const denied = (denies: Deny[], more: Partial<Given> = {}): Given => ({
    rules: { customer: { roles: { second: grants }, denies: { serving: denies } } },
    roles: ['second', 'serving'],
    ...more,
  });

  test('the record: for reading or sharing it, from whoever holds the role', () => {
    const carried = (of: Partial<Deny>, more?: Partial<Given>): boolean =>
      carries(denied([deny(of)], more), { noun: 'customer', field: null, action: 'read' });
    expect(carried({}, { roles: ['second'] })).toBe(true);
    expect(carried({})).toBe(false);
    expect(carried({ action: 'share' })).toBe(false);
    expect(carried({ action: 'update' })).toBe(true);
    expect(carried({ fields: ['note'] })).toBe(true);
    expect(carried({ scope: 'nowhere' })).toBe(true);
  });

  test('on the records that it names', () => {
    const carried = (customer: Record<string, unknown>): boolean =>
      carries(denied([deny({ scope: 'company' })], { customer }), of('customer'));
    expect([carried({ kind: 'COMPANY' }), carried({ kind: 'PERSON' })]).toEqual([false, true]);
    expect(carries(denied([deny({ scope: 'shared' })]), of('customer'))).toBe(false);
  });

  test('a field, by its name or its class, for what is asked of it', () => {
    const carried = (of: Partial<Deny>, field: string | null = 'note', action: Asked['action'] = 'read'): boolean =>
      carries(denied([deny(of)]), { noun: 'customer', field, action });
    expect(carried({ fields: ['note'] })).toBe(false);
    expect(carried({ fields: ['@narrative'] })).toBe(false);
    expect(carried({ fields: ['name', '@public'] })).toBe(true);
    expect(carried({ fields: ['note'], action: 'update' })).toBe(true);
    expect(carried({ fields: ['note'], action: 'share' })).toBe(true);
    // What they may not read they cannot let others write.
    expect(carried({ fields: ['note'], action: 'update' }, 'note', 'update')).toBe(false);
    expect(carried({ fields: ['note'], action: 'read' }, 'note', 'update')).toBe(false);
    expect(carried({ action: 'update' }, 'note', 'update')).toBe(false);
    expect(carried({ action: 'update' }, null, 'update')).toBe(false);
    expect(carried({ action: 'delete' }, null, 'update')).toBe(true);
  });

  describe('what hangs on it', () => {
    const scopes: Rules['scopes'] = {
      titled: not({ kind: 'isNull', field: 'title' }),
      untitled: { kind: 'isNull', field: 'title' },
      untitledAndTheirs: and(
        { kind: 'isNull', field: 'title' },
        { kind: 'via', link: 'customer', where: { kind: 'isMe', field: 'owner' } },
      ),
      personsOrTeams: or(
        { kind: 'via', link: 'customer', where: { kind: 'in', field: 'kind', values: ['PERSON'] } },
        { kind: 'via', link: 'customer', where: { kind: 'inMyTeams', field: 'team', with: 'teams' } },
      ),
      theirTeamsOrPersons: or(
        and(
          { kind: 'via', link: 'customer', where: { kind: 'isMe', field: 'owner' } },
          { kind: 'via', link: 'customer', where: { kind: 'inMyTeams', field: 'team', with: 'teams' } },
        ),
        { kind: 'via', link: 'customer', where: { kind: 'in', field: 'kind', values: ['PERSON'] } },
      ),
      ofOthers: { kind: 'via', link: 'dataSet', where: { kind: 'in', field: 'kind', values: ['PERSON'] } },
    };
    const carried = (of: Partial<Deny>, customer: Record<string, unknown> = {}, field: string | null = null): boolean =>
      carries(
        {
          rules: {
            ...customers(...grants),
            contact: {
              scopes,
              roles: { second: [read({ fields: ['title'] })] },
              denies: { serving: [deny(of)] },
            },
          },
          roles: ['second', 'serving'],
          customer,
        },
        { noun: 'contact', field, action: 'read' },
      );

    test('where it speaks of the shared record', () => {
      expect([carried({}), carried({ scope: 'nowhere' }), carried({ action: 'delete' })]).toEqual([false, true, true]);
      expect([carried({ scope: 'company' }), carried({ scope: 'company' }, { kind: 'PERSON' })]).toEqual([false, true]);
      expect(carried({ scope: 'personsOrTeams' })).toBe(false);
      expect(carried({ scope: 'personsOrTeams' }, { team: 4 })).toBe(true);
      expect(carried({ scope: 'personsOrTeams' }, { team: 4, kind: 'PERSON' })).toBe(false);
      expect(carried({ scope: 'theirTeamsOrPersons' })).toBe(false);
      expect(carried({ scope: 'theirTeamsOrPersons' }, { team: 4 })).toBe(true);
    });

    test('and on every record where it speaks of anything else', () => {
      expect([carried({ scope: 'titled' }), carried({ scope: 'untitled' })]).toEqual([false, false]);
      expect(carried({ scope: 'ofOthers' })).toBe(false);
      expect(carried({ scope: 'untitledAndTheirs' })).toBe(false);
      expect(carried({ scope: 'untitledAndTheirs' }, { owner: 8 })).toBe(true);
    });

    test('and its fields', () => {
      expect([carried({ fields: ['title'] }), carried({ fields: ['title'] }, {}, 'title')]).toEqual([true, false]);
      expect(carried({ fields: ['name'] }, {}, 'title')).toBe(true);
      expect(carried({ fields: ['title'], scope: 'company' }, { kind: 'PERSON' }, 'title')).toBe(true);
    });

    test('several links away', () => {
      const item = (scope: string, customer: Record<string, unknown> = {}): boolean =>
        carries(
          {
            rules: {
              ...customers(...grants),
              orderItem: { roles: { second: [read()] }, denies: { serving: [deny({ scope })] } },
            },
            roles: ['second', 'serving'],
            customer,
          },
          of('orderItem'),
        );
      expect([item('company'), item('company', { kind: 'PERSON' })]).toEqual([false, true]);
    });
  });
});

describe('a scope that asks for the giver', () => {
  const update: Grant = { action: 'update', scope: 'team' };
  const rules: Record<string, Rules> = {
    ...customers(
      read({ scope: 'own' }),
      read({ scope: 'own', fields: ['note'], cells: { note: 'company' } }),
      update,
      share(),
    ),
    contact: { roles: { second: [read({ scope: 'nowhere' })] } },
  };
  const world = before({ rules });
  const nobody = before({ rules: customers() }).book;
  const shared = scopeIn(world, 'customer');

  test('does so wherever it stands', () => {
    const own: Predicate = { kind: 'isMe', field: 'team' };
    const customer = world.company.customer![0]!;
    const theirs = { ...customer, owner: 8 };
    const holds = (predicate: Predicate, of = customer): boolean =>
      says(
        { ...world, company: { ...world.company, customer: [of] } },
        'customer',
        of,
        withGivers(world.book, { noun: 'customer', action: 'read', field: null }, predicate),
      );
    expect([holds(shared), holds(shared, theirs)]).toEqual([true, false]);
    expect([holds(not(shared)), holds(not(shared), theirs)]).toEqual([false, true]);
    expect([holds(or(own, shared)), holds(or(own, shared), theirs)]).toEqual([true, false]);
    expect([holds(and(not(own), shared)), holds(and(not(own), shared), theirs)]).toEqual([true, false]);
  });

  test('is filled in once for what is asked, and anew for anything else', () => {
    expect(withGivers(world.book, of('customer'), shared)).toBe(withGivers(world.book, of('customer'), shared));
    const asked = [of('customer'), of('customer', 'note'), of('customer', null, 'update'), of('contact')];
    const answers = asked.map((each) => JSON.stringify(withGivers(world.book, each, shared)));
    expect(new Set(answers).size).toBe(answers.length);
    expect(withGivers(nobody, of('customer'), shared)).not.toEqual(withGivers(world.book, of('customer'), shared));
  });

  test('is left as it is where it asks for none', () => {
    const own = scopeIn(world, 'customer', 'own');
    expect(withGivers(world.book, of('customer'), own)).toBe(own);
    expect(withGivers(world.book, of('customer'), none)).toBe(none);
  });
});
