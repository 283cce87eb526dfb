import { roleKeys } from '@kehu/shared';
import type { Role } from './access/policy';
import type { Purpose } from './access/principal';

const everyPurpose: readonly Purpose[] = ['sales', 'service', 'marketing', 'analytics'];

/**
 * The roles Kehu comes with. What each may see and change of a noun stands in that noun's `*.policy.ts`; here are the
 * purposes it may be used for (the first is its default) and the rights that are not about one noun.
 */
export const builtInRoles: readonly Role[] = [
  {
    key: 'administrator',
    label: { en: 'Administrator', zh: '系统管理员' },
    purposes: everyPurpose,
    rights: [
      'query:adhoc',
      'users:manage',
      'roles:manage',
      'dictionaries:manage',
      'fields:manage',
      'rules:read',
      'explain:others',
    ],
  },
  {
    key: 'director',
    label: { en: 'Director', zh: '总监' },
    purposes: everyPurpose,
    rights: ['query:adhoc', 'query:background'],
  },
  {
    key: 'manager',
    label: { en: 'Sales manager', zh: '销售经理' },
    purposes: ['sales', 'service', 'analytics'],
    rights: ['query:adhoc'],
  },
  {
    key: 'sales-rep',
    label: { en: 'Sales representative', zh: '销售代表' },
    purposes: ['sales', 'service'],
    rights: ['query:adhoc'],
  },
  {
    key: 'service-agent',
    label: { en: 'Service agent', zh: '客服专员' },
    purposes: ['service'],
    rights: ['query:adhoc'],
  },
  { key: 'marketer', label: { en: 'Marketer', zh: '市场专员' }, purposes: ['marketing'], rights: ['query:adhoc'] },
  {
    key: 'analyst',
    label: { en: 'Analyst', zh: '数据分析师' },
    purposes: ['analytics'],
    rights: ['query:adhoc', 'query:background'],
  },
  {
    key: 'steward',
    label: { en: 'Data steward', zh: '数据管理员' },
    purposes: ['service', 'sales', 'analytics'],
    rights: ['query:adhoc', 'query:background', 'imports:run', 'fields:manage'],
  },
  {
    key: 'auditor',
    label: { en: 'Auditor', zh: '审计员' },
    purposes: ['service'],
    rights: ['query:adhoc', 'audit:read', 'rules:read'],
  },
  {
    key: 'dpo',
    label: { en: 'Data protection officer', zh: '个人信息保护负责人' },
    purposes: ['service'],
    rights: ['query:adhoc', 'reads:logged'],
  },
  {
    key: 'erp-client',
    label: { en: 'ERP system', zh: 'ERP 系统' },
    purposes: ['service', 'sales'],
    rights: ['query:adhoc'],
  },
];

/** Roles of people of the company, as against those of partner systems. */
export const staffRoles = roleKeys;

/** The same grants for each of these roles. */
export const grantEach = <G>(roles: readonly string[], grants: readonly G[]): Record<string, readonly G[]> =>
  Object.fromEntries(roles.map((role) => [role, grants]));
