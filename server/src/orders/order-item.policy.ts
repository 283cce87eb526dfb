import { definePolicy } from '../access/policy';
import { orderItem } from './order-item.entity';
import { orderPolicy } from './order.policy';

/** The order's scopes seen from one of its lines. */
const orderScopes = Object.fromEntries(
  Object.entries(orderPolicy.scopes).map(([name, where]) => [name, { kind: 'via', link: 'order', where } as const]),
);

/**
 * Who may see the lines of orders: who sees the order. They are written with it and by its rule; what denies and the limits of a
 * key take away of them is taken away there as well.
 */
export const orderItemPolicy = definePolicy(orderItem, {
  fields: {
    order: { class: 'ownership' },
    product: { class: 'public', dimension: true },
    quantity: { class: 'public' },
    unitPrice: { class: 'public' },
    discount: { class: 'public' },
    amount: { class: 'public' },
    currency: { class: 'public', dimension: true },
    dataSet: { class: 'public', dimension: true },
  },
  scopes: orderScopes,
  subject: ['order', 'customer'],
  roles: {
    director: [
      { action: 'read', scope: 'all', fields: ['@public', '@ownership'] },
      { action: 'export', scope: 'all', fields: ['@public', '@ownership'] },
    ],
    manager: [
      { action: 'read', scope: 'subtree', fields: ['@public', '@ownership'] },
      { action: 'read', scope: 'shared', fields: ['@public', '@ownership'] },
    ],
    'sales-rep': [
      { action: 'read', scope: 'team', fields: ['@public', '@ownership'] },
      { action: 'read', scope: 'shared', fields: ['@public', '@ownership'] },
    ],
    'service-agent': [{ action: 'read', scope: 'all', fields: ['@public', '@ownership'] }],
    marketer: [{ action: 'read', scope: 'all', fields: ['@public', '@ownership'] }],
    analyst: [
      { action: 'read', scope: 'all', fields: ['@public', '@ownership'] },
      { action: 'export', scope: 'all', fields: ['@public', '@ownership'] },
    ],
    steward: [
      { action: 'read', scope: 'all', fields: ['@public', '@ownership'] },
      { action: 'create', scope: 'all', fields: ['@public', '@ownership'] },
      { action: 'update', scope: 'all', fields: ['@public'] },
      { action: 'delete', scope: 'all' },
      { action: 'export', scope: 'all', fields: ['@public', '@ownership'] },
    ],
    dpo: [{ action: 'read', scope: 'all', fields: ['@public', '@ownership'] }],
    'erp-client': [
      { action: 'read', scope: 'all', fields: ['@public', '@ownership'] },
      { action: 'create', scope: 'all', fields: ['@public', '@ownership'] },
      { action: 'update', scope: 'erpRecord', fields: ['@public'] },
      { action: 'delete', scope: 'erpRecord' },
    ],
  },
});
