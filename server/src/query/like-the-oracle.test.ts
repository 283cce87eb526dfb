import fc from 'fast-check';
import { askAggregate, askList, contextOf } from '../../test/proof/ask';
import { companies } from '../../test/proof/companies';
import { inCompany } from '../../test/proof/givers';
import { loadCompany, loadDictionaries } from '../../test/proof/load-company';
import { aggregateQuestions, listQuestions } from '../../test/proof/questions';
import { principals, ruleSets } from '../../test/proof/rules';
import { testDatabase, type TestDatabase } from '../../test/database';
import { aggregate, smallestGroup } from '../access/oracle/aggregate';
import type { World } from '../access/oracle/company';
import { list } from '../access/oracle/read';
import { actualGroups, actualRow, expectedGroups, expectedRow, totalsRefused } from '../access/oracle/testing/beside';
import { bookOf, noon, nouns } from '../access/oracle/testing/test-world';

/** A few of the companies and questions of the paired proof, always the same: what a mutation of the compiler meets first. */

let test1: TestDatabase;
beforeAll(async () => {
  test1 = await testDatabase();
  await loadDictionaries(test1.database);
});
afterAll(async () => test1.drop());

const seeds = fc.record({
  company: companies,
  rules: ruleSets,
  principal: principals,
  lists: fc.array(listQuestions, { minLength: 12, maxLength: 12 }),
  aggregates: fc.array(aggregateQuestions, { minLength: 8, maxLength: 8 }),
});
const given = fc.sample(seeds, { seed: 41, numRuns: 5 });

describe.each(given.map((seed, i) => [i, seed] as const))(
  'company %i',
  (_, { company, rules, principal, ...asked }) => {
    const world: World = inCompany({ nouns, book: bookOf(rules), company, principal, now: noon }, company);
    beforeAll(() => loadCompany(test1.database, world.company));

    test('lists show the rows and cells that they should', async () => {
      const context = contextOf(world, test1.database);
      for (const { noun, question } of asked.lists) {
        const expected = list(world, noun, question);
        const actual = await askList(context, noun, question);
        if ('forbidden' in expected) {
          expect([question, actual]).toEqual([question, { code: 'FORBIDDEN', fields: expected.forbidden }]);
          continue;
        }
        if (!('answer' in actual)) throw new Error(`${noun} ${JSON.stringify([question, actual])}`);
        const { rows, total } = actual.answer;
        expect([noun, question, rows.map(({ pk }) => pk)]).toEqual([noun, question, expected.rows.map(({ pk }) => pk)]);
        expect(total).toEqual({ count: expected.rows.length, exact: true });
        const depth = question.deleted ? 0 : 1;
        expect(rows.map((row) => actualRow(row, depth))).toEqual(
          expected.rows.map((row) => expectedRow(world, noun, row, depth)),
        );
      }
    });

    test('groups count and add up what they should', async () => {
      const context = contextOf(world, test1.database);
      for (const { noun, question } of asked.aggregates) {
        const expected = aggregate(world, noun, question);
        if (question.fields?.some((field) => smallestGroup(world, noun, field) !== null)) {
          // What is told in totals alone takes sums and averages, and nothing else; the others are asked for extremes as well.
          const [was, should] = await totalsRefused(noun, expected, (functions) =>
            askAggregate(context, noun, question, functions),
          );
          expect([question, was]).toEqual([question, should]);
          continue;
        }
        const actual = await askAggregate(context, noun, question);
        if ('forbidden' in expected) {
          expect([question, actual]).toMatchObject([question, { code: 'FORBIDDEN' }]);
        } else if (expected.groups.some(({ mixed }) => mixed.length > 0)) {
          expect([question, actual]).toMatchObject([question, { code: 'BAD_USER_INPUT' }]);
        } else {
          if (!('answer' in actual)) throw new Error(`${noun} ${JSON.stringify([question, actual])}`);
          expect([noun, question, actualGroups(noun, question, actual.answer)]).toEqual([
            noun,
            question,
            expectedGroups(noun, expected.groups),
          ]);
        }
      }
    });
  },
);
