import type { CatalogueField, CatalogueType } from '../rules/rule-model';
import { group, isComplete, readWhere, scopeWhere, startOf } from './condition';

const field = (name: string, kind: string, to: string | null = null): CatalogueField => ({
  name,
  label: name,
  fieldClass: 'public',
  kind,
  to,
  values: null,
  dictionary: null,
  inScope: true,
});
const type = (name: string, fields: CatalogueField[]): CatalogueType => ({
  type: name,
  label: name,
  scopes: [],
  fields,
});
const orders = field('orders', 'many', 'Order');
const types = [
  type('Customer', [
    orders,
    field('tickets', 'many', 'Ticket'),
    field('status', 'choice'),
    field('team', 'link', 'Team'),
  ]),
  type('Order', [field('orderedAt', 'dateTime'), field('total', 'decimal')]),
  type('Ticket', [field('status', 'choice'), field('assignee', 'link', 'User')]),
  type('User', []),
  type('Team', [field('name', 'text')]),
];

const warranty = {
  orders: { some: { orderedAt: { gte: { monthsAgo: 12 } } } },
  tickets: { some: { status: { in: ['OPEN', 'PENDING'] }, assignee: { is: 'me' } } },
};

describe('conditions of a scope', () => {
  it.each([
    ['side by side', warranty],
    ['either', { or: [{ status: { in: ['LOST'] } }, { team: { is: 'mySubtree' } }] }],
    ['the opposite', { not: { status: { in: ['LOST'] } } }],
    ['the same field twice', { and: [{ orders: { some: {} } }, { orders: { none: { total: { lt: '5' } } } }] }],
    ['a link followed', { team: { name: { in: ['North'] } } }],
    ['a link that is empty', { team: { isNull: true } }],
  ])('come back as they were: %s', (_, where) => {
    const read = readWhere(types, 'Customer', where);
    expect(read && scopeWhere(read)).toEqual(where);
  });

  it('keep what the builder has no words for to the JSON form', () => {
    expect(readWhere(types, 'Customer', { status: { matches: 'x' } })).toBeNull();
    expect(readWhere(types, 'Customer', { nobody: { eq: 1 } })).toBeNull();
    expect(readWhere(types, 'Customer', [])).toBeNull();
  });

  it('read one value as a list of one', () => {
    expect(readWhere(types, 'Customer', { status: { eq: 'LOST' } })?.items).toEqual([
      { kind: 'value', field: 'status', operator: 'in', value: ['LOST'] },
    ]);
  });

  it('start with what is most likely meant', () => {
    expect(startOf(field('assignee', 'link', 'User'))).toMatchObject({ mode: 'me' });
    expect(startOf(field('orderedAt', 'dateTime'))).toMatchObject({
      operator: 'gte',
      value: { unit: 'monthsAgo', amount: 12 },
    });
  });

  it('are complete when nothing is left open', () => {
    expect(isComplete(group())).toBe(false);
    expect(isComplete(group([startOf(field('status', 'choice'))]))).toBe(false);
    expect(isComplete(group([startOf(orders)]))).toBe(true);
    expect(isComplete(readWhere(types, 'Customer', warranty) ?? group())).toBe(true);
  });
});
