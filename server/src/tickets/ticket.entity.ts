import { choice, dataSet, externalIds, link, longText, text } from '../model/fields';
import { defineNoun } from '../model/noun';

/** A question, complaint, suggestion or request of a customer. */
export const ticket = defineNoun({
  name: 'ticket',
  plural: 'tickets',
  typeName: 'Ticket',
  table: 'tickets',
  description: 'A question, complaint, suggestion or request; visible only with its customer.',
  label: { en: 'Ticket', zh: '工单' },
  title: 'subject',
  parent: 'customer',
  features: { versioned: true, softDelete: true, history: true, externalIds: true, mutations: true },
  fields: {
    number: text('Number', '工单号', 'What people call the ticket; given by the server, tells nothing about others.', {
      max: 32,
      unique: true,
      input: 'system',
    }),
    subject: text('Subject', '主题', 'What it is about, in a line.', { required: true, sound: true }),
    description: longText('Description', '描述', "The matter in the customer's words."),
    customer: link('customer', 'Customer', '客户', 'Who asks.', { required: true }),
    assignee: link('user', 'Assignee', '受理人', 'Who handles it; null while nobody does.'),
    status: choice(
      'TicketStatus',
      ['OPEN', 'PENDING', 'RESOLVED', 'CLOSED'],
      'Status',
      '状态',
      'How far it has come.',
      {
        required: true,
        default: 'OPEN',
      },
    ),
    priority: choice('TicketPriority', ['LOW', 'NORMAL', 'HIGH', 'URGENT'], 'Priority', '优先级', 'How urgent it is.', {
      required: true,
      default: 'NORMAL',
    }),
    externalIds: externalIds(),
    dataSet: dataSet(),
  },
  // Open tickets by assignee decide which customers a service agent sees in full: that look-up is an index alone.
  indexes: [
    ['updated_at'],
    ['customer_pk', 'deleted_at', 'updated_at'],
    ['customer_pk', 'assignee_pk', 'status', 'deleted_at'],
    ['assignee_pk', 'status', 'updated_at'],
  ],
});
