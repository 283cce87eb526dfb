import { definePolicy } from '../access/policy';
import { customerScopes } from '../customers/customer-scopes';
import { share } from './share.entity';

/** Who may see, give and end shares. Giving one needs the customer's `share` action as well. */
export const sharePolicy = definePolicy(share, {
  fields: {
    customer: { class: 'ownership' },
    withUser: { class: 'ownership' },
    withTeam: { class: 'ownership' },
    write: { class: 'public' },
    until: { class: 'public' },
    createdBy: { class: 'ownership' },
  },
  scopes: customerScopes(),
  subject: ['customer'],
  roles: {
    director: [{ action: 'read', scope: 'all', fields: ['@public', '@ownership'] }],
    manager: [
      { action: 'read', scope: 'subtree', fields: ['@public', '@ownership'] },
      { action: 'create', scope: 'subtree', fields: ['@public', '@ownership'], grants: ['@public', '@ownership'] },
      { action: 'delete', scope: 'subtree' },
    ],
    'sales-rep': [{ action: 'read', scope: 'team', fields: ['@public', '@ownership'] }],
    steward: [
      { action: 'read', scope: 'all', fields: ['@public', '@ownership'] },
      { action: 'create', scope: 'all', fields: ['@public', '@ownership'], grants: ['@public', '@ownership'] },
      { action: 'delete', scope: 'all' },
    ],
    dpo: [{ action: 'read', scope: 'all', fields: ['@public', '@ownership'] }],
  },
});
