import type { CustomerFacts } from './facts';

/** The writing half of the table of demo accounts: which fields of which customers an account may change. */
export interface WritingLine {
  /** Whether the customer may be changed at all, and so deleted and restored where `deletes` is. */
  on: (customer: CustomerFacts) => boolean;
  fields: readonly string[];
  deletes: boolean;
  creates: boolean;
}

const business = ['kind', 'name', 'code', 'status', 'tier', 'creditLimit', 'tags', 'note'];
const personal = ['phones', 'emails', 'addresses', 'birthDate'];
const secret = ['nationalId', 'bankAccount'];
const ownership = ['ownerId', 'teamId'];

/** Every field that the test writes. */
export const writtenFields = [...business, ...personal, ...secret, ...ownership] as const;

const nothing: WritingLine = { on: () => false, fields: [], deletes: false, creates: false };

const rep = (account: string): WritingLine => ({
  on: (customer) => customer.owner === account,
  fields: [...business, ...personal],
  deletes: true,
  creates: true,
});

/** What api.md says each account writes. Nothing in here is taken from the rules under test. */
export const writingTable: Readonly<Record<string, WritingLine>> = {
  admin: nothing,
  director: nothing,
  'manager.north': {
    on: (customer) => ['North', 'North 1', 'North 2'].includes(customer.team ?? ''),
    fields: [...business, ...personal, ...ownership],
    deletes: true,
    creates: true,
  },
  'rep.north1': rep('rep.north1'),
  'rep.north2': rep('rep.north2'),
  'rep.south1': rep('rep.south1'),
  agent1: {
    on: (customer) => customer.openTicket,
    fields: ['phones', 'emails', 'addresses'],
    deletes: false,
    creates: false,
  },
  marketer1: nothing,
  analyst1: nothing,
  steward: {
    on: () => true,
    fields: [...business, ...personal, ...secret, ...ownership],
    deletes: true,
    creates: true,
  },
  auditor: nothing,
  dpo: nothing,
  'demo-erp': {
    on: (customer) => customer.erp,
    fields: ['kind', 'name', 'code', 'addresses'],
    deletes: false,
    creates: true,
  },
};
