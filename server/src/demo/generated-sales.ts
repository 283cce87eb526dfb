import { lineAmount, parseDecimal } from '@kehu/shared';
import type { DemoCustomer, DemoOpportunity, DemoOrder, DemoOrderItem, DemoProduct } from './demo-company';
import { Random } from './random';

const day = 86_400_000;

/** Products of the generated part, prices in CNY. */
const catalogue = `
  CL-BASIC | 客户云 基础版（年） | cloud | 3980
  CL-TEAM | 客户云 团队版（年） | cloud | 12800
  CL-ENT | 客户云 企业版（年） | cloud | 68000
  CL-STORE | 云存储 1 TB（年） | cloud | 1999.9
  EQ-SCAN | 手持扫码终端 | equipment | 1680
  EQ-GATE | 智能网关 G2 | equipment | 4350.5
  EQ-DISP | 会议平板 65 寸 | equipment | 15999
  EQ-PRINT | 热敏标签打印机 | equipment | 899
  SP-ONSITE | 上门实施（人天） | support | 2600
  SP-TRAIN | 管理员培训（场） | support | 5800
  SP-GOLD | 金牌支持（年） | support | 19800
`;

/** Invented products: cloud services, equipment, support. */
export const generatedProducts = (): DemoProduct[] =>
  catalogue
    .trim()
    .split('\n')
    .map((line) => {
      const [code, name, category, price] = line.split('|').map((part) => part.trim()) as [
        string,
        string,
        string,
        string,
      ];
      return {
        key: `generated:${code}`,
        code,
        name,
        category,
        price: parseDecimal(price),
        currency: 'CNY',
        active: true,
        externalIds: [{ source: 'erp', id: code }],
        dataSet: 'generated',
      };
    });

/** CNY for one US dollar in the invented price lists. */
const rate = 7;

const priceIn = (currency: 'CNY' | 'USD', product: DemoProduct): number =>
  currency === 'CNY' ? product.price : Math.round(product.price / rate / 100) * 100;

const stages = [
  ['prospecting', 25],
  ['engaging', 35],
  ['won', 25],
  ['lost', 15],
] as const;

const chances: Record<string, readonly number[]> = {
  prospecting: [10, 20],
  engaging: [30, 40, 50, 60, 70, 80],
  won: [100],
  lost: [0],
};

const reasons = {
  'zh-CN': ['新购', '续约', '扩容', '年度框架', '二期项目', '试点'],
  en: ['new deal', 'renewal', 'extension', 'yearly contract', 'second phase', 'pilot'],
} as const;

/** Opportunities at generated customers that have an owner, many of them in the teams of the demo accounts. */
export function generatedOpportunities(
  seed: number,
  now: number,
  customers: readonly DemoCustomer[],
  products: readonly DemoProduct[],
): DemoOpportunity[] {
  const random = new Random(seed);
  const owned = customers.filter(({ owner, dataSet }) => owner !== null && dataSet === 'generated');
  const near = owned.filter(({ team }) => team === 'north-1' || team === 'south-1');
  return Array.from({ length: 420 }, (_, i) =>
    opportunity(random, now, random.pick(i < 160 ? near : owned), random.pick(products)),
  );
}

function opportunity(random: Random, now: number, customer: DemoCustomer, product: DemoProduct): DemoOpportunity {
  const stage: string = random.weighted(stages);
  const closed = stage === 'won' || stage === 'lost';
  const createdAt = now - Math.floor((closed ? 30 + random.next() * 330 : 1 + random.next() * 120) * day);
  return {
    name: `${product.name} – ${random.pick(reasons[customer.preferences.language])}`,
    customer: customer.key,
    owner: customer.owner!,
    team: customer.team!,
    product: product.key,
    stage,
    amount: priceIn(customer.currency, product) * random.int(1, 12),
    currency: customer.currency,
    probability: random.pick(chances[stage]!),
    createdAt,
    closedAt: closed ? createdAt + Math.floor(random.next() * (now - createdAt)) : null,
    externalIds: [],
    dataSet: 'generated',
  };
}

const discounts = ['0', '0', '0', '0', '0.05', '0.1', '0.125'].map(parseDecimal);

/** Orders of the last two years by generated customers that buy. */
export function generatedOrders(
  seed: number,
  now: number,
  customers: readonly DemoCustomer[],
  products: readonly DemoProduct[],
): DemoOrder[] {
  const random = new Random(seed);
  const buyers = customers.filter(({ status, dataSet }) => status !== 'POTENTIAL' && dataSet === 'generated');
  return Array.from({ length: 1500 }, (_, i) => order(random, now, i + 1, random.pick(buyers), products));
}

function order(
  random: Random,
  now: number,
  number: number,
  customer: DemoCustomer,
  products: readonly DemoProduct[],
): DemoOrder {
  const age = random.next() * Math.min(730 * day, now - customer.createdAt);
  const items = random.sample(products, random.int(1, 4)).map((product): DemoOrderItem => {
    const quantity = random.int(1, product.category === 'equipment' ? 20 : 3) * 10_000;
    const unitPrice = priceIn(customer.currency, product);
    const discount = random.pick(discounts);
    return { product: product.key, quantity, unitPrice, discount, amount: lineAmount(quantity, unitPrice, discount) };
  });
  return {
    key: `generated:${number}`,
    code: `SO-${String(number).padStart(6, '0')}`,
    customer: customer.key,
    orderedAt: now - Math.floor(age),
    currency: customer.currency,
    status: age < 10 * day ? 'CONFIRMED' : age < 45 * day ? 'SHIPPED' : random.chance(0.04) ? 'CANCELLED' : 'PAID',
    total: items.reduce((sum, { amount }) => sum + amount, 0),
    items,
    externalIds: random.chance(0.2) ? [{ source: 'erp', id: `SO-${number}` }] : [],
    dataSet: 'generated',
  };
}
