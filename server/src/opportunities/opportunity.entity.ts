import {
  currency,
  dataSet,
  dateTime,
  decimal,
  dictionary,
  externalIds,
  integer,
  link,
  longText,
  text,
} from '../model/fields';
import { defineNoun } from '../model/noun';

/** A possible sale, with stage, amount, probability and owner. */
export const opportunity = defineNoun({
  name: 'opportunity',
  plural: 'opportunities',
  typeName: 'Opportunity',
  table: 'opportunities',
  description: 'A possible sale, with stage, amount, probability and owner; visible by its own rule.',
  label: { en: 'Opportunity', zh: '销售机会' },
  title: 'name',
  features: { versioned: true, softDelete: true, history: true, externalIds: true, mutations: true },
  fields: {
    name: text('Name', '名称', 'What may be sold, in a line.', { required: true, sound: true }),
    customer: link('customer', 'Customer', '客户', 'Who may buy.'),
    owner: link('user', 'Owner', '负责人', 'Who works on it; the creator unless stated.'),
    team: link('team', 'Team', '团队', "The owner's team, kept from the owner.", { input: 'system' }),
    product: link('product', 'Product', '产品', 'What may be sold.'),
    stage: dictionary(
      'opportunityStage',
      'Stage',
      '阶段',
      'How far it has come: prospecting, engaging, won, lost or another.',
      {
        required: true,
        default: 'prospecting',
      },
    ),
    amount: decimal('Amount', '金额', 'What the sale is or would be worth, in its currency.', { currency: 'currency' }),
    currency: currency(),
    probability: integer('Probability', '成功率', 'How likely the sale is, in percent from 0 to 100.'),
    note: longText('Note', '备注', 'What one should know to go on with it.'),
    closedAt: dateTime('Closed', '结束时间', 'When it was won or lost.'),
    externalIds: externalIds(),
    dataSet: dataSet(),
  },
  indexes: [
    ['updated_at'],
    ['owner_pk', 'updated_at'],
    ['team_pk', 'updated_at'],
    ['customer_pk', 'deleted_at', 'updated_at'],
    ['product_pk'],
    ['stage', 'closed_at'],
    ['closed_at'],
  ],
});
