import { definePolicy } from '../access/policy';
import { customerConsent, customerScopes } from '../customers/customer-scopes';
import { contact } from './contact.entity';

/** Who may see and change what of contacts: what they may of the customer. Scopes are the customer's. */
export const contactPolicy = definePolicy(contact, {
  fields: {
    customer: { class: 'ownership' },
    name: { class: 'identifying' },
    title: { class: 'public' },
    gender: { class: 'public' },
    phones: { class: 'personal', consent: ['marketing'] },
    emails: { class: 'personal', consent: ['marketing'] },
    primaryPhone: { class: 'personal', consent: ['marketing'] },
    primaryEmail: { class: 'personal', consent: ['marketing'] },
    note: { class: 'narrative' },
    externalIds: { class: 'public' },
    dataSet: { class: 'public', dimension: true },
  },
  scopes: customerScopes(),
  consent: customerConsent(),
  subject: ['customer'],
  roles: {
    director: [
      {
        action: 'read',
        scope: 'all',
        fields: ['@public', '@ownership', '@identifying', '@narrative'],
        masked: ['@personal'],
      },
      { action: 'export', scope: 'all', fields: ['@public', '@ownership', '@identifying', '@narrative'] },
    ],
    manager: [
      {
        action: 'read',
        scope: 'subtree',
        fields: ['@public', '@ownership', '@identifying', '@narrative', '@personal'],
      },
      {
        action: 'read',
        scope: 'shared',
        fields: ['@public', '@ownership', '@identifying', '@narrative'],
        masked: ['@personal'],
      },
      {
        action: 'create',
        scope: 'subtree',
        fields: ['@public', '@ownership', '@identifying', '@narrative', '@personal'],
      },
      {
        action: 'update',
        scope: 'subtree',
        fields: ['@public', '@ownership', '@identifying', '@narrative', '@personal'],
        grants: ['@ownership'],
      },
      { action: 'delete', scope: 'subtree' },
      { action: 'restore', scope: 'subtree' },
    ],
    'sales-rep': [
      {
        action: 'read',
        scope: 'team',
        fields: ['@public', '@ownership', '@identifying', '@narrative', '@personal'],
        cells: { '@personal': 'own' },
        masked: ['@personal'],
      },
      {
        action: 'read',
        scope: 'shared',
        fields: ['@public', '@ownership', '@identifying', '@narrative'],
        masked: ['@personal'],
      },
      {
        action: 'create',
        scope: 'own',
        fields: ['@public', '@ownership', '@identifying', '@narrative', '@personal'],
      },
      { action: 'update', scope: 'own', fields: ['@public', '@identifying', '@narrative', '@personal'] },
      { action: 'delete', scope: 'own' },
      { action: 'restore', scope: 'own' },
    ],
    'service-agent': [
      {
        action: 'read',
        scope: 'all',
        fields: ['@public', '@ownership', '@identifying', '@narrative', '@personal'],
        cells: { '@personal': 'openTicketMine' },
        masked: ['@personal'],
      },
      {
        action: 'update',
        scope: 'openTicketMine',
        fields: ['phones', 'emails', 'primaryPhone', 'primaryEmail'],
      },
    ],
    marketer: [
      { action: 'read', scope: 'all', fields: ['@public', '@ownership', '@identifying', '@narrative', '@personal'] },
      { action: 'contact', scope: 'all' },
    ],
    analyst: [
      { action: 'read', scope: 'all', fields: ['@public', '@ownership'] },
      { action: 'export', scope: 'all', fields: ['@public', '@ownership'] },
    ],
    steward: [
      { action: 'read', scope: 'all', fields: ['@public', '@ownership', '@identifying', '@narrative', '@personal'] },
      { action: 'create', scope: 'all', fields: ['@public', '@ownership', '@identifying', '@narrative', '@personal'] },
      {
        action: 'update',
        scope: 'all',
        fields: ['@public', '@ownership', '@identifying', '@narrative', '@personal'],
        grants: ['@ownership'],
      },
      { action: 'delete', scope: 'all' },
      { action: 'restore', scope: 'all' },
      { action: 'export', scope: 'all', fields: ['@public', '@ownership', '@identifying', '@narrative', '@personal'] },
    ],
    dpo: [
      { action: 'read', scope: 'all', fields: ['@public', '@ownership', '@identifying', '@narrative', '@personal'] },
    ],
    'erp-client': [
      { action: 'read', scope: 'all', fields: ['@public', '@ownership', '@identifying'] },
      { action: 'create', scope: 'erpRecord', fields: ['customer', 'name', 'title', 'externalIds'] },
      { action: 'update', scope: 'erpRecord', fields: ['name', 'title'] },
    ],
  },
});
