import { choice, dataSet, dateTime, externalIds, link, longText, text } from '../model/fields';
import { defineNoun } from '../model/noun';

/** A call, visit, e-mail, message, meeting, demo or note. */
export const activity = defineNoun({
  name: 'activity',
  plural: 'activities',
  typeName: 'Activity',
  table: 'activities',
  description: 'A call, visit, e-mail, message, meeting, demo or note; visible only with its customer.',
  label: { en: 'Activity', zh: '交往记录' },
  title: 'subject',
  parent: 'customer',
  defaultSort: { field: 'occurredAt', direction: 'DESC' },
  features: { versioned: true, softDelete: true, history: true, externalIds: true, mutations: true },
  fields: {
    kind: choice(
      'ActivityKind',
      ['CALL', 'VISIT', 'EMAIL', 'MESSAGE', 'MEETING', 'DEMO', 'NOTE'],
      'Kind',
      '方式',
      'How we were in touch.',
      { required: true },
    ),
    subject: text('Subject', '主题', 'What it was about, in a line.'),
    body: longText('Text', '内容', 'What was said and agreed.'),
    occurredAt: dateTime('Time', '时间', 'When it took place; the moment of creation unless stated.', {
      required: true,
      default: 'now',
    }),
    customer: link('customer', 'Customer', '客户', 'Whom it was with.', { required: true }),
    owner: link('user', 'By', '记录人', 'Who was in touch; the creator unless stated.'),
    externalIds: externalIds(),
    dataSet: dataSet(),
  },
  indexes: [['occurred_at'], ['updated_at'], ['customer_pk', 'deleted_at', 'occurred_at'], ['owner_pk', 'occurred_at']],
});
