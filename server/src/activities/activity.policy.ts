import { definePolicy } from '../access/policy';
import { and } from '../access/predicate';
import { customerScopes } from '../customers/customer-scopes';
import { activity } from './activity.entity';

const scopes = customerScopes();

/** Who may see and change what of the timeline: read where the customer is read. Scopes are the customer's. */
export const activityPolicy = definePolicy(activity, {
  fields: {
    kind: { class: 'public', dimension: true },
    subject: { class: 'narrative' },
    body: { class: 'narrative' },
    occurredAt: { class: 'public', dimension: true },
    customer: { class: 'ownership' },
    owner: { class: 'ownership' },
    externalIds: { class: 'public' },
    dataSet: { class: 'public', dimension: true },
  },
  scopes: {
    ...scopes,
    /** Written down by oneself, with an own customer. */
    ownByMe: and(scopes.own!, { kind: 'isMe', field: 'owner' }),
    /** Written down by oneself, with the customer of an open ticket of one's own. */
    openTicketByMe: and(scopes.openTicketMine!, { kind: 'isMe', field: 'owner' }),
  },
  subject: ['customer'],
  roles: {
    director: [
      { action: 'read', scope: 'all', fields: ['@public', '@ownership', '@narrative'] },
      { action: 'export', scope: 'all', fields: ['@public', '@ownership', '@narrative'] },
    ],
    manager: [
      { action: 'read', scope: 'subtree', fields: ['@public', '@ownership', '@narrative'] },
      { action: 'read', scope: 'shared', fields: ['@public', '@ownership', '@narrative'] },
      { action: 'create', scope: 'subtree', fields: ['@public', '@ownership', '@narrative'] },
      {
        action: 'update',
        scope: 'subtree',
        fields: ['@public', '@ownership', '@narrative'],
        grants: ['@ownership'],
      },
      { action: 'delete', scope: 'subtree' },
      { action: 'restore', scope: 'subtree' },
    ],
    'sales-rep': [
      { action: 'read', scope: 'team', fields: ['@public', '@ownership', '@narrative'] },
      { action: 'read', scope: 'shared', fields: ['@public', '@ownership', '@narrative'] },
      { action: 'create', scope: 'ownByMe', fields: ['@public', '@ownership', '@narrative'] },
      { action: 'update', scope: 'own', fields: ['@public', '@narrative'] },
      { action: 'delete', scope: 'own' },
      { action: 'restore', scope: 'own' },
    ],
    'service-agent': [
      { action: 'read', scope: 'all', fields: ['@public', '@ownership', '@narrative'] },
      { action: 'create', scope: 'openTicketByMe', fields: ['@public', '@ownership', '@narrative'] },
    ],
    marketer: [{ action: 'read', scope: 'all', fields: ['@public', '@ownership', '@narrative'] }],
    analyst: [
      { action: 'read', scope: 'all', fields: ['@public', '@ownership'] },
      { action: 'export', scope: 'all', fields: ['@public', '@ownership'] },
    ],
    steward: [
      { action: 'read', scope: 'all', fields: ['@public', '@ownership', '@narrative'] },
      { action: 'create', scope: 'all', fields: ['@public', '@ownership', '@narrative'] },
      { action: 'update', scope: 'all', fields: ['@public', '@ownership', '@narrative'], grants: ['@ownership'] },
      { action: 'delete', scope: 'all' },
      { action: 'restore', scope: 'all' },
      { action: 'export', scope: 'all', fields: ['@public', '@ownership', '@narrative'] },
    ],
    dpo: [{ action: 'read', scope: 'all', fields: ['@public', '@ownership', '@narrative'] }],
    'erp-client': [{ action: 'read', scope: 'all', fields: ['@public', '@ownership'] }],
  },
});
