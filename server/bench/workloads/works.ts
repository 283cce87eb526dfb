import type { Facts } from '../company/facts';
import { idOf } from '../company/values';

/** A question by name, with everything a server needs to make a request of it. */
export interface Variant {
  /** Who asks: a place in the list of bench representatives, or the manager. */
  as: number | 'manager';
  /** Row number and public id of the customer asked for. */
  number?: number;
  id?: string;
  status?: string;
  tier?: string;
  region?: string;
  term?: string;
  industry?: string;
  /** Moment and offset after which a deep page starts. */
  updatedAt?: number;
  offset?: number;
}

export interface Work {
  name: string;
  title: string;
  /** The operation asked for; W4a asks W4's as somebody else. */
  operation: string;
  variants: Variant[];
  /** Changes records: not compared, run last, undone afterwards. */
  writes: boolean;
  /** Share of the floor's throughput that must be reached with 100,000 customers on MariaDB. */
  required: number;
}

const filters = [
  ['ACTIVE', 'gold', 'east'],
  ['ACTIVE', 'bronze', 'south'],
  ['POTENTIAL', 'silver', 'north'],
  ['AT_RISK', 'gold', 'west'],
  ['ACTIVE', 'platinum', 'central'],
  ['LOST', 'bronze', 'overseas'],
] as const;

/** From common to absent, in both scripts; half of them inside a word. */
const terms = [
  'orizon',
  'Precision',
  'sullivan',
  'Ltd',
  'olar g',
  'walker e',
  'ortega car',
  'Nowhere',
  '有限公司',
  '医疗器械',
  '张伟',
  '上海恒',
  '李秀',
  '明德',
  '软件股份',
  '云帆渡海',
];

/** The works of the table, over the facts of a company. */
export function worksOf(facts: Facts): Work[] {
  const reps = facts.ofRep.map((known, as) => ({ as, known }));
  const everyRep = <T>(list: readonly T[], make: (value: T) => Omit<Variant, 'as'>): Variant[] =>
    reps.flatMap(({ as }) => list.map((value) => ({ as, ...make(value) })));
  const asManager = (list: readonly Omit<Variant, 'as'>[]): Variant[] =>
    list.map((variant) => ({ as: 'manager', ...variant }));
  const filtered = filters.map(([status, tier, region]) => ({ status, tier, region }));
  const searched = terms.map((term) => ({ term }));
  const nothing = [{}];
  const work = (name: string, title: string, variants: Variant[], required: number, writes = false): Work => ({
    name,
    title,
    operation: name.replace(/a$/, ''),
    variants,
    writes,
    required,
  });
  return [
    work(
      'W1',
      'list of 50, denied fields, owner',
      everyRep(nothing, (one) => one),
      0.4,
    ),
    work(
      'W2',
      'list with three children each',
      everyRep(nothing, (one) => one),
      0.55,
    ),
    work(
      'W3',
      'one record, 15 fields',
      reps.flatMap(({ as, known }) =>
        known.slice(0, 50).map(({ number }) => ({ as, number, id: idOf('customer', number) })),
      ),
      0.25,
    ),
    work(
      'W4',
      'filter, total, page; a team',
      everyRep(filtered, (one) => one),
      1.6,
    ),
    work('W4a', 'filter, total, page; all rows', asManager(filtered), 4),
    work(
      'W5',
      'group by two with sum; a team',
      everyRep(nothing, (one) => one),
      1.3,
    ),
    work('W5a', 'group by two with sum; all rows', asManager(nothing), 1),
    work(
      'W6',
      'substring; a team',
      everyRep(searched, (one) => one),
      1.5,
    ),
    work('W6a', 'substring; all rows', asManager(searched), 10),
    work(
      'W8',
      'page after half of the rows',
      asManager(facts.deep.map(({ offset, number, updatedAt }) => ({ offset, number, updatedAt }))),
      0.4,
    ),
    work(
      'W7',
      'update with version and history',
      reps.flatMap(({ as, known }) =>
        known.map(({ number, industry }) => ({ as, number, id: idOf('customer', number), industry })),
      ),
      0.4,
      true,
    ),
  ];
}
