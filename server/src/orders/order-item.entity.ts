import { currency, dataSet, decimal, link } from '../model/fields';
import { defineNoun } from '../model/noun';

/** A line of an order; lives and dies with it. */
export const orderItem = defineNoun({
  name: 'orderItem',
  plural: 'orderItems',
  typeName: 'OrderItem',
  table: 'order_items',
  description: 'A line of an order: lives, dies and is visible with it.',
  label: { en: 'Order item', zh: '订单明细' },
  parent: 'order',
  features: { versioned: false, softDelete: false, history: false, externalIds: false, mutations: false },
  fields: {
    order: link('order', 'Order', '订单', 'The order this is a line of.', { required: true, input: 'system' }),
    product: link('product', 'Product', '产品', 'What was ordered.'),
    quantity: decimal('Quantity', '数量', 'How many pieces; at least zero.', { required: true }),
    unitPrice: decimal('Unit price', '单价', 'Price of one piece before discount, in the currency of the order.', {
      currency: 'currency',
      required: true,
    }),
    discount: decimal('Discount', '折扣', 'Share taken off the price, from 0 to 1.', { required: true, default: '0' }),
    amount: decimal('Amount', '金额', 'Net: quantity times unit price less discount, rounded half up to four places.', {
      currency: 'currency',
      required: true,
      input: 'system',
    }),
    currency: { ...currency(), input: 'system', repeats: 'currency' },
    dataSet: dataSet(),
  },
  indexes: [['order_pk', 'amount'], ['product_pk', 'amount'], ['updated_at']],
});
