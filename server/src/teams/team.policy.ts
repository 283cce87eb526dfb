import { definePolicy } from '../access/policy';
import { grantEach, staffRoles } from '../roles';
import { team } from './team.entity';

/** Who may see teams: the people of the company. They are kept by holders of `users:manage`. */
export const teamPolicy = definePolicy(team, {
  fields: {
    name: { class: 'public', dimension: true },
    parent: { class: 'public', dimension: true },
    retiredAt: { class: 'public' },
    members: { class: 'public' },
  },
  scopes: {},
  roles: grantEach(staffRoles, [{ action: 'read', scope: 'all', fields: ['@public'] }]),
});
