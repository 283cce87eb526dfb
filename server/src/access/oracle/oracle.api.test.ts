import fc from 'fast-check';
import { askAggregate, askList, askRecord, contextOf } from '../../../test/proof/ask';
import { companies } from '../../../test/proof/companies';
import { inCompany } from '../../../test/proof/givers';
import { loadCompany, loadDictionaries } from '../../../test/proof/load-company';
import { aggregateQuestions, listQuestions } from '../../../test/proof/questions';
import { principals, ruleSets } from '../../../test/proof/rules';
import { testDatabase, testEngine, type TestDatabase } from '../../../test/database';
import { aggregate, smallestGroup } from './aggregate';
import { rowsOf, type World } from './company';
import { list } from './read';
import { actualGroups, actualRow, expectedGroups, expectedRow, totalsRefused } from './testing/beside';
import { bookOf, nouns, noon } from './testing/test-world';
import { inView } from './view';

const runs = Number(process.env.KEHU_PROOF_RUNS ?? (testEngine === 'sqlite' ? 60 : 25));
/** Shrinking takes a minute and a half; KEHU_PROOF_SHRINK=0 shows the first failure as it came. */
const endOnFailure = process.env.KEHU_PROOF_SHRINK === '0';

const questionsPerCompany = 8;

let test1: TestDatabase;
beforeAll(async () => {
  test1 = await testDatabase();
  await loadDictionaries(test1.database);
});
afterAll(async () => test1.drop());

const seeds = fc.record({ company: companies, rules: ruleSets, principal: principals });

type Seed = typeof seeds extends fc.Arbitrary<infer T> ? T : never;

const worldFrom = ({ company, rules, principal }: Seed): World =>
  inCompany({ nouns, book: bookOf(rules), company, principal, now: noon }, company);

test('lists, filters, sorts, searches, relations and counts are what the semantics say', async () => {
  const several = fc.array(listQuestions, { minLength: questionsPerCompany, maxLength: questionsPerCompany });
  await fc.assert(
    fc.asyncProperty(seeds, several, async (seed, questions) => {
      const world = worldFrom(seed);
      await loadCompany(test1.database, world.company);
      const context = contextOf(world, test1.database);
      for (const { noun, question } of questions) {
        const expected = list(world, noun, question);
        const actual = await askList(context, noun, question);
        if ('forbidden' in expected) {
          expect([question, actual]).toEqual([question, { code: 'FORBIDDEN', fields: expected.forbidden }]);
          continue;
        }
        if (!('answer' in actual)) throw new Error(`${noun} ${JSON.stringify(question)}: ${JSON.stringify(actual)}`);
        const { rows, total } = actual.answer;
        expect([noun, question, rows.map((row) => row.pk)]).toEqual([
          noun,
          question,
          expected.rows.map((row) => row.pk),
        ]);
        expect(total).toEqual({ count: expected.rows.length, exact: true });
        const depth = question.deleted ? 0 : 1;
        expect(rows.map((row) => actualRow(row, depth))).toEqual(
          expected.rows.map((row) => expectedRow(world, noun, row, depth)),
        );
      }
    }),
    { numRuns: runs, endOnFailure },
  );
});

test('pages put together are the list', async () => {
  await fc.assert(
    fc.asyncProperty(seeds, listQuestions, fc.integer({ min: 1, max: 2 }), async (seed, { noun, question }, first) => {
      const world = worldFrom(seed);
      const expected = list(world, noun, question);
      fc.pre('rows' in expected);
      await loadCompany(test1.database, world.company);
      const context = contextOf(world, test1.database);
      const found: number[] = [];
      let after: string | null = null;
      for (let more = true; more;) {
        const page = await askList(context, noun, question, { first, after });
        if (!('answer' in page)) throw new Error(JSON.stringify(page));
        found.push(...page.answer.rows.map((row) => row.pk));
        more = page.answer.hasNextPage;
        after = more ? page.answer.cursor(page.answer.rows.length - 1) : null;
      }
      expect(found).toEqual('rows' in expected && expected.rows.map((row) => row.pk));
    }),
    { numRuns: runs, endOnFailure },
  );
});

test('a record is found by its id iff it is in the view', async () => {
  await fc.assert(
    fc.asyncProperty(seeds, async (seed) => {
      const world = worldFrom(seed);
      await loadCompany(test1.database, world.company);
      const context = contextOf(world, test1.database);
      for (const noun of ['customer', 'contact', 'orderItem', 'opportunity', 'user']) {
        for (const row of rowsOf(world, noun)) {
          const found = await askRecord(context, noun, row.id);
          expect([noun, row.pk, found !== null]).toEqual([noun, row.pk, inView(world, noun, row)]);
        }
      }
    }),
    { numRuns: Math.ceil(runs / 3), endOnFailure },
  );
});

test('groups, counts, sums, averages and extremes are over what is shown', async () => {
  const several = fc.array(aggregateQuestions, { minLength: questionsPerCompany, maxLength: questionsPerCompany });
  await fc.assert(
    fc.asyncProperty(seeds, several, async (seed, questions) => {
      const world = worldFrom(seed);
      await loadCompany(test1.database, world.company);
      const context = contextOf(world, test1.database);
      for (const { noun, question } of questions) {
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
          // Beside a field that is told in totals the refusal names what is no dimension, and stops there.
          const { code, fields } = 'code' in actual ? actual : { code: 'ANSWERED', fields: [] };
          expect([question, code, fields.length > 0]).toEqual([question, 'FORBIDDEN', true]);
          expect(expected.forbidden).toEqual(expect.arrayContaining([...fields]));
          continue;
        }
        if (expected.groups.some((group) => group.mixed.length > 0)) {
          expect([question, actual]).toMatchObject([question, { code: 'BAD_USER_INPUT' }]);
          continue;
        }
        if (!('answer' in actual)) throw new Error(`${noun} ${JSON.stringify(question)}: ${JSON.stringify(actual)}`);
        expect([noun, question, actualGroups(noun, question, actual.answer)]).toEqual([
          noun,
          question,
          expectedGroups(noun, expected.groups),
        ]);
      }
    }),
    { numRuns: runs, endOnFailure },
  );
});
