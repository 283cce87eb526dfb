import { formField, type FormField } from '../customers/customer-form-fields';

/** Types of record that the app makes by one form; customers have a form of their own. */
export const madeTypes = ['Contact', 'Opportunity', 'Ticket', 'Product'] as const;
export type MadeType = (typeof madeTypes)[number];

const customer = formField('customerId', 'record', 'who', { field: 'customer', to: 'Customer' });

/** What a new record is asked for, in the order people think of it. Who may fill in what is the rules' to say. */
export const newRecordFields: Readonly<Record<MadeType, readonly FormField[]>> = {
  Contact: [
    { ...customer, required: true },
    formField('name', 'text', 'who', { required: true }),
    formField('title', 'text', 'class'),
    formField('gender', 'text', 'class'),
    formField('phones', 'phones', 'reach'),
    formField('emails', 'emails', 'reach'),
    formField('note', 'longText', 'more'),
  ],
  Opportunity: [
    formField('name', 'text', 'who', { required: true }),
    customer,
    formField('productId', 'record', 'class', { field: 'product', to: 'Product' }),
    formField('stage', 'dictionary', 'class', { dictionary: 'opportunityStage' }),
    formField('amount', 'money', 'class'),
    formField('currency', 'text', 'class'),
    formField('probability', 'percent', 'class'),
    formField('ownerId', 'user', 'class', { field: 'owner' }),
    formField('note', 'longText', 'more'),
  ],
  Ticket: [
    formField('subject', 'text', 'who', { required: true }),
    { ...customer, required: true },
    formField('priority', 'enum', 'class', {
      options: ['LOW', 'NORMAL', 'HIGH', 'URGENT'],
      optionPrefix: 'enum.ticketPriority',
    }),
    formField('status', 'enum', 'class', {
      options: ['OPEN', 'PENDING', 'RESOLVED', 'CLOSED'],
      optionPrefix: 'enum.ticketStatus',
    }),
    formField('assigneeId', 'user', 'class', { field: 'assignee' }),
    formField('description', 'longText', 'more'),
  ],
  Product: [
    formField('name', 'text', 'who', { required: true }),
    formField('code', 'text', 'class'),
    formField('category', 'dictionary', 'class', { dictionary: 'productCategory' }),
    formField('price', 'money', 'class'),
    formField('currency', 'text', 'class'),
    formField('active', 'boolean', 'class'),
  ],
};
