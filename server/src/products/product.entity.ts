import { currency, dataSet, decimal, dictionary, externalIds, flag, text } from '../model/fields';
import { defineNoun } from '../model/noun';

/** What is sold. */
export const product = defineNoun({
  name: 'product',
  plural: 'products',
  typeName: 'Product',
  table: 'products',
  description: 'What is sold.',
  label: { en: 'Product', zh: '产品' },
  title: 'name',
  features: { versioned: true, softDelete: true, history: true, externalIds: true, mutations: true },
  fields: {
    code: text('Code', '产品编码', 'The business code people know the product by; no two products share one.', {
      max: 64,
      unique: true,
    }),
    name: text('Name', '名称', 'What the product is called.', { required: true, sound: true }),
    category: dictionary('productCategory', 'Category', '类别', 'The kind of product.'),
    price: decimal('Price', '价格', 'List price of one piece, in the currency of the product.', {
      currency: 'currency',
    }),
    currency: currency(),
    active: flag('On sale', '在售', 'Whether the product is sold today.', { required: true, default: true }),
    externalIds: externalIds(),
    dataSet: dataSet(),
  },
  indexes: [['updated_at'], ['name_fold'], ['category', 'name_fold']],
});
