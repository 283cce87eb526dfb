import { flag, link, text } from '../model/fields';
import { defineNoun } from '../model/noun';

/** A person of the company who signs in. */
export const user = defineNoun({
  name: 'user',
  plural: 'users',
  typeName: 'User',
  table: 'users',
  description: 'A person of the company who signs in. Password and roles are kept apart.',
  label: { en: 'User', zh: '用户' },
  title: 'name',
  features: { versioned: true, softDelete: false, history: false, externalIds: false, mutations: false },
  fields: {
    name: text('Name', '姓名', 'Full name.', { required: true, max: 100 }),
    email: text('E-mail', '电子邮箱', 'Work address and login name; no two users share one.', {
      required: true,
      max: 254,
      unique: true,
    }),
    title: text('Title', '职务', 'Job title.', { max: 100 }),
    phone: text('Phone', '电话', 'Work phone, E.164.', { max: 32 }),
    picture: text('Picture', '头像', 'Address of the picture shown beside the name.', {
      max: 500,
      filter: false,
      sort: false,
      group: false,
    }),
    team: link('team', 'Team', '团队', 'Home team.'),
    disabled: flag('Disabled', '已停用', 'Whether the account is closed; ends every session at the next operation.', {
      required: true,
      default: false,
    }),
    locale: text('Language', '语言', 'Language tag of the pages and messages, en or zh-CN.', {
      max: 16,
      default: 'zh-CN',
    }),
  },
  indexes: [['team_pk'], ['name_fold'], ['updated_at']],
});
