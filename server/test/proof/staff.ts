import fc from 'fast-check';
import type { Principal } from '../../src/access/principal';
import { tester } from '../../src/access/oracle/testing/test-world';

const role = (key: string, purpose: Principal['purpose'], more: Partial<Principal> = {}): Principal => ({
  ...tester,
  roles: [key],
  purpose,
  purposes: [purpose],
  ...more,
});

const below = { teamPks: [2], subtreeTeamPks: [2], homeTeamPk: 2 };

/** Holders of the built-in roles. */
export const staff: fc.Arbitrary<Principal> = fc.constantFrom(
  role('sales-rep', 'sales'),
  role('sales-rep', 'sales', below),
  role('manager', 'sales', { pk: 2 }),
  role('manager', 'analytics', below),
  role('service-agent', 'service'),
  role('service-agent', 'service', { pk: 2 }),
  role('marketer', 'marketing'),
  role('analyst', 'analytics'),
  role('director', 'sales'),
  role('steward', 'service'),
  role('auditor', 'service'),
  role('administrator', 'service'),
  role('erp-client', 'service', { kind: 'client', teamPks: [], subtreeTeamPks: [], homeTeamPk: null, source: 'erp' }),
  role('erp-client', 'sales', { kind: 'client', teamPks: [], subtreeTeamPks: [], homeTeamPk: null, source: 'erp' }),
  role('sales-rep', 'service', { roles: ['sales-rep', 'service-agent'] }),
);
