/** How large a bench company is. */
export interface Shape {
  /** What it is called on the command line: `10k`, `100k`, `1m`, `10m`, `1m_lists`, `10m_lists`. */
  name: string;
  customers: number;
  contacts: number;
  opportunities: number;
  orders: number;
  activities: number;
  tickets: number;
}

/** Every order has this many items. */
export const itemsPerOrder = 2;

export const teamCount = 50;
export const userCount = 500;
export const productCount = 5_000;

const full = (name: string, n: number): Shape => ({
  name,
  customers: n,
  contacts: 2 * n,
  opportunities: n,
  orders: 3 * n,
  activities: 5 * n,
  tickets: Math.floor(n / 2),
});

/** Customers alone: loaded in minutes, and what is asked of their lists asks nothing of their children. */
const lists = (name: string, customers: number): Shape => ({
  name: `${name}_lists`,
  customers,
  contacts: 0,
  opportunities: 0,
  orders: 0,
  activities: 0,
  tickets: 0,
});

const shapes: readonly Shape[] = [
  full('tiny', 500),
  full('10k', 10_000),
  full('100k', 100_000),
  full('1m', 1_000_000),
  // One child each: what is asked of ten million customers is whether their own lists stay flat.
  {
    name: '10m',
    customers: 10_000_000,
    contacts: 10_000_000,
    opportunities: 10_000_000,
    orders: 10_000_000,
    activities: 10_000_000,
    tickets: 10_000_000,
  },
  lists('tiny', 500),
  lists('1m', 1_000_000),
  lists('10m', 10_000_000),
];

export const shapeNames = shapes.map(({ name }) => name);

/** The sizes from ten thousand customers to this one, larger ones as it has them. */
export function sizesUpTo(name: string): string[] {
  const suffix = name.endsWith('_lists') ? '_lists' : '';
  const all = ['10k', '100k', `1m${suffix}`, `10m${suffix}`];
  return all.slice(0, all.indexOf(name) + 1);
}

/** @throws Error in one sentence for a size that is not offered. */
export function shapeOf(name: string): Shape {
  const shape = shapes.find((known) => known.name === name);
  if (!shape) throw new Error(`There is no size ${name}; use one of ${shapeNames.join(', ')}.`);
  return shape;
}
