import { definePolicy } from '../access/policy';
import { grantEach, staffRoles } from '../roles';
import { user } from './user.entity';

/**
 * Who may see what of colleagues: names and pictures are for the people of the company, the rest for oneself and
 * administrators. Clients see nobody. Accounts are kept by holders of `users:manage`.
 */
export const userPolicy = definePolicy(user, {
  fields: {
    name: { class: 'public', dimension: true },
    title: { class: 'public' },
    picture: { class: 'public' },
    team: { class: 'public', dimension: true },
    email: { class: 'personal' },
    phone: { class: 'personal' },
    disabled: { class: 'internal' },
    locale: { class: 'internal' },
  },
  scopes: { self: { kind: 'isSelf' } },
  roles: {
    ...grantEach(staffRoles, [
      { action: 'read', scope: 'all', fields: ['@public'] },
      { action: 'read', scope: 'self', fields: ['@public', '@personal', 'locale'] },
    ]),
    administrator: [{ action: 'read', scope: 'all', fields: ['@public', '@personal', 'disabled', 'locale'] }],
  },
});
