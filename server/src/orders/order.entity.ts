import { choice, currency, dataSet, dateTime, decimal, externalIds, link, many, text } from '../model/fields';
import { defineNoun } from '../model/noun';

/** What was bought, with its items. */
export const order = defineNoun({
  name: 'order',
  plural: 'orders',
  typeName: 'Order',
  table: 'orders',
  description: 'What a customer bought, with its items; visible only with that customer.',
  label: { en: 'Order', zh: '订单' },
  title: 'code',
  parent: 'customer',
  searchIndex: true,
  features: { versioned: true, softDelete: true, history: true, externalIds: true, mutations: true },
  fields: {
    code: text('Code', '订单号', 'The business code people know the order by; no two orders share one.', {
      max: 64,
      unique: true,
    }),
    customer: link('customer', 'Customer', '客户', 'Who bought.', { required: true }),
    orderedAt: dateTime('Ordered', '下单时间', 'When the order was placed; the moment of creation unless stated.', {
      required: true,
      default: 'now',
    }),
    status: choice(
      'OrderStatus',
      ['DRAFT', 'CONFIRMED', 'SHIPPED', 'PAID', 'CANCELLED'],
      'Status',
      '状态',
      'How far the order has come.',
      { required: true, default: 'DRAFT' },
    ),
    currency: currency(),
    total: decimal('Total', '总金额', "Sum of the amounts of the order's items, in the currency of the order.", {
      currency: 'currency',
      input: 'system',
      required: true,
      default: '0',
    }),
    items: many('orderItem', 'order', 'Items', '明细', 'What was ordered.', { owned: true, input: 'both' }),
    externalIds: externalIds(),
    dataSet: dataSet(),
  },
  indexes: [
    ['updated_at'],
    ['customer_pk', 'deleted_at', 'updated_at'],
    ['customer_pk', 'currency', 'total'],
    ['ordered_at'],
  ],
});
