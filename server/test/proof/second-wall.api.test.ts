import fc from 'fast-check';
import { shownCell } from '../../src/access/oracle/shown';
import { visibleRows } from '../../src/access/oracle/view';
import { bookOf, nouns, noon } from '../../src/access/oracle/testing/test-world';
import { testDatabase, type TestDatabase } from '../database';
import { askList, contextOf } from './ask';
import { companies, inOrder } from './companies';
import { inCompany } from './givers';
import { loadCompany, loadDictionaries } from './load-company';
import { principals, ruleSets } from './rules';

/** The first wall is planted away: the select list brings every value, whether its cell may be read or not. */
jest.mock('../../src/query/shown', () => ({
  ...jest.requireActual<object>('../../src/query/shown'),
  guarded: (_condition: unknown, value: unknown) => value,
}));

let test1: TestDatabase;
beforeAll(async () => {
  test1 = await testDatabase();
  await loadDictionaries(test1.database);
});
afterAll(async () => test1.drop());

test('with the first wall gone the guard alone keeps every unreadable value back', async () => {
  let broughtAlong = 0;
  await fc.assert(
    fc.asyncProperty(companies, ruleSets, principals, async (company, rules, principal) => {
      const world = inCompany({ nouns, book: bookOf(rules), company, principal, now: noon }, company);
      await loadCompany(test1.database, company);
      const context = contextOf(world, test1.database);
      for (const noun of inOrder) {
        const page = await askList(context, noun, { orderBy: [] });
        if (!('answer' in page)) throw new Error(JSON.stringify(page));
        const rows = visibleRows(world, noun);
        for (const got of page.answer.rows) {
          const row = rows.find(({ pk }) => pk === got.pk)!;
          for (const field of nouns.get(noun).fields.values()) {
            if (field.kind === 'link' || field.kind === 'many') continue;
            const cell = shownCell(world, noun, row, field.name);
            if (cell.readable) continue;
            if ((got.loaded(field.name) ?? null) !== null) broughtAlong++;
            expect([noun, field.name, got.shown(field)]).toEqual([noun, field.name, cell.shown]);
          }
        }
      }
    }),
    { numRuns: 25, endOnFailure: true },
  );
  expect(broughtAlong).toBeGreaterThan(5);
});
