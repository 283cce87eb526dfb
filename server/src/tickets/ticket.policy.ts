import { definePolicy } from '../access/policy';
import { and } from '../access/predicate';
import { customerScopes } from '../customers/customer-scopes';
import { ticket } from './ticket.entity';

const scopes = customerScopes();

/**
 * Who may see and change what of tickets. The assignee of an open ticket sees more of its customer, so assigning is a
 * right of managers and directors; nobody assigns to themselves by being an agent.
 */
export const ticketPolicy = definePolicy(ticket, {
  fields: {
    number: { class: 'public' },
    subject: { class: 'narrative' },
    description: { class: 'narrative' },
    customer: { class: 'ownership' },
    assignee: { class: 'ownership' },
    status: { class: 'public', dimension: true },
    priority: { class: 'public', dimension: true },
    externalIds: { class: 'public' },
    dataSet: { class: 'public', dimension: true },
  },
  scopes: {
    ...scopes,
    /** The acting user handles it. */
    assigned: { kind: 'isMe', field: 'assignee' },
    /** Of an own customer, and nobody handles it yet. */
    ownUnassigned: and(scopes.own!, { kind: 'isNull', field: 'assignee' }),
  },
  subject: ['customer'],
  roles: {
    director: [
      { action: 'read', scope: 'all', fields: ['@public', '@ownership', '@narrative'] },
      { action: 'update', scope: 'all', fields: ['assignee'], grants: ['assignee'] },
      { action: 'export', scope: 'all', fields: ['@public', '@ownership', '@narrative'] },
    ],
    manager: [
      { action: 'read', scope: 'subtree', fields: ['@public', '@ownership', '@narrative'] },
      { action: 'read', scope: 'shared', fields: ['@public', '@ownership', '@narrative'] },
      {
        action: 'create',
        scope: 'subtree',
        fields: ['@public', '@ownership', '@narrative'],
        grants: ['assignee', 'status'],
      },
      {
        action: 'update',
        scope: 'subtree',
        fields: ['@public', '@ownership', '@narrative'],
        grants: ['@ownership', 'status'],
      },
      { action: 'delete', scope: 'subtree' },
      { action: 'restore', scope: 'subtree' },
    ],
    'sales-rep': [
      { action: 'read', scope: 'team', fields: ['@public', '@ownership', '@narrative'] },
      { action: 'read', scope: 'shared', fields: ['@public', '@ownership', '@narrative'] },
      { action: 'create', scope: 'ownUnassigned', fields: ['@public', '@narrative', 'customer'] },
      { action: 'update', scope: 'ownUnassigned', fields: ['@public', '@narrative'] },
      { action: 'delete', scope: 'ownUnassigned' },
      { action: 'restore', scope: 'ownUnassigned' },
    ],
    'service-agent': [
      { action: 'read', scope: 'assigned', fields: ['@public', '@ownership', '@narrative'] },
      { action: 'update', scope: 'assigned', fields: ['subject', 'description', 'status', 'priority'] },
    ],
    marketer: [{ action: 'read', scope: 'all', fields: ['@public', '@ownership', '@narrative'] }],
    analyst: [
      { action: 'read', scope: 'all', fields: ['@public', '@ownership'] },
      { action: 'export', scope: 'all', fields: ['@public', '@ownership'] },
    ],
    steward: [
      { action: 'read', scope: 'all', fields: ['@public', '@ownership', '@narrative'] },
      {
        action: 'create',
        scope: 'all',
        fields: ['@public', '@ownership', '@narrative'],
        grants: ['assignee', 'status'],
      },
      {
        action: 'update',
        scope: 'all',
        fields: ['@public', '@ownership', '@narrative'],
        grants: ['@ownership', 'status'],
      },
      { action: 'delete', scope: 'all' },
      { action: 'restore', scope: 'all' },
      { action: 'export', scope: 'all', fields: ['@public', '@ownership', '@narrative'] },
    ],
    dpo: [{ action: 'read', scope: 'all', fields: ['@public', '@ownership', '@narrative'] }],
    'erp-client': [{ action: 'read', scope: 'all', fields: ['@public', '@ownership'] }],
  },
});
