import fc from 'fast-check';
import type { World } from '../../src/access/oracle/company';
import { bookOf, nouns, noon } from '../../src/access/oracle/testing/test-world';
import { compileRuleSet } from '../../src/access/rule-set';
import type { ReadContext } from '../../src/query/context';
import { testDatabase, testEngine, type TestDatabase } from '../database';
import { askList, contextOf, transcript } from './ask';
import { companies, inOrder } from './companies';
import { faultsOf, type Fault } from './faults';
import { loadCompany } from './load-company';
import { principals, ruleSets } from './rules';
import { changes, donors, twinOf } from './twins';

/** Pairs that may go by before a fault is caught. Their seeds are fixed: what is caught today is caught tomorrow. */
const most = 60;

let left: TestDatabase;
let right: TestDatabase;
beforeAll(async () => {
  [left, right] = [await testDatabase(), await testDatabase()];
});
afterAll(async () => {
  await left.drop();
  await right.drop();
});

const compile = (
  book: Parameters<typeof compileRuleSet>[0],
  { principal }: ReadContext,
): ReturnType<typeof compileRuleSet> => compileRuleSet(book, principal.roles, principal.purpose);

const pairs = fc.record({
  company: companies,
  rules: ruleSets,
  principal: principals,
  donor: donors,
  wanted: fc.array(changes, { minLength: 6, maxLength: 6 }),
});

async function listsOf(world: World, test: TestDatabase, fault: Fault | null): Promise<string> {
  const right = contextOf(world, test.database);
  const context = fault ? fault.plant(right) : right;
  const answers: string[] = [];
  for (const noun of inOrder) {
    const page = await askList(context, noun, {});
    answers.push('answer' in page ? transcript(page.answer) : JSON.stringify(page));
  }
  return answers.join('\n');
}

/** What the proof can find does not depend on the engine, so it is tried on one. */
const planted = testEngine === 'sqlite' ? test : test.skip;

planted.each(faultsOf(compile).map((fault) => [fault.name, fault] as const))(
  'caught: %s',
  async (_, fault) => {
    let caught = false;
    for (let seed = 1; seed <= most && !caught; seed++) {
      const [{ company, rules, principal, donor, wanted }] = fc.sample(pairs, { seed, numRuns: 1 }) as [Pair];
      const one: World = { nouns, book: bookOf(rules), company, principal, now: noon };
      const two = twinOf(one, donor, wanted);
      await loadCompany(left.database, one.company);
      await loadCompany(right.database, two.company);
      expect(await listsOf(two, right, null)).toBe(await listsOf(one, left, null));
      caught = (await listsOf(two, right, fault)) !== (await listsOf(one, left, fault));
    }
    expect(caught).toBe(true);
  },
  300_000,
);

type Pair = typeof pairs extends fc.Arbitrary<infer T> ? T : never;
