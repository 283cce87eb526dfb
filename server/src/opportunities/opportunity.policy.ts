import { definePolicy } from '../access/policy';
import { and, or, type Predicate } from '../access/predicate';
import { customerScopes } from '../customers/customer-scopes';
import { opportunity } from './opportunity.entity';

const mine: Predicate = { kind: 'isMe', field: 'owner' };
const ofOwnCustomer = customerScopes().own!;

/** Who may see and change what of opportunities: by their own owner and team, whatever the customer's are. */
export const opportunityPolicy = definePolicy(opportunity, {
  fields: {
    name: { class: 'identifying' },
    customer: { class: 'ownership' },
    owner: { class: 'ownership' },
    team: { class: 'ownership' },
    product: { class: 'public', dimension: true },
    stage: { class: 'public', dimension: true },
    amount: { class: 'public' },
    currency: { class: 'public', dimension: true },
    probability: { class: 'public' },
    note: { class: 'narrative' },
    closedAt: { class: 'public', dimension: true },
    externalIds: { class: 'public' },
    dataSet: { class: 'public', dimension: true },
  },
  scopes: {
    /** Worked on by the acting user, or with an own customer. */
    own: or(mine, ofOwnCustomer),
    /** New ones of a representative: worked on by oneself, with an own customer or none yet. */
    ownNew: and(mine, or({ kind: 'isNull', field: 'customer' }, ofOwnCustomer)),
    team: { kind: 'inMyTeams', field: 'team', with: 'teams' },
    subtree: { kind: 'inMyTeams', field: 'team', with: 'subtree' },
  },
  subject: ['customer'],
  roles: {
    director: [
      { action: 'read', scope: 'all', fields: ['@public', '@ownership', '@identifying', '@narrative'] },
      { action: 'export', scope: 'all', fields: ['@public', '@ownership', '@identifying', '@narrative'] },
    ],
    manager: [
      { action: 'read', scope: 'subtree', fields: ['@public', '@ownership', '@identifying', '@narrative'] },
      {
        action: 'create',
        scope: 'subtree',
        fields: ['@public', '@ownership', '@identifying', '@narrative'],
        grants: ['owner', 'team'],
      },
      {
        action: 'update',
        scope: 'subtree',
        fields: ['@public', '@ownership', '@identifying', '@narrative'],
        grants: ['@ownership'],
      },
      { action: 'delete', scope: 'subtree' },
      { action: 'restore', scope: 'subtree' },
    ],
    'sales-rep': [
      { action: 'read', scope: 'team', fields: ['@public', '@ownership', '@identifying', '@narrative'] },
      { action: 'create', scope: 'ownNew', fields: ['@public', '@ownership', '@identifying', '@narrative'] },
      { action: 'update', scope: 'own', fields: ['@public', '@identifying', '@narrative'] },
      { action: 'delete', scope: 'own' },
      { action: 'restore', scope: 'own' },
    ],
    analyst: [
      { action: 'read', scope: 'all', fields: ['@public', '@ownership', '@identifying'] },
      { action: 'export', scope: 'all', fields: ['@public', '@ownership', '@identifying'] },
    ],
    steward: [
      { action: 'read', scope: 'all', fields: ['@public', '@ownership', '@identifying', '@narrative'] },
      {
        action: 'create',
        scope: 'all',
        fields: ['@public', '@ownership', '@identifying', '@narrative'],
        grants: ['owner', 'team'],
      },
      {
        action: 'update',
        scope: 'all',
        fields: ['@public', '@ownership', '@identifying', '@narrative'],
        grants: ['@ownership'],
      },
      { action: 'delete', scope: 'all' },
      { action: 'restore', scope: 'all' },
      { action: 'export', scope: 'all', fields: ['@public', '@ownership', '@identifying', '@narrative'] },
    ],
  },
});
