import { createVault } from '../../src/records/vault';
import { testKehu, testNow, testSecrets, type TestKehu } from '../kehu';
import { auditAccess } from './audit-access';
import { auditReport } from './audit-report';

/** The audit of a company's own rules, over the demo company. That it finds leaks is shown by planting them: --fault. */
let kehu: TestKehu;
beforeAll(async () => {
  kehu = await testKehu({ demo: true });
}, 240_000);
afterAll(() => kehu.drop());

const written = async (): Promise<unknown> =>
  Promise.all(
    ['customers', 'history', 'audit_entries', 'users', 'teams'].map((table) =>
      kehu.test.database.rows(`SELECT COUNT(*) FROM ${table}`),
    ),
  );

test('asks as everybody who works there, finds nothing, and leaves the company as it was', async () => {
  const { database } = kehu.test;
  const before = await written();
  const audit = await auditAccess({
    database,
    vault: createVault(testSecrets),
    now: testNow,
    seed: 20_261_122,
    samples: 1,
    customers: 6,
    requests: 8,
    holders: 1,
    progress: () => undefined,
  });
  expect(audit.differences).toEqual([]);
  expect(await written()).toEqual(before);
  expect(audit.tally.operations).toBeGreaterThanOrEqual(audit.tally.pairs * 8);
  expect(audit.tally.noticed).toBeGreaterThan(audit.tally.pairs * 0.8);
  expect(audit.tally.checked).toBeGreaterThan(audit.tally.pairs);

  const rep = audit.sights.find(({ roles }) => roles.includes('sales-rep'))!;
  expect(rep.nouns.customer!.rows.seen).toBeGreaterThan(0);
  expect(rep.nouns.customer!.rows.seen).toBeLessThan(rep.nouns.customer!.rows.all);
  expect(rep.nouns.customer!.fields.nationalId).toMatchObject({ readable: 0, never: true });
  const roles = await database.rows('SELECT DISTINCT role FROM user_roles');
  const asked = new Set(audit.sights.flatMap((sight) => [...sight.roles]));
  expect(roles.map(([role]) => String(role)).filter((role) => !asked.has(role))).toEqual([]);

  const report = auditReport(audit, { database: 'a test', at: new Date(testNow) });
  expect(report).toContain('**Nothing differed.**');
  expect(report).toContain('### People: sales-rep (for sales)');
  const names = await database.rows('SELECT name FROM customers WHERE LENGTH(name) > 8 LIMIT 500');
  expect(names.filter(([name]) => report.includes(String(name)))).toEqual([]);
}, 240_000);

test('a difference is told with its request and no value', () => {
  const report = auditReport(
    {
      rulesVersion: 3,
      leftOut: ['vip'],
      seed: 1,
      tally: {
        pairs: 0,
        operations: 1,
        checked: 0,
        differing: 1,
        noticed: 1,
        peeked: 1,
        someRows: 1,
        notAllRows: 1,
        kinds: {},
        roads: {},
        mutations: {},
      },
      sights: [],
      differences: [
        {
          roles: ['sales-rep'],
          purpose: 'sales',
          what: 'told',
          request: { kind: 'list', document: '{ customers { nodes { name } } }' },
          seed: 7,
        },
      ],
      seconds: 1,
    },
    { database: 'a test', at: new Date(0) },
  );
  expect(report).toContain('**1 difference found**');
  expect(report).toContain('roles sales-rep for sales, seed 7, a request of kind list:');
  expect(report).toContain('      { customers { nodes { name } } }');
  expect(report).toContain('The scope vip asks for such a field');
});
