import { dateTime, flag, link } from '../model/fields';
import { defineNoun } from '../model/noun';

/** A customer shown to one more user or team. */
export const share = defineNoun({
  name: 'share',
  plural: 'shares',
  typeName: 'Share',
  table: 'shares',
  description: 'A customer shown to one more user or team, never with more than the sharer reads.',
  label: { en: 'Share', zh: '共享' },
  parent: 'customer',
  features: { versioned: false, softDelete: false, history: false, externalIds: false, mutations: false },
  fields: {
    customer: link('customer', 'Customer', '客户', 'What is shared.', { required: true, input: 'create' }),
    withUser: link('user', 'With user', '共享给用户', 'Who sees it; null where it is shared with a team.', {
      input: 'create',
    }),
    withTeam: link('team', 'With team', '共享给团队', 'Which team sees it; null where it is shared with a user.', {
      input: 'create',
    }),
    write: flag('May write', '可修改', 'Whether it may be changed too.', {
      column: 'can_write', // WRITE is a reserved word of MySQL
      required: true,
      default: false,
      input: 'create',
    }),
    until: dateTime('Until', '有效期至', 'When the share ends; null for no end.', {
      column: 'until_at',
      input: 'create',
    }),
    createdBy: link('user', 'Shared by', '共享人', 'Who shared it; the share ends with their own view.', {
      input: 'system',
    }),
  },
  indexes: [
    ['customer_pk', 'with_user_pk'],
    ['customer_pk', 'with_team_pk'],
    ['with_user_pk', 'customer_pk'],
    ['with_team_pk', 'customer_pk'],
    ['updated_at'],
  ],
});
