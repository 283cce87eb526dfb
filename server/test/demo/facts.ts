import { buildDemoCompany } from '../../src/demo/build-demo-company';
import type { DemoCustomer } from '../../src/demo/demo-company';
import { bytesToId } from '../../src/query/values';
import type { SqlValue } from '../../src/database/database';
import { testNow, type TestKehu } from '../kehu';

/** What the test's own database says of one customer, asked past every view. */
export interface CustomerFacts {
  pk: number;
  id: string;
  code: string;
  kind: 'PERSON' | 'COMPANY';
  name: string;
  /** Local part of the owner's e-mail address, and name of the team; null in the pool. */
  owner: string | null;
  team: string | null;
  phones: unknown[];
  emails: unknown[];
  addresses: unknown[];
  birthDate: string | null;
  primaryPhone: string | null;
  primaryEmail: string | null;
  /** In the clear, from what the demo company was made of. */
  nationalId: string | null;
  bankAccount: string | null;
  /** An open ticket of agent1. */
  openTicket: boolean;
  marketingConsent: boolean;
  erp: boolean;
}

export interface Facts {
  customers: readonly CustomerFacts[];
  byId: ReadonlyMap<string, CustomerFacts>;
  /** A few customers of every sort that some rule tells from another. */
  sample: readonly CustomerFacts[];
  /** First column of the first row. */
  count(sql: string, params?: readonly SqlValue[]): Promise<number>;
  /** Public ids by SQL. */
  ids(sql: string, params?: readonly SqlValue[]): Promise<string[]>;
}

const json = (value: unknown): unknown[] => (value === null ? [] : (JSON.parse(String(value)) as unknown[]));

export async function demoFacts(kehu: TestKehu): Promise<Facts> {
  const { database } = kehu.test;
  const company = buildDemoCompany({ now: testNow });
  const made = new Map<string, DemoCustomer>(company.customers.map((customer) => [customer.code!, customer]));
  const rows = await database.rows(
    `SELECT c.pk, c.id, c.code, c.kind, c.name, u.email, t.name, c.phones, c.emails, c.addresses, c.birth_date,
       c.primary_phone, c.primary_email,
       EXISTS (SELECT 1 FROM tickets k JOIN users a ON a.pk = k.assignee_pk WHERE k.customer_pk = c.pk
         AND a.email = 'agent1@kehu.example' AND k.status IN ('OPEN', 'PENDING') AND k.deleted_at IS NULL),
       EXISTS (SELECT 1 FROM consents s WHERE s.customer_pk = c.pk AND s.purpose = 'MARKETING' AND s.state = 'GIVEN'
         AND s.deleted_at IS NULL),
       EXISTS (SELECT 1 FROM external_ids e WHERE e.noun = 'customer' AND e.record_pk = c.pk AND e.source = 'erp')
     FROM customers c LEFT JOIN users u ON u.pk = c.owner_pk LEFT JOIN teams t ON t.pk = c.team_pk
     WHERE c.deleted_at IS NULL ORDER BY c.pk`,
  );
  const text = (value: unknown): string | null => (value === null ? null : String(value));
  const customers = rows.map((row): CustomerFacts => ({
    pk: Number(row[0]),
    id: bytesToId(row[1] as Uint8Array),
    code: String(row[2]),
    kind: row[3] as CustomerFacts['kind'],
    name: String(row[4]),
    owner: text(row[5])?.replace('@kehu.example', '') ?? null,
    team: text(row[6]),
    phones: json(row[7]),
    emails: json(row[8]),
    addresses: json(row[9]),
    birthDate: text(row[10]),
    primaryPhone: text(row[11]),
    primaryEmail: text(row[12]),
    nationalId: made.get(String(row[2]))?.nationalId ?? null,
    bankAccount: made.get(String(row[2]))?.bankAccount ?? null,
    openTicket: Number(row[13]) === 1,
    marketingConsent: Number(row[14]) === 1,
    erp: Number(row[15]) === 1,
  }));
  return {
    customers,
    byId: new Map(customers.map((customer) => [customer.id, customer])),
    sample: sampleOf(customers),
    count: async (sql, params) => Number((await database.rows(sql, params))[0]![0]),
    ids: async (sql, params) => (await database.rows(sql, params)).map((row) => bytesToId(row[0] as Uint8Array)),
  };
}

function sampleOf(customers: readonly CustomerFacts[]): CustomerFacts[] {
  const rich = customers.filter((one) => one.primaryPhone && one.primaryEmail && one.addresses.length > 0);
  const sorts: ((one: CustomerFacts) => boolean)[] = [
    (one) => one.owner === 'rep.north1' && one.kind === 'PERSON',
    (one) => one.owner === 'rep.north1' && one.kind === 'COMPANY',
    (one) => one.owner === 'rep.north2',
    (one) => one.owner === 'rep.south1',
    (one) => one.team === 'North 1' && one.owner === null,
    (one) => one.team === 'North 2',
    (one) => one.team === null,
    (one) => one.openTicket && one.nationalId !== null,
    (one) => !one.openTicket && one.nationalId !== null && one.bankAccount !== null,
    (one) => one.marketingConsent && one.birthDate !== null,
    (one) => !one.marketingConsent && one.birthDate !== null,
    (one) => one.erp,
    (one) => one.kind === 'COMPANY' && one.team === 'International',
  ];
  const found = new Set(
    sorts.flatMap((sort) => {
      const some = rich.filter(sort).slice(0, 6);
      if (some.length === 0) throw new Error(`the demo company has no customer for ${sort.toString()}`);
      return some;
    }),
  );
  return [...found];
}
