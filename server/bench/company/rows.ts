import { chineseCompany, chinesePerson, chineseTitles } from '../../src/demo/chinese-names';
import { englishCompany, englishPerson, englishTitles } from '../../src/demo/english-names';
import { inventedNationalId } from '../../src/demo/national-id';
import { easternPlaces, northernPlaces, southernPlaces, westernPlaces } from '../../src/demo/places';
import { Random } from '../../src/demo/random';
import { itemsPerOrder, productCount, teamCount, userCount, type Shape } from './shape';
import {
  activityKinds,
  closedStages,
  industries,
  orderStatuses,
  regions,
  stages,
  statuses,
  ticketPriorities,
  ticketStatuses,
  tiers,
} from './values';

// Every table has a source of randomness of its own, so that one can be gone through again without the others: totals
// are added up in a first pass, and nothing but the row at hand is ever in memory. Money is in cents, moments are epoch
// milliseconds, links are row numbers from 1.

const seed = 20_241_122;
const newest = Date.UTC(2026, 0, 1);
const year = 365 * 86_400_000;

const cities = [...northernPlaces, ...easternPlaces, ...southernPlaces, ...westernPlaces]
  .filter(({ country }) => country === 'CN')
  .map(({ city }) => city);

const source = (table: number): Random => new Random(seed + table * 7_919);
const before = (random: Random, years: number): number => newest - Math.floor(random.next() * years * year);
const cents = (random: Random, most: number): number => Math.floor(random.next() ** 3 * most * 100);
const mobile = (random: Random): string => `+86154${String(random.int(0, 99_999_999)).padStart(8, '0')}`;
const personName = (random: Random): string =>
  random.chance(0.6) ? chinesePerson(random).name : englishPerson(random).name;

/** A fifth of all children belongs to the first hundredth of the customers: key accounts. */
const keyAccounts = 0.2;

const customerOf = (random: Random, { customers }: Shape): number =>
  random.int(1, random.chance(keyAccounts) ? Math.ceil(customers / 100) : customers);

export interface CustomerRow {
  name: string;
  kind: 'COMPANY' | 'PERSON';
  tier: string;
  status: string;
  industry: string;
  region: string;
  owner: number;
  team: number;
  phone: string;
  email: string;
  nationalId: string;
  creditLimit: number;
  tags: string[];
  createdAt: number;
  updatedAt: number;
}

export function* customers(shape: Shape): Generator<CustomerRow> {
  const random = source(1);
  for (let i = 1; i <= shape.customers; i++) {
    const kind = random.chance(0.7) ? 'COMPANY' : 'PERSON';
    const industry = random.pick(industries);
    const team = random.int(1, teamCount);
    const updatedAt = before(random, 2);
    const born = new Date(Date.UTC(1950, 0, 1) + random.int(0, 18_000) * 86_400_000).toISOString().slice(0, 10);
    const named =
      kind === 'PERSON'
        ? personName(random)
        : random.chance(0.6)
          ? chineseCompany(random, random.pick(cities), industry).name
          : englishCompany(random, industry).name;
    yield {
      name: random.chance(0.3) ? `${named} ${i % 997}` : named,
      kind,
      tier: random.weighted(tiers),
      status: random.weighted(statuses),
      industry,
      region: random.pick(regions),
      owner: (random.chance(0.7) ? 3 : 2) * teamCount + team,
      team,
      phone: mobile(random),
      email: `c${i}@example.net`,
      nationalId: inventedNationalId(random.int(0, 9_999), born, random.int(0, 999)),
      creditLimit: cents(random, 1e6),
      tags: (
        [
          ['vip', 0.2],
          ['newsletter', 0.3],
          ['老客户', 0.1],
          ['partner', 0.1],
        ] as const
      ).flatMap(([tag, share]) => (random.chance(share) ? [tag] : [])),
      createdAt: updatedAt - Math.floor(random.next() * 3 * year),
      updatedAt,
    };
  }
}

/** Users by number: ten roles in bands of one user a team. */
export interface UserRow {
  name: string;
  email: string;
  team: number;
  /** 0 to 9. */
  band: number;
}

export function* users(): Generator<UserRow> {
  const random = source(2);
  for (let i = 1; i <= userCount; i++) {
    yield {
      name: personName(random),
      email: `user${i}@kehu.example`,
      team: ((i - 1) % teamCount) + 1,
      band: Math.floor((i - 1) / teamCount),
    };
  }
}

export interface TeamRow {
  name: string;
  region: string;
}

export function* teams(): Generator<TeamRow> {
  const random = source(3);
  for (let i = 1; i <= teamCount; i++) {
    yield { name: `${random.pick(cities)}销售${i}组 / Team ${i}`, region: random.pick(regions) };
  }
}

export interface ContactRow {
  customer: number;
  name: string;
  title: string;
  email: string;
  phone: string;
  createdAt: number;
}

export function* contacts(shape: Shape): Generator<ContactRow> {
  const random = source(4);
  for (let i = 1; i <= shape.contacts; i++) {
    const chinese = random.chance(0.6);
    yield {
      customer: customerOf(random, shape),
      name: chinese ? chinesePerson(random).name : englishPerson(random).name,
      title: random.pick(chinese ? chineseTitles : englishTitles),
      email: `p${i}@example.net`,
      phone: mobile(random),
      createdAt: before(random, 3),
    };
  }
}

export interface OpportunityRow {
  customer: number;
  name: string;
  stage: string;
  open: boolean;
  amount: number;
  owner: number;
  team: number;
  closeAt: number;
  createdAt: number;
}

export function* opportunities(shape: Shape): Generator<OpportunityRow> {
  const random = source(5);
  for (let i = 1; i <= shape.opportunities; i++) {
    const stage = random.pick(stages);
    const team = random.int(1, teamCount);
    yield {
      customer: customerOf(random, shape),
      name: `商机 Deal ${i}`,
      stage,
      open: !closedStages.has(stage),
      amount: cents(random, 2e6),
      owner: 3 * teamCount + team,
      team,
      closeAt: newest + random.int(0, 200) * 86_400_000,
      createdAt: before(random, 1),
    };
  }
}

export interface OrderItemRow {
  product: number;
  quantity: number;
  unitPrice: number;
}

export interface OrderRow {
  customer: number;
  code: string;
  status: string;
  orderedAt: number;
  total: number;
  items: OrderItemRow[];
}

export function* orders(shape: Shape): Generator<OrderRow> {
  const random = source(6);
  for (let i = 1; i <= shape.orders; i++) {
    const items = Array.from({ length: itemsPerOrder }, () => ({
      product: random.int(1, productCount),
      quantity: random.int(1, 20),
      unitPrice: cents(random, 5e3),
    }));
    yield {
      customer: customerOf(random, shape),
      code: `SO${String(i).padStart(8, '0')}`,
      status: random.pick(orderStatuses),
      orderedAt: before(random, 3),
      total: items.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0),
      items,
    };
  }
}

export interface ActivityRow {
  customer: number;
  user: number;
  kind: string;
  subject: string;
  occurredAt: number;
}

export function* activities(shape: Shape): Generator<ActivityRow> {
  const random = source(7);
  for (let i = 1; i <= shape.activities; i++) {
    yield {
      customer: customerOf(random, shape),
      user: random.int(1, userCount),
      kind: random.pick(activityKinds),
      subject: `${random.pick(['跟进', '回访', '报价', 'Follow-up', 'Demo', 'Contract'])} #${i}`,
      occurredAt: before(random, 2),
    };
  }
}

export interface TicketRow {
  customer: number;
  subject: string;
  status: string;
  priority: string;
  openedAt: number;
}

export function* tickets(shape: Shape): Generator<TicketRow> {
  const random = source(8);
  for (let i = 1; i <= shape.tickets; i++) {
    yield {
      customer: customerOf(random, shape),
      subject: `${random.pick(['无法登录', '发票问题', 'Refund', 'Delivery delay', 'Bug report'])} #${i}`,
      status: random.pick(ticketStatuses),
      priority: random.pick(ticketPriorities),
      openedAt: before(random, 1),
    };
  }
}

/** What is kept on a customer about its children: the sum of its orders in cents without cancelled ones, its last activity. By row number. */
export interface Derived {
  lifetime: Float64Array;
  /** 0 for none. */
  lastActivity: Float64Array;
}

export function derivedOf(shape: Shape): Derived {
  const lifetime = new Float64Array(shape.customers + 1);
  const lastActivity = new Float64Array(shape.customers + 1);
  for (const { customer, total, status } of orders(shape)) if (status !== 'CANCELLED') lifetime[customer]! += total;
  for (const { customer, occurredAt } of activities(shape)) {
    lastActivity[customer] = Math.max(lastActivity[customer]!, occurredAt);
  }
  return { lifetime, lastActivity };
}
