import fc from 'fast-check';
import type { Company, Row } from '../../src/access/oracle/company';
import { nouns } from '../../src/access/oracle/testing/test-world';
import { dictionaryKeys, texts } from './values';

/** A write that the principal may or may not be allowed, aimed at any record, seen or unseen. */
export interface WriteQuestion {
  noun: string;
  action: 'create' | 'update' | 'delete' | 'restore';
  at: number;
  values: Record<string, unknown>;
}

/** Fields an input takes, by noun; links are given as the target's position. No business codes: exception 1. */
const inputs: Readonly<Record<string, Record<string, fc.Arbitrary<unknown>>>> = {
  customer: {
    name: fc.constantFrom('a', '客户', 'b%'),
    note: fc.constantFrom(...texts),
    tier: fc.constantFrom(...dictionaryKeys),
    status: fc.constantFrom('ACTIVE', 'LOST'),
    creditLimit: fc.constantFrom('0', '-1', '5'),
    currency: fc.constantFrom('CNY', 'USD'),
    nationalId: fc.constantFrom('id1', 'ID1', null),
    phones: fc.constantFrom([], [{ number: '+8613800138000' }]),
    tags: fc.constantFrom([], ['red']),
    birthDate: fc.constantFrom('1990-06-15', null),
    ownerId: fc.nat({ max: 2 }),
    teamId: fc.nat({ max: 2 }),
  },
  contact: {
    name: fc.constantFrom('a', 'A'),
    title: fc.constantFrom('CEO', null),
    note: fc.constantFrom(...texts),
    customerId: fc.nat({ max: 5 }),
  },
  activity: {
    kind: fc.constantFrom('CALL', 'NOTE'),
    subject: fc.constantFrom(...texts),
    customerId: fc.nat({ max: 5 }),
    ownerId: fc.nat({ max: 2 }),
  },
  ticket: {
    subject: fc.constantFrom('a', 'b%'),
    status: fc.constantFrom('OPEN', 'CLOSED', 'PENDING'),
    customerId: fc.nat({ max: 5 }),
    assigneeId: fc.option(fc.nat({ max: 2 })),
  },
  opportunity: {
    name: fc.constantFrom('a', 'A'),
    amount: fc.constantFrom('1', '123.4567'),
    stage: fc.constantFrom(...dictionaryKeys),
    customerId: fc.option(fc.nat({ max: 5 })),
    ownerId: fc.nat({ max: 2 }),
  },
};

const required: Readonly<Record<string, Record<string, unknown>>> = {
  customer: { kind: 'PERSON', name: 'new' },
  contact: { name: 'new', customerId: 0 },
  activity: { kind: 'CALL', customerId: 0 },
  ticket: { subject: 'new', customerId: 0 },
  opportunity: { name: 'new' },
};

export const writeQuestions: fc.Arbitrary<WriteQuestion> = fc.constantFrom(...Object.keys(inputs)).chain((noun) =>
  fc
    .record({
      noun: fc.constant(noun),
      action: fc.constantFrom(
        'create' as const,
        'update' as const,
        'update' as const,
        'delete' as const,
        'restore' as const,
      ),
      at: fc.nat({ max: 5 }),
      values: fc.record(inputs[noun]!, { requiredKeys: [] }),
    })
    .map((question) =>
      question.action === 'create' ? { ...question, values: { ...required[noun], ...question.values } } : question,
    ),
);

/** The input of the API: positions become public ids of this company's records. */
export function inputOf(company: Company, { noun, action, at, values }: WriteQuestion): Record<string, unknown> {
  const target = pick(company[noun]!, at);
  const version = { id: target.id, version: target.version };
  if (action === 'delete' || action === 'restore') return version;
  const fields = Object.entries(values).map(([name, value]) => {
    if (!name.endsWith('Id') || name === 'nationalId') return [name, value];
    const to = nouns.field(noun, name.slice(0, -2)).to!;
    return [name, value === null ? null : pick(company[to]!, value as number).id];
  });
  return { ...(action === 'update' && version), ...Object.fromEntries(fields) };
}

const pick = (rows: readonly Row[], at: number): Row => rows[at % rows.length]!;
