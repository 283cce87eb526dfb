import { parseDecimal } from '@kehu/shared';
import type { DemoCustomer, DemoOpportunity, DemoProduct, DemoUser } from './demo-company';
import { readDemoFile } from './demo-files';
import { userKeyOf } from './demo-staff';
import { countriesByName } from './places';

/** Spellings of the source that mean something else. */
const productNames: Record<string, string> = { GTXPro: 'GTX Pro' };
const industries: Record<string, string> = { technolgy: 'technology' };

const probabilities: Record<string, number> = { prospecting: 10, engaging: 40, won: 100, lost: 0 };

/** Noon, so that the day is the same in nearly every time zone. */
const noon = (date: string): number => Date.parse(`${date}T12:00:00Z`);

/** When the accounts entered, and the prospecting opportunities, of which the source gives no date. */
const firstDay = noon('2016-10-01');
const undated = noon('2017-12-31');

const productKey = (name: string): string => `maven:${productNames[name] ?? name}`;
const customerKey = (account: string): string => `maven:${account}`;

export interface MavenSet {
  products: DemoProduct[];
  customers: DemoCustomer[];
  opportunities: DemoOpportunity[];
}

/** Maven's products, accounts and 8,800 opportunities. An account belongs to the agent with most opportunities there. */
export function mavenSet(users: readonly DemoUser[]): MavenSet {
  const teams = new Map(users.map((user) => [user.key, user.team]));
  const opportunities = readDemoFile('maven', 'sales_pipeline').map((row) => opportunity(row, teams));
  const owners = busiestOwners(opportunities);
  return {
    products: readDemoFile('maven', 'products').map(product),
    customers: readDemoFile('maven', 'accounts').map((row, i) => customer(row, i, owners, teams)),
    opportunities,
  };
}

function product(row: Record<string, string>): DemoProduct {
  return {
    key: productKey(row.product!),
    code: `MV-${row.product!.toUpperCase().replace(/ /g, '-')}`,
    name: row.product!,
    category: row.series!.toLowerCase(),
    price: parseDecimal(row.sales_price!),
    currency: 'USD',
    active: true,
    externalIds: [{ source: 'maven', id: row.product! }],
    dataSet: 'maven',
  };
}

function opportunity(row: Record<string, string>, teams: ReadonlyMap<string, string>): DemoOpportunity {
  const owner = userKeyOf(row.sales_agent!);
  const stage = row.deal_stage!.toLowerCase();
  const productName = productNames[row.product!] ?? row.product!;
  return {
    name: `${productName} – ${row.account || row.opportunity_id}`,
    customer: row.account ? customerKey(row.account) : null,
    owner,
    team: teams.get(owner)!,
    product: productKey(row.product!),
    stage,
    amount: row.close_value ? parseDecimal(row.close_value) : null,
    currency: 'USD',
    probability: probabilities[stage]!,
    createdAt: row.engage_date ? noon(row.engage_date) : undated,
    closedAt: row.close_date ? noon(row.close_date) : null,
    externalIds: [{ source: 'maven', id: row.opportunity_id! }],
    dataSet: 'maven',
  };
}

function busiestOwners(opportunities: readonly DemoOpportunity[]): Map<string, string> {
  const counts = new Map<string, Map<string, number>>();
  for (const { customer: key, owner } of opportunities) {
    if (key === null) continue;
    const byOwner = counts.get(key) ?? new Map<string, number>();
    counts.set(key, byOwner.set(owner, (byOwner.get(owner) ?? 0) + 1));
  }
  return new Map([...counts].map(([key, byOwner]) => [key, [...byOwner].sort((a, b) => b[1] - a[1])[0]![0]]));
}

/** Revenue in millions of US dollars decides the tier. */
const tierOf = (revenue: number): string =>
  revenue >= 4000 ? 'gold' : revenue >= 1500 ? 'silver' : revenue >= 300 ? 'bronze' : 'standard';

function customer(
  row: Record<string, string>,
  index: number,
  owners: ReadonlyMap<string, string>,
  teams: ReadonlyMap<string, string>,
): DemoCustomer {
  const key = customerKey(row.account!);
  const owner = owners.get(key)!;
  const country = countriesByName[row.office_location!]!;
  const domain = `${row.account!.toLowerCase().replace(/[^a-z0-9]/g, '')}.example`;
  return {
    key,
    kind: 'COMPANY',
    code: `MV-${String(index + 1).padStart(3, '0')}`,
    name: row.account!,
    gender: null,
    birthDate: null,
    phones: [],
    emails: [{ address: `info@${domain}`, kind: 'work', primary: true }],
    addresses: [
      { country: country.code, region: null, city: '', line: '', postalCode: null, kind: 'office', primary: true },
    ],
    nationalId: null,
    bankAccount: null,
    region: country.region,
    industry: industries[row.sector!] ?? row.sector!,
    tier: tierOf(Number(row.revenue)),
    source: 'import',
    status: 'ACTIVE',
    creditRating: null,
    creditLimit: null,
    currency: 'USD',
    tags: row.subsidiary_of ? ['subsidiary'] : [],
    preferences: { language: 'en', channel: 'email' },
    note: [
      `Founded ${row.year_established}, ${Number(row.employees).toLocaleString('en-US')} employees, revenue ${row.revenue} million USD.`,
      row.subsidiary_of ? `Subsidiary of ${row.subsidiary_of}.` : '',
    ]
      .join(' ')
      .trim(),
    owner,
    team: teams.get(owner)!,
    externalIds: [{ source: 'maven', id: row.account! }],
    createdAt: firstDay,
    updatedAt: firstDay,
    dataSet: 'maven',
  };
}
