import { definePolicy, type Grant } from '../access/policy';
import type { FieldOf } from '../model/noun';
import { product } from './product.entity';

type ProductGrant = Grant<FieldOf<typeof product>>;

const read: ProductGrant = { action: 'read', scope: 'all', fields: ['@public', '@identifying'] };
const exported: ProductGrant = { action: 'export', scope: 'all', fields: ['@public', '@identifying'] };

/** Who may see and change what of products: everybody reads them, stewards and the ERP keep them. */
export const productPolicy = definePolicy(product, {
  fields: {
    code: { class: 'identifying' },
    name: { class: 'identifying' },
    category: { class: 'public', dimension: true },
    price: { class: 'public' },
    currency: { class: 'public', dimension: true },
    active: { class: 'public', dimension: true },
    externalIds: { class: 'public' },
    dataSet: { class: 'public', dimension: true },
  },
  scopes: { erpRecord: { kind: 'hasExternalId', source: 'erp' } },
  roles: {
    administrator: [read],
    director: [read, exported],
    manager: [read],
    'sales-rep': [read],
    'service-agent': [read],
    marketer: [read],
    analyst: [read, exported],
    steward: [
      read,
      exported,
      { action: 'create', scope: 'all', fields: ['@public', '@identifying'] },
      { action: 'update', scope: 'all', fields: ['@public', '@identifying'] },
      { action: 'delete', scope: 'all' },
      { action: 'restore', scope: 'all' },
    ],
    auditor: [read],
    dpo: [read],
    'erp-client': [
      read,
      { action: 'create', scope: 'all', fields: ['@public', '@identifying'] },
      { action: 'update', scope: 'erpRecord', fields: ['@public', '@identifying'] },
    ],
  },
});
