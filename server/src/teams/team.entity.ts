import { dateTime, link, many, text } from '../model/fields';
import { defineNoun } from '../model/noun';

/** A team; teams form a tree. */
export const team = defineNoun({
  name: 'team',
  plural: 'teams',
  typeName: 'Team',
  table: 'teams',
  description: 'People who work together; teams form a tree.',
  label: { en: 'Team', zh: '团队' },
  title: 'name',
  features: { versioned: true, softDelete: false, history: false, externalIds: false, mutations: false },
  fields: {
    name: text('Name', '名称', 'What the team is called.', { required: true, max: 100 }),
    parent: link('team', 'Parent team', '上级团队', 'The team this one is part of; null at the top.'),
    retiredAt: dateTime(
      'Retired',
      '停用时间',
      'When the team was retired: nobody joins it any more; null while it lives.',
      {
        input: 'system',
      },
    ),
    members: many('user', 'team', 'Members', '成员', 'Users whose home team this is.'),
  },
  // Keys of the teams from the top down to this one, '/1/5/9/': a sub-tree is one prefix.
  hiddenColumns: [{ name: 'path', type: 'path' }],
  indexes: [['path'], ['updated_at'], ['name_fold']],
});
