import type { CustomerFacts } from './facts';

/** How a field is shown: its value, `•••`, or null. */
export type Shown = 'value' | 'masked' | 'hidden';

type OfCustomer = (customer: CustomerFacts) => Shown;

/** The reading half of the table of demo accounts, one line an account. */
export interface ReadingLine {
  /** Customers read. */
  rows: (customer: CustomerFacts) => boolean;
  /** Phones, e-mails, addresses, birth date. */
  personal: OfCustomer;
  /** Identity number and bank account. */
  secret: OfCustomer;
  /** Where it differs from `personal`. */
  addresses?: OfCustomer;
  /** A customer's name. */
  name?: OfCustomer;
  /** A contact's name. */
  contactName?: Shown;
  /** Texts of activities and tickets. */
  freeText?: Shown;
  creditLimit?: Shown;
  /** SQL over `tickets k`: those read, where not all of the customers read. */
  tickets?: string;
  /** SQL over `opportunities o LEFT JOIN teams t`: those read. */
  opportunities: string;
  /** Fields that no row shows: naming one anywhere but in a selection is FORBIDDEN. */
  never: readonly string[];
  purposes: readonly string[];
  rights: readonly string[];
}

const value = (): Shown => 'value';
const masked = (): Shown => 'masked';
const hidden = (): Shown => 'hidden';
const everything = (): boolean => true;

const personal = ['primaryPhone', 'primaryEmail', 'birthDate'];
const secret = ['nationalId', 'bankAccount'];
const anyPurpose = ['sales', 'service', 'marketing', 'analytics'];

const rep = (account: string, team: string): ReadingLine => ({
  rows: (customer) => customer.team === team,
  personal: (customer) => (customer.owner === account ? 'value' : 'masked'),
  secret: hidden,
  opportunities: `t.name = '${team}'`,
  never: secret,
  purposes: ['sales', 'service'],
  rights: ['query:adhoc'],
});

const director: ReadingLine = {
  rows: everything,
  personal: masked,
  secret: hidden,
  opportunities: '1 = 1',
  never: [...personal, ...secret],
  purposes: anyPurpose,
  rights: ['query:adhoc', 'query:background'],
};

/** What api.md says each account reads. Nothing in here is taken from the rules under test. */
export const readingTable: Readonly<Record<string, ReadingLine>> = {
  admin: {
    ...director,
    rights: [
      'query:adhoc',
      'query:background',
      'users:manage',
      'roles:manage',
      'dictionaries:manage',
      'fields:manage',
      'rules:read',
      'explain:others',
    ],
  },
  director,
  'manager.north': {
    rows: (customer) =>
      customer.team !== null &&
      customer.team.startsWith('North') &&
      customer.team !== 'Northwind' &&
      customer.team !== 'Northwind London',
    personal: value,
    secret: hidden,
    opportunities: "t.name IN ('North', 'North 1', 'North 2')",
    never: secret,
    purposes: ['sales', 'service', 'analytics'],
    rights: ['query:adhoc'],
  },
  'rep.north1': rep('rep.north1', 'North 1'),
  'rep.north2': rep('rep.north2', 'North 1'),
  'rep.south1': rep('rep.south1', 'South 1'),
  agent1: {
    rows: everything,
    personal: (customer) => (customer.openTicket ? 'value' : 'masked'),
    secret: (customer) => (customer.openTicket ? 'value' : 'hidden'),
    tickets: "k.assignee_pk = (SELECT a.pk FROM users a WHERE a.email = 'agent1@kehu.example')",
    opportunities: '1 = 0',
    never: [],
    purposes: ['service'],
    rights: ['query:adhoc'],
  },
  marketer1: {
    rows: everything,
    personal: (customer) => (customer.marketingConsent ? 'value' : 'hidden'),
    secret: hidden,
    opportunities: '1 = 0',
    never: secret,
    purposes: ['marketing'],
    rights: ['query:adhoc'],
  },
  analyst1: {
    rows: everything,
    personal: hidden,
    secret: hidden,
    addresses: (customer) => (customer.kind === 'COMPANY' ? 'value' : 'hidden'),
    name: (customer) => (customer.kind === 'COMPANY' ? 'value' : 'hidden'),
    contactName: 'hidden',
    freeText: 'hidden',
    creditLimit: 'hidden',
    opportunities: '1 = 1',
    never: [...personal, ...secret, 'creditLimit'],
    purposes: ['analytics'],
    rights: ['query:adhoc', 'query:background'],
  },
  steward: {
    rows: everything,
    personal: value,
    secret: hidden,
    opportunities: '1 = 1',
    never: secret,
    purposes: ['service', 'sales', 'analytics'],
    rights: ['query:adhoc', 'query:background', 'imports:run', 'fields:manage'],
  },
  auditor: {
    rows: () => false,
    personal: hidden,
    secret: hidden,
    opportunities: '1 = 0',
    never: [...personal, ...secret, 'id', 'name', 'tier'],
    purposes: ['service'],
    rights: ['query:adhoc', 'audit:read', 'rules:read'],
  },
  dpo: {
    rows: everything,
    personal: value,
    secret: value,
    opportunities: '1 = 0',
    never: [],
    purposes: ['service'],
    rights: ['query:adhoc', 'reads:logged'],
  },
  'demo-erp': {
    rows: everything,
    personal: hidden,
    secret: hidden,
    freeText: 'hidden',
    opportunities: '1 = 0',
    never: [...personal, ...secret],
    purposes: ['service', 'sales'],
    rights: ['query:adhoc'],
  },
};
