import { definePolicy } from '../access/policy';
import { customerScopes } from '../customers/customer-scopes';
import { consent } from './consent.entity';

/**
 * Who may see and change what customers agreed to. There is one row for a customer and purpose, holding today's decision;
 * its history is the ledger. Recording one decides what marketing may read, so it is a grant.
 */
export const consentPolicy = definePolicy(consent, {
  fields: {
    customer: { class: 'ownership' },
    purpose: { class: 'public', dimension: true },
    state: { class: 'public', dimension: true },
    decidedAt: { class: 'public', dimension: true },
    evidence: { class: 'narrative' },
  },
  scopes: customerScopes(),
  subject: ['customer'],
  roles: {
    director: [{ action: 'read', scope: 'all', fields: ['@public', '@ownership', '@narrative'] }],
    manager: [
      { action: 'read', scope: 'subtree', fields: ['@public', '@ownership', '@narrative'] },
      { action: 'read', scope: 'shared', fields: ['@public', '@ownership', '@narrative'] },
    ],
    'sales-rep': [
      { action: 'read', scope: 'team', fields: ['@public', '@ownership', '@narrative'] },
      { action: 'read', scope: 'shared', fields: ['@public', '@ownership', '@narrative'] },
    ],
    'service-agent': [{ action: 'read', scope: 'all', fields: ['@public', '@ownership', '@narrative'] }],
    marketer: [{ action: 'read', scope: 'all', fields: ['@public', '@ownership', '@narrative'] }],
    analyst: [{ action: 'read', scope: 'all', fields: ['@public', '@ownership'] }],
    steward: [
      { action: 'read', scope: 'all', fields: ['@public', '@ownership', '@narrative'] },
      { action: 'create', scope: 'all', fields: ['@public', '@ownership', '@narrative'], grants: ['@public'] },
      { action: 'update', scope: 'all', fields: ['@public', '@narrative'], grants: ['@public'] },
      { action: 'delete', scope: 'all' },
      { action: 'restore', scope: 'all' },
    ],
    dpo: [
      { action: 'read', scope: 'all', fields: ['@public', '@ownership', '@narrative'] },
      { action: 'create', scope: 'all', fields: ['@public', '@ownership', '@narrative'], grants: ['@public'] },
      { action: 'update', scope: 'all', fields: ['@public', '@narrative'], grants: ['@public'] },
    ],
    'erp-client': [{ action: 'read', scope: 'all', fields: ['@public', '@ownership'] }],
  },
});
