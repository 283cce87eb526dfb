import { definePolicy } from '../access/policy';
import { customerScopes } from '../customers/customer-scopes';
import { order } from './order.entity';

/** Who may see and change what of orders: read where the customer is read, written by stewards and the ERP. */
export const orderPolicy = definePolicy(order, {
  fields: {
    code: { class: 'identifying' },
    customer: { class: 'ownership' },
    orderedAt: { class: 'public', dimension: true },
    status: { class: 'public', dimension: true },
    currency: { class: 'public', dimension: true },
    total: { class: 'public' },
    items: { class: 'public' },
    externalIds: { class: 'public' },
    dataSet: { class: 'public', dimension: true },
  },
  scopes: {
    ...customerScopes(),
    /** The order itself, not its customer, came from the ERP. */
    erpRecord: { kind: 'hasExternalId', source: 'erp' },
  },
  subject: ['customer'],
  roles: {
    director: [
      { action: 'read', scope: 'all', fields: ['@public', '@ownership', '@identifying'] },
      { action: 'export', scope: 'all', fields: ['@public', '@ownership', '@identifying'] },
    ],
    manager: [
      { action: 'read', scope: 'subtree', fields: ['@public', '@ownership', '@identifying'] },
      { action: 'read', scope: 'shared', fields: ['@public', '@ownership', '@identifying'] },
    ],
    'sales-rep': [
      { action: 'read', scope: 'team', fields: ['@public', '@ownership', '@identifying'] },
      { action: 'read', scope: 'shared', fields: ['@public', '@ownership', '@identifying'] },
    ],
    'service-agent': [{ action: 'read', scope: 'all', fields: ['@public', '@ownership', '@identifying'] }],
    marketer: [{ action: 'read', scope: 'all', fields: ['@public', '@ownership', '@identifying'] }],
    analyst: [
      { action: 'read', scope: 'all', fields: ['@public', '@ownership', '@identifying'] },
      { action: 'export', scope: 'all', fields: ['@public', '@ownership', '@identifying'] },
    ],
    steward: [
      { action: 'read', scope: 'all', fields: ['@public', '@ownership', '@identifying'] },
      { action: 'create', scope: 'all', fields: ['@public', '@ownership', '@identifying'] },
      { action: 'update', scope: 'all', fields: ['@public', '@ownership', '@identifying'], grants: ['@ownership'] },
      { action: 'delete', scope: 'all' },
      { action: 'restore', scope: 'all' },
      { action: 'export', scope: 'all', fields: ['@public', '@ownership', '@identifying'] },
    ],
    dpo: [{ action: 'read', scope: 'all', fields: ['@public', '@ownership', '@identifying'] }],
    'erp-client': [
      { action: 'read', scope: 'all', fields: ['@public', '@ownership', '@identifying'] },
      { action: 'create', scope: 'all', fields: ['@public', '@ownership', '@identifying'] },
      { action: 'update', scope: 'erpRecord', fields: ['@public', '@identifying'] },
    ],
  },
});
