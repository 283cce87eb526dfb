import { dataSet, emails, externalIds, link, longText, phones, text } from '../model/fields';
import { defineNoun } from '../model/noun';

/** A person at a customer. */
export const contact = defineNoun({
  name: 'contact',
  plural: 'contacts',
  typeName: 'Contact',
  table: 'contacts',
  description: 'A person at a customer; visible only with that customer.',
  label: { en: 'Contact', zh: '联系人' },
  title: 'name',
  parent: 'customer',
  features: { versioned: true, softDelete: true, history: true, externalIds: true, mutations: true },
  fields: {
    customer: link('customer', 'Customer', '客户', 'The customer the person belongs to.', { required: true }),
    name: text('Name', '姓名', 'Full name.', { required: true, sound: true }),
    title: text('Title', '职务', 'Job title.', { max: 100 }),
    gender: text('Gender', '性别', 'Gender, in their own words.', { max: 32 }),
    phones: phones('Phones', '电话', 'Phone numbers: E.164 plus as typed.'),
    emails: emails('E-mails', '电子邮箱', 'E-mail addresses.'),
    primaryPhone: text('Primary phone', '主要电话', 'E.164 number of the primary phone, kept from the phones.', {
      max: 32,
      input: 'system',
    }),
    primaryEmail: text('Primary e-mail', '主要邮箱', 'Address of the primary e-mail, kept from the e-mails.', {
      max: 254,
      input: 'system',
    }),
    note: longText('Note', '备注', 'What one should know before talking to them.'),
    externalIds: externalIds(),
    dataSet: dataSet(),
  },
  indexes: [
    ['updated_at'],
    ['customer_pk', 'deleted_at', 'updated_at'],
    ['name_fold'],
    ['primary_phone_fold'],
    ['primary_email_fold'],
  ],
});
