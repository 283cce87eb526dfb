import type { FilterField } from '../lib/filters';

export const customerKinds = ['PERSON', 'COMPANY'] as const;
export const customerStatuses = ['POTENTIAL', 'ACTIVE', 'AT_RISK', 'LOST'] as const;

/** What the list of customers can be filtered by. */
export const customerFilterFields: readonly FilterField[] = [
  { key: 'name', kind: 'text', path: ['name'] },
  { key: 'tier', kind: 'dictionary', path: ['tier'], dictionary: 'tier' },
  { key: 'status', kind: 'enum', path: ['status'], options: customerStatuses, optionPrefix: 'enum.customerStatus' },
  { key: 'region', kind: 'dictionary', path: ['region'], dictionary: 'region' },
  { key: 'industry', kind: 'dictionary', path: ['industry'], dictionary: 'industry' },
  { key: 'kind', kind: 'enum', path: ['kind'], options: customerKinds, optionPrefix: 'enum.customerKind' },
  { key: 'owner', kind: 'user', path: ['owner'] },
  { key: 'team', kind: 'team', path: ['team'] },
  { key: 'source', kind: 'dictionary', path: ['source'], dictionary: 'source' },
  { key: 'code', kind: 'text', path: ['code'] },
  { key: 'primaryPhone', kind: 'text', path: ['primaryPhone'] },
  { key: 'primaryEmail', kind: 'text', path: ['primaryEmail'] },
  { key: 'lifetimeValue', kind: 'number', path: ['lifetimeValue'] },
  { key: 'creditLimit', kind: 'number', path: ['creditLimit'] },
  { key: 'lastActivityAt', kind: 'date', path: ['lastActivityAt'] },
  { key: 'createdAt', kind: 'date', path: ['createdAt'] },
  { key: 'updatedAt', kind: 'date', path: ['updatedAt'] },
];
