import { choice, dateTime, link, longText } from '../model/fields';
import { defineNoun } from '../model/noun';

/** What a customer agreed to, for one purpose. */
export const consent = defineNoun({
  name: 'consent',
  plural: 'consents',
  typeName: 'Consent',
  table: 'consents',
  description: 'Whether a customer agreed to the use of its data for a purpose; visible only with that customer.',
  label: { en: 'Consent', zh: '同意' },
  parent: 'customer',
  features: { versioned: true, softDelete: true, history: true, externalIds: false, mutations: true },
  fields: {
    customer: link('customer', 'Customer', '客户', 'Who decided.', { required: true }),
    purpose: choice(
      'ConsentPurpose',
      ['SERVICE', 'SALES', 'MARKETING', 'ANALYTICS'],
      'Purpose',
      '处理目的',
      'The use decided on.',
      { required: true },
    ),
    state: choice('ConsentState', ['GIVEN', 'WITHDRAWN'], 'State', '状态', 'What was decided.', { required: true }),
    decidedAt: dateTime('Decided', '决定时间', 'When it was decided; the moment of creation unless stated.', {
      required: true,
      default: 'now',
    }),
    evidence: longText('Evidence', '凭据', 'How the decision reached us.', { max: 2000 }),
  },
  indexes: [['updated_at'], ['customer_pk', 'purpose', 'state', 'deleted_at']],
});
