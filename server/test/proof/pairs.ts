import fc from 'fast-check';
import type { Company, World } from '../../src/access/oracle/company';
import type { Principal } from '../../src/access/principal';
import type { RuleBook } from '../../src/access/rule-book';
import { bookOf, nouns, noon, tester, type Rules } from '../../src/access/oracle/testing/test-world';
import { companies } from './companies';
import { thrown } from './dice';
import { inCompany } from './givers';
import { pastFrom, pastOfTwin, type PastChange } from './histories';
import { OperationMaker, type Operation } from './operations';
import { principals, ruleSets } from './rules';
import { staff } from './staff';
import { changes, donors, twinOf, worldsSeen, type Change } from './twins';

/** What one pair of companies is made of, and what is asked of both. */
export interface PairParts {
  company: Company;
  /** Random rules; null: the built-in roles. */
  rules: Record<string, Rules> | null;
  /** Rules of a company that exists and the moment it is looked at, in the place of the generated ones. */
  real?: { book: RuleBook; now: number };
  principal: Principal;
  donor: Company;
  wanted: Change[];
  /** Number that the past of records and the nastiness of the twin follow from. */
  twist: number;
}

export interface Pair extends PairParts {
  operations: Operation[];
}

const builtIn = bookOf({});
let versions = 1;

/** Books have versions, by which caches know them apart: no two that differ may share one. */
const numbered = (book: RuleBook): RuleBook => ({ ...book, version: (versions += 1) });

/** A second purpose at times: what may be asked for either has to stay the same. */
const withPurposes = (of: fc.Arbitrary<Principal>): fc.Arbitrary<Principal> =>
  fc.tuple(of, fc.nat({ max: 3 })).map(([principal, roll]) => {
    const others = principal.purposes.filter((one) => one !== principal.purpose);
    const second = roll === 0 ? others.slice(0, 1) : [];
    return { ...principal, purposes: [principal.purpose, ...second] };
  });

const purposesOf = (principal: Principal, book: RuleBook): Principal => ({
  ...principal,
  purposes: [...new Set(principal.roles.flatMap((role) => book.roles.get(role)?.purposes ?? []))],
});

const testBook = bookOf({});

/** So many pairs, one after the other, have the same rules: others before other companies share what is compiled of them. */
const pairsOfRules = 2;

let last: { group: number; rules: Record<string, Rules> } | null = null;

/** The random rules of a pair, which follow from its seed alone. */
function randomRules(seed: number): Record<string, Rules> {
  const group = Math.floor(seed / pairsOfRules);
  if (last?.group !== group) {
    const [rules] = fc.sample(ruleSets, { seed: group, numRuns: 1, unbiased: true });
    last = { group, rules: rules! };
  }
  return last.rules;
}

/** Every second group of pairs has random rules, the others those that ship. */
const parts = (seed: number): fc.Arbitrary<PairParts> => {
  const random = Math.floor(seed / pairsOfRules) % 2 === 0;
  return fc.record({
    company: companies,
    rules: fc.constant(random ? randomRules(seed) : null),
    principal: withPurposes((random ? principals : staff).map((of) => purposesOf(of, testBook))),
    donor: donors,
    wanted: fc.array(changes, { minLength: 6, maxLength: 6, size: 'max' }),
    twist: fc.nat({ max: 1_000_000 }),
  });
};

const books = new WeakMap<Record<string, Rules>, RuleBook>();

/** The book of random rules: one for the same rules, as what is known of it is kept by book. */
function bookFor(rules: Record<string, Rules>): RuleBook {
  const book = books.get(rules) ?? numbered(bookOf(rules));
  books.set(rules, book);
  return book;
}

export const worldOf = ({ company, rules, principal, real }: PairParts): World => {
  const book = real?.book ?? (rules === null ? builtIn : bookFor(rules));
  return inCompany({ nouns, book, company, principal, now: real?.now ?? noon }, company);
};

/** Pairs with `count` requests each. `seed` chooses the documents. */
export const pairs = (count: number, seed: number): fc.Arbitrary<Pair> =>
  parts(seed).chain((of) => {
    const world = worldOf(of);
    const make = thrown((dice) => new OperationMaker(dice, world, seed, of.twist).sequence(count));
    return make.map((operations) => ({ ...of, operations }));
  });

/** Both companies with their past. */
export interface Twins {
  one: World;
  two: World;
  past: readonly [readonly PastChange[], readonly PastChange[]];
}

export function twinsOf(pair: PairParts): Twins {
  const one = worldOf(pair);
  const two = twinOf(one, pair.donor, pair.wanted, pair.twist);
  const past = pastFrom(pair.twist);
  return { one, two, past: [past, pastOfTwin(past, worldsSeen(one), pair.twist + 1)] };
}

export const allSeeing = (world: World): World => ({ ...world, principal: tester, book: everything });

const everything = bookOf(
  Object.fromEntries(
    nouns.all().map(({ name }) => [
      name,
      {
        roles: {
          tester: [
            {
              action: 'read',
              scope: 'all',
              fields: ['@public', '@ownership', '@identifying', '@narrative', '@personal', '@sensitive'],
            },
          ],
        },
      },
    ]),
  ),
);
