/** How large a bench company is. */
export interface Shape {
  /** What it is called on the command line: `10k`, `100k`, `1m`, `10m`. */
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
];

export const shapeNames = shapes.map(({ name }) => name);

/** @throws Error in one sentence for a size that is not offered. */
export function shapeOf(name: string): Shape {
  const shape = shapes.find((known) => known.name === name);
  if (!shape) throw new Error(`There is no size ${name}; use one of ${shapeNames.join(', ')}.`);
  return shape;
}
