/** Keys of the built-in roles. Administrators add their own beside them. */
export const roleKeys = [
  'administrator',
  'director',
  'manager',
  'sales-rep',
  'service-agent',
  'marketer',
  'analyst',
  'steward',
  'auditor',
  'dpo',
] as const;

export type RoleKey = (typeof roleKeys)[number];
