import { and, not, or, type Predicate } from '../access/predicate';
import { NounRegistry } from '../model/registry';
import { nounDefinitions } from '../nouns';
import { lookedAt } from './looked-at';

const nouns = new NounRegistry(nounDefinitions);
const seen = (noun: string, predicate: Predicate): string[] => [...lookedAt(nouns, noun, predicate)].sort();

test('a condition looks at the fields of the row that it names', () => {
  const own: Predicate = { kind: 'isMe', field: 'owner' };
  const team: Predicate = { kind: 'inMyTeams', field: 'team', with: 'teams' };
  expect(seen('customer', or(and(own, team), not({ kind: 'isNull', field: 'region' })))).toEqual([
    'customer.owner',
    'customer.region',
    'customer.team',
  ]);
  expect(seen('customer', { kind: 'hasTag', tag: 'vip' })).toEqual(['customer.tags']);
  expect(seen('customer', { kind: 'hasExternalId', source: 'erp' })).toEqual(['customer.externalIds']);
  expect(seen('user', { kind: 'isSelf' })).toEqual([]);
});

test('and at what its hops lead over and to', () => {
  const open: Predicate = { kind: 'in', field: 'status', values: ['OPEN'] };
  expect(seen('customer', { kind: 'some', many: 'tickets', where: open })).toEqual([
    'ticket.customer',
    'ticket.deletedAt',
    'ticket.status',
  ]);
  const back: Predicate = { kind: 'via', link: 'customer', where: { kind: 'in', field: 'status', values: ['ACTIVE'] } };
  expect(seen('ticket', back)).toEqual(['customer.deletedAt', 'customer.status', 'ticket.customer']);
});

test('a value worked out from others is all of them', () => {
  const large: Predicate = { kind: 'compare', field: 'lifetimeValue', op: 'gt', value: { constant: 1 } };
  expect(seen('order', { kind: 'via', link: 'customer', where: large })).toEqual(
    expect.arrayContaining(['customer.lifetimeValue', 'order.total', 'order.status']),
  );
});
