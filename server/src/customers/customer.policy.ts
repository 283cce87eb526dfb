import { definePolicy } from '../access/policy';
import { and, or, type Predicate } from '../access/predicate';
import { customer } from './customer.entity';

/** The owner is the acting user. */
const own: Predicate = { kind: 'isMe', field: 'owner' };

/** The customer belongs to one of the principal's teams. */
const team: Predicate = { kind: 'inMyTeams', field: 'team', with: 'teams' };

/** The customer belongs to one of the principal's teams or to a team below one. */
const subtree: Predicate = { kind: 'inMyTeams', field: 'team', with: 'subtree' };

/**
 * A share that is for me or one of my teams and has not run out; it ends with the account that gave it, and where its giver
 * could not give it any more.
 */
const shareForMe = and(
  or({ kind: 'isMe', field: 'withUser' }, { kind: 'inMyTeams', field: 'withTeam', with: 'teams' }),
  or({ kind: 'isNull', field: 'until' }, { kind: 'compare', field: 'until', op: 'gt', value: { daysAgo: 0 } }),
  { kind: 'via', link: 'createdBy', where: { kind: 'in', field: 'disabled', values: [false] } },
  { kind: 'giverMay', giver: 'createdBy', link: 'customer', record: 'customer' },
);

const given = (purpose: string): Predicate => ({
  kind: 'some',
  many: 'consents',
  where: and({ kind: 'in', field: 'purpose', values: [purpose] }, { kind: 'in', field: 'state', values: ['GIVEN'] }),
});

/** Who may see and change what of customers. Nouns that hang on a customer lean on these scopes by the same names. */
export const customerPolicy = definePolicy(customer, {
  fields: {
    kind: { class: 'public', dimension: true },
    code: { class: 'identifying' },
    name: { class: 'identifying' },
    gender: { class: 'public' },
    birthDate: { class: 'personal', consent: ['marketing'] },
    age: { class: 'personal', consent: ['marketing'] },
    phones: { class: 'personal', consent: ['marketing'] },
    emails: { class: 'personal', consent: ['marketing'] },
    addresses: { class: 'personal', consent: ['marketing'] },
    primaryPhone: { class: 'personal', consent: ['marketing'] },
    primaryEmail: { class: 'personal', consent: ['marketing'] },
    nationalId: { class: 'sensitive', consent: ['marketing'] },
    bankAccount: { class: 'sensitive', consent: ['marketing'] },
    region: { class: 'public', dimension: true },
    industry: { class: 'public', dimension: true },
    tier: { class: 'public', dimension: true },
    source: { class: 'public', dimension: true },
    status: { class: 'public', dimension: true },
    creditRating: { class: 'public', dimension: true },
    creditLimit: { class: 'public' },
    currency: { class: 'public', dimension: true },
    tags: { class: 'public' },
    preferences: { class: 'narrative' },
    note: { class: 'narrative' },
    lifetimeValue: { class: 'public' },
    lastActivityAt: { class: 'public' },
    owner: { class: 'ownership' },
    team: { class: 'ownership' },
    externalIds: { class: 'public' },
    contacts: { class: 'public' },
    activities: { class: 'public' },
    opportunities: { class: 'public' },
    orders: { class: 'public' },
    tickets: { class: 'public' },
    consents: { class: 'public' },
    shares: { class: 'public' },
    dataSet: { class: 'public', dimension: true },
  },
  scopes: {
    own,
    /** Own and in one of the principal's teams: what a new customer of a representative must be. */
    ownInTeam: and(own, team),
    team,
    subtree,
    shared: { kind: 'some', many: 'shares', where: shareForMe },
    sharedForWriting: {
      kind: 'some',
      many: 'shares',
      where: and({ kind: 'in', field: 'write', values: [true] }, shareForMe),
    },
    company: { kind: 'in', field: 'kind', values: ['COMPANY'] },
    openTicketMine: {
      kind: 'some',
      many: 'tickets',
      where: and({ kind: 'isMe', field: 'assignee' }, { kind: 'in', field: 'status', values: ['OPEN', 'PENDING'] }),
    },
    erpRecord: { kind: 'hasExternalId', source: 'erp' },
  },
  consent: { marketing: given('MARKETING') },
  subject: [],
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
        grants: ['@ownership'],
      },
      {
        action: 'update',
        scope: 'subtree',
        fields: ['@public', '@ownership', '@identifying', '@narrative', '@personal'],
        grants: ['@ownership'],
      },
      { action: 'update', scope: 'sharedForWriting', fields: ['@public', '@identifying', '@narrative'] },
      { action: 'delete', scope: 'subtree' },
      { action: 'restore', scope: 'subtree' },
      { action: 'share', scope: 'subtree' },
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
        scope: 'ownInTeam',
        fields: ['@public', '@ownership', '@identifying', '@narrative', '@personal'],
      },
      { action: 'update', scope: 'own', fields: ['@public', '@identifying', '@narrative', '@personal'] },
      { action: 'update', scope: 'sharedForWriting', fields: ['@public', '@identifying', '@narrative'] },
      { action: 'delete', scope: 'own' },
      { action: 'restore', scope: 'own' },
    ],
    'service-agent': [
      {
        action: 'read',
        scope: 'all',
        fields: ['@public', '@ownership', '@identifying', '@narrative', '@personal', '@sensitive'],
        cells: { '@personal': 'openTicketMine', '@sensitive': 'openTicketMine' },
        masked: ['@personal'],
      },
      {
        action: 'update',
        scope: 'openTicketMine',
        fields: ['phones', 'emails', 'addresses', 'primaryPhone', 'primaryEmail'],
      },
    ],
    marketer: [
      {
        action: 'read',
        scope: 'all',
        fields: ['@public', '@ownership', '@identifying', '@narrative', '@personal'],
      },
      { action: 'contact', scope: 'all' },
    ],
    analyst: [
      {
        action: 'read',
        scope: 'all',
        fields: ['@public', '@ownership', '@identifying', 'addresses'],
        cells: { name: 'company', addresses: 'company', creditLimit: 'none' },
        aggregateOnly: { fields: ['creditLimit'], k: 5 },
      },
      {
        action: 'export',
        scope: 'all',
        fields: ['@public', '@ownership', '@identifying', 'addresses'],
        cells: { name: 'company', addresses: 'company', creditLimit: 'none' },
      },
    ],
    steward: [
      {
        action: 'read',
        scope: 'all',
        fields: ['@public', '@ownership', '@identifying', '@narrative', '@personal'],
      },
      {
        action: 'create',
        scope: 'all',
        fields: ['@public', '@ownership', '@identifying', '@narrative', '@personal', '@sensitive'],
        grants: ['@ownership', '@public'],
      },
      {
        action: 'update',
        scope: 'all',
        fields: ['@public', '@ownership', '@identifying', '@narrative', '@personal', '@sensitive'],
        grants: ['@ownership', '@public'],
      },
      { action: 'delete', scope: 'all' },
      { action: 'restore', scope: 'all' },
      { action: 'share', scope: 'all' },
      { action: 'merge', scope: 'all' },
      { action: 'export', scope: 'all', fields: ['@public', '@ownership', '@identifying', '@narrative', '@personal'] },
    ],
    dpo: [
      {
        action: 'read',
        scope: 'all',
        fields: ['@public', '@ownership', '@identifying', '@narrative', '@personal', '@sensitive'],
      },
    ],
    'erp-client': [
      { action: 'read', scope: 'all', fields: ['@public', '@ownership', '@identifying'] },
      { action: 'create', scope: 'all', fields: ['kind', 'name', 'code', 'addresses', 'externalIds'] },
      { action: 'update', scope: 'erpRecord', fields: ['kind', 'name', 'code', 'addresses'] },
    ],
  },
});
