import type { Purpose } from '../principal';
import type { Company, World } from './company';
import { shownCell } from './shown';
import { noon, row, worldOf } from './testing/test-world';
import { neverReadable, visibleRows } from './view';
import { canWrite, type Verdict } from './write';
import { smallestGroup } from './aggregate';

/**
 * The table of the demo accounts, cell by cell, over one small company. Users: 1 rep.north1, 2 rep.north2, 3 rep.south1,
 * 4 manager.north, 5 agent1, 6 anybody else. Teams: 1 all, 2 north, 3 north-1 below north, 4 south.
 */
const phone = (number: string): Record<string, unknown> => ({
  phones: [{ number, raw: null, kind: null, primary: true }],
});

const customers = [
  row(1, { kind: 'PERSON', name: 'North own', owner: 1, team: 3, nationalId: 'N1', creditLimit: 1, ...phone('+1') }),
  row(2, { kind: 'PERSON', name: 'North other', owner: 2, team: 3, nationalId: 'N2', creditLimit: 2, ...phone('+2') }),
  row(3, { kind: 'COMPANY', name: 'South', owner: 3, team: 4, nationalId: 'N3', creditLimit: 3, ...phone('+3') }),
  row(4, { kind: 'COMPANY', name: 'Pool', team: null, externalIds: [{ source: 'erp', id: 'E4' }], ...phone('+4') }),
  row(5, { kind: 'PERSON', name: 'Gone', owner: 1, team: 3, deletedAt: 5, ...phone('+5') }),
];
const tickets = [
  row(1, { customer: 1, assignee: 5, status: 'OPEN', subject: 'Broken' }),
  row(2, { customer: 2, assignee: 5, status: 'CLOSED', subject: 'Fixed' }),
  row(3, { customer: 3, assignee: 6, status: 'OPEN', subject: 'Odd' }),
  row(4, { customer: 1, assignee: null, status: 'OPEN', subject: 'New' }),
];
const company: Company = {
  customer: customers,
  ticket: tickets,
  contact: customers.map(({ pk }) => row(pk, { customer: pk, name: `Contact ${pk}`, ...phone(`+9${pk}`) })),
  activity: customers.map(({ pk }) => row(pk, { customer: pk, kind: 'CALL', subject: 'Talk', owner: 1 })),
  order: customers.map(({ pk }) => row(pk, { customer: pk, code: `O${pk}`, total: pk })),
  opportunity: [
    row(1, { customer: 1, owner: 1, team: 3, name: 'Deal' }),
    row(2, { customer: 3, owner: 3, team: 4, name: 'Far' }),
    row(3, { customer: 3, owner: 2, team: 3, name: 'Near' }),
  ],
  product: [row(1, { name: 'Tea' })],
  consent: [row(1, { customer: 2, purpose: 'MARKETING', state: 'GIVEN' })],
  user: [1, 2, 3, 4, 5, 6].map((pk) => row(pk, { name: `User ${pk}`, email: `u${pk}@kehu.example`, team: 2 })),
};

interface Account {
  roles: string[];
  pk?: number;
  teams?: [number[], number[]];
  purpose?: Purpose;
  client?: boolean;
}

const world = ({ roles, pk = 6, teams = [[], []], purpose = 'service', client = false }: Account): World =>
  worldOf({
    company,
    now: noon,
    principal: {
      kind: client ? 'client' : 'user',
      pk,
      roles,
      purpose,
      teamPks: teams[0],
      subtreeTeamPks: teams[1],
      source: client ? 'erp' : null,
    },
  });

const accounts: Record<string, World> = {
  admin: world({ roles: ['director', 'administrator'], purpose: 'sales' }),
  director: world({ roles: ['director'], purpose: 'sales' }),
  'manager.north': world({ roles: ['manager'], pk: 4, teams: [[2], [2, 3]], purpose: 'sales' }),
  'rep.north1': world({ roles: ['sales-rep'], pk: 1, teams: [[3], [3]], purpose: 'sales' }),
  agent1: world({ roles: ['service-agent'], pk: 5 }),
  marketer1: world({ roles: ['marketer'], purpose: 'marketing' }),
  analyst1: world({ roles: ['analyst'], purpose: 'analytics' }),
  steward: world({ roles: ['steward'] }),
  auditor: world({ roles: ['auditor'] }),
  dpo: world({ roles: ['dpo'] }),
  'demo-erp': world({ roles: ['erp-client'], client: true }),
};

/** v the value, m the mask, - null; one letter for each of customers 1 to 4 in the view. */
const look = (name: string, noun: string, field: string): string =>
  visibleRows(accounts[name]!, noun)
    .map((each) => shownCell(accounts[name]!, noun, each, field))
    .map((cell) => (cell.readable ? 'v' : cell.masked ? 'm' : '-'))
    .join('');

const verdict = (of: Verdict): string => (of.allowed ? 'ok' : `${of.code} ${of.fields.join(' ')}`.trim());

const write = (name: string, noun: string, pk: number, values: Record<string, unknown>): string => {
  const before = company[noun]!.find((each) => each.pk === pk)!;
  const after = { ...before, ...values };
  return verdict(canWrite(accounts[name]!, { noun, before, after, fields: Object.keys(values) }));
};

describe('customers read, personal fields, identity numbers', () => {
  test.each<[string, number[], string, string]>([
    // account, rows, phones, nationalId
    ['admin', [1, 2, 3, 4], 'mmmm', '----'],
    ['director', [1, 2, 3, 4], 'mmmm', '----'],
    ['manager.north', [1, 2], 'vv', '--'],
    ['rep.north1', [1, 2], 'vm', '--'],
    ['agent1', [1, 2, 3, 4], 'vmmm', 'v---'],
    ['marketer1', [1, 2, 3, 4], '-v--', '----'],
    ['analyst1', [1, 2, 3, 4], '----', '----'],
    ['steward', [1, 2, 3, 4], 'vvvv', '----'],
    ['auditor', [], '', ''],
    ['dpo', [1, 2, 3, 4], 'vvvv', 'vvvv'],
    ['demo-erp', [1, 2, 3, 4], '----', '----'],
  ])('%s', (name, rows, phones, nationalId) => {
    expect(visibleRows(accounts[name]!, 'customer').map(({ pk }) => pk)).toEqual(rows);
    expect([look(name, 'customer', 'phones'), look(name, 'customer', 'nationalId')]).toEqual([phones, nationalId]);
    expect(look(name, 'contact', 'phones')).toBe(phones);
  });

  test('only the analyst finds a person’s name and address personal', () => {
    expect([look('analyst1', 'customer', 'name'), look('analyst1', 'customer', 'addresses')]).toEqual(['--vv', '--vv']);
    expect(look('analyst1', 'contact', 'name')).toBe('----');
    for (const name of ['director', 'agent1', 'marketer1', 'steward', 'dpo', 'demo-erp']) {
      expect(look(name, 'customer', 'name')).toBe('vvvv');
    }
  });

  test('credit limits are for the analyst’s sums alone', () => {
    expect(neverReadable(accounts.analyst1!, 'customer', 'creditLimit')).toBe(true);
    expect(smallestGroup(accounts.analyst1!, 'customer', 'creditLimit')).toBe(5);
    expect(look('director', 'customer', 'creditLimit')).toBe('vvvv');
  });
});

describe('children', () => {
  test.each<[string, Record<string, number[]>]>([
    ['admin', { opportunity: [1, 2, 3], order: [1, 2, 3, 4], activity: [1, 2, 3, 4], ticket: [1, 2, 3, 4] }],
    ['director', { opportunity: [1, 2, 3], order: [1, 2, 3, 4], activity: [1, 2, 3, 4], ticket: [1, 2, 3, 4] }],
    ['manager.north', { opportunity: [1, 3], order: [1, 2], activity: [1, 2], ticket: [1, 2, 4] }],
    ['rep.north1', { opportunity: [1, 3], order: [1, 2], activity: [1, 2], ticket: [1, 2, 4] }],
    ['agent1', { opportunity: [], order: [1, 2, 3, 4], activity: [1, 2, 3, 4], ticket: [1, 2] }],
    ['marketer1', { opportunity: [], order: [1, 2, 3, 4], activity: [1, 2, 3, 4], ticket: [1, 2, 3, 4] }],
    ['analyst1', { opportunity: [1, 2, 3], order: [1, 2, 3, 4], activity: [1, 2, 3, 4], ticket: [1, 2, 3, 4] }],
    ['steward', { opportunity: [1, 2, 3], order: [1, 2, 3, 4], activity: [1, 2, 3, 4], ticket: [1, 2, 3, 4] }],
    ['auditor', { opportunity: [], order: [], activity: [], ticket: [] }],
    ['dpo', { opportunity: [], order: [1, 2, 3, 4], activity: [1, 2, 3, 4], ticket: [1, 2, 3, 4] }],
    ['demo-erp', { opportunity: [], order: [1, 2, 3, 4], activity: [1, 2, 3, 4], ticket: [1, 2, 3, 4] }],
  ])('%s', (name, expected) => {
    for (const [noun, rows] of Object.entries(expected)) {
      expect([noun, visibleRows(accounts[name]!, noun).map(({ pk }) => pk)]).toEqual([noun, rows]);
    }
    expect(visibleRows(accounts[name]!, 'product')).toHaveLength(1);
  });

  test('free text is hidden from the analyst and the client', () => {
    for (const name of ['analyst1', 'demo-erp']) {
      expect([look(name, 'activity', 'subject'), look(name, 'ticket', 'subject')]).toEqual(['----', '----']);
    }
    expect(look('marketer1', 'ticket', 'subject')).toBe('vvvv');
  });
});

describe('writes of customers', () => {
  test.each<[string, string, string, string, string]>([
    // account: name of 1 (own of rep.north1), name of 2, owner of 1, nationalId of 1
    ['admin', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN'],
    ['director', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN'],
    ['manager.north', 'ok', 'ok', 'ok', 'FORBIDDEN nationalId'],
    ['rep.north1', 'ok', 'FORBIDDEN', 'FORBIDDEN owner', 'FORBIDDEN nationalId'],
    ['agent1', 'FORBIDDEN name', 'FORBIDDEN name', 'FORBIDDEN owner', 'FORBIDDEN nationalId'],
    ['marketer1', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN'],
    ['analyst1', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN'],
    ['steward', 'ok', 'ok', 'ok', 'ok'],
    ['auditor', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN'],
    ['dpo', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN'],
    ['demo-erp', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN owner', 'FORBIDDEN nationalId'],
  ])('%s', (name, own, others, owner, nationalId) => {
    expect([
      write(name, 'customer', 1, { name: 'New' }),
      write(name, 'customer', 2, { name: 'New' }),
      write(name, 'customer', 1, { owner: 2 }),
      write(name, 'customer', 1, { nationalId: 'X' }),
    ]).toEqual([own, others, owner, nationalId]);
  });

  test('a southern customer is not there for northern people', () => {
    expect(write('rep.north1', 'customer', 3, { name: 'New' })).toBe('NOT_FOUND');
    expect(write('manager.north', 'customer', 3, { name: 'New' })).toBe('NOT_FOUND');
  });

  test('a manager transfers within the sub-tree only', () => {
    expect(write('manager.north', 'customer', 1, { team: 2 })).toBe('ok');
    expect(write('manager.north', 'customer', 1, { team: 4 })).toBe('FORBIDDEN');
  });

  test('an agent writes contact data of customers with an open ticket of theirs', () => {
    expect(write('agent1', 'customer', 1, phone('+7'))).toBe('ok');
    expect(write('agent1', 'customer', 2, phone('+7'))).toBe('FORBIDDEN');
    expect(write('agent1', 'contact', 1, phone('+7'))).toBe('ok');
    expect(write('agent1', 'contact', 1, { name: 'New' })).toBe('FORBIDDEN name');
  });

  test('the ERP writes its fields of its records', () => {
    expect(write('demo-erp', 'customer', 4, { name: 'New', addresses: [] })).toBe('ok');
    expect(write('demo-erp', 'customer', 4, { tier: 'gold' })).toBe('FORBIDDEN tier');
  });
});

describe('new records', () => {
  const create = (name: string, noun: string, values: Record<string, unknown>): string =>
    verdict(canWrite(accounts[name]!, { noun, before: null, after: row(99, values), fields: Object.keys(values) }));

  test.each<[string, Record<string, unknown>, string]>([
    ['rep.north1', { name: 'New', owner: 1, team: 3 }, 'ok'],
    ['rep.north1', { name: 'New', owner: 2, team: 3 }, 'FORBIDDEN'],
    ['rep.north1', { name: 'New', owner: 1, team: null }, 'FORBIDDEN'],
    ['manager.north', { name: 'New', owner: 2, team: 3 }, 'ok'],
    ['manager.north', { name: 'New', owner: 3, team: 4 }, 'FORBIDDEN'],
    ['director', { name: 'New' }, 'FORBIDDEN'],
    ['agent1', { name: 'New' }, 'FORBIDDEN'],
    ['steward', { name: 'New', owner: null, team: 4, bankAccount: 'B' }, 'ok'],
    ['demo-erp', { name: 'New', kind: 'COMPANY', code: 'C', addresses: [] }, 'ok'],
    ['demo-erp', { name: 'New', status: 'ACTIVE' }, 'FORBIDDEN status'],
  ])('%s creates a customer %j: %s', (name, values, expected) => {
    expect(create(name, 'customer', values)).toBe(expected);
  });

  test.each<[string, string, Record<string, unknown>, string]>([
    ['rep.north1', 'activity', { customer: 1, kind: 'CALL', owner: 1 }, 'ok'],
    ['rep.north1', 'activity', { customer: 2, kind: 'CALL', owner: 1 }, 'FORBIDDEN'],
    ['rep.north1', 'opportunity', { customer: 1, name: 'Deal', owner: 1 }, 'ok'],
    ['rep.north1', 'opportunity', { customer: 2, name: 'Deal', owner: 1 }, 'FORBIDDEN'],
    ['rep.north1', 'ticket', { customer: 1, subject: 'Help' }, 'ok'],
    ['rep.north1', 'ticket', { customer: 2, subject: 'Help' }, 'FORBIDDEN'],
    ['rep.north1', 'ticket', { customer: 1, subject: 'Help', assignee: 5 }, 'FORBIDDEN assignee'],
    ['rep.north1', 'order', { customer: 1 }, 'FORBIDDEN'],
    ['agent1', 'activity', { customer: 1, kind: 'CALL', owner: 5 }, 'ok'],
    ['agent1', 'activity', { customer: 2, kind: 'CALL', owner: 5 }, 'FORBIDDEN'],
    ['agent1', 'ticket', { customer: 2, subject: 'Mine', assignee: 5 }, 'FORBIDDEN'],
    ['demo-erp', 'order', { customer: 1, code: 'O' }, 'ok'],
    ['demo-erp', 'product', { name: 'Cup' }, 'ok'],
  ])('%s creates %s %j: %s', (name, noun, values, expected) => {
    expect(create(name, noun, values)).toBe(expected);
  });
});

describe('tickets', () => {
  test.each<[string, number, Record<string, unknown>, string]>([
    ['agent1', 1, { status: 'RESOLVED' }, 'ok'],
    ['agent1', 1, { status: 'PENDING' }, 'ok'],
    ['agent1', 2, { status: 'OPEN' }, 'FORBIDDEN status'],
    ['agent1', 1, { assignee: 5 }, 'FORBIDDEN assignee'],
    ['agent1', 3, { status: 'CLOSED' }, 'NOT_FOUND'],
    ['manager.north', 4, { assignee: 5 }, 'ok'],
    ['director', 3, { assignee: 5 }, 'ok'],
    ['director', 3, { status: 'CLOSED' }, 'FORBIDDEN status'],
    ['rep.north1', 4, { subject: 'Clearer' }, 'ok'],
    ['rep.north1', 1, { subject: 'Clearer' }, 'FORBIDDEN'],
    ['rep.north1', 4, { assignee: 5 }, 'FORBIDDEN assignee'],
  ])('%s updates ticket %i with %j: %s', (name, pk, values, expected) => {
    expect(write(name, 'ticket', pk, values)).toBe(expected);
  });
});

describe('staff', () => {
  test('names are for people of the company, e-mails for oneself and administrators', () => {
    expect([look('rep.north1', 'user', 'name'), look('rep.north1', 'user', 'email')]).toEqual(['vvvvvv', 'v-----']);
    expect(look('admin', 'user', 'email')).toBe('vvvvvv');
  });

  test('a client sees nobody', () => {
    expect(visibleRows(accounts['demo-erp']!, 'user')).toEqual([]);
  });
});
