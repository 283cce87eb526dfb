import fc from 'fast-check';
import { parseDecimal } from '@kehu/shared';
import { testDatabase, testEngine, type TestDatabase } from '../../../test/database';
import { outcome } from '../../../test/proof/ask';
import { companies } from '../../../test/proof/companies';
import { inCompany } from '../../../test/proof/givers';
import { loadCompany, loadDictionaries } from '../../../test/proof/load-company';
import { writingOf } from '../../../test/proof/writing';
import { staff } from '../../../test/proof/staff';
import { inputOf, writeQuestions, type WriteQuestion } from '../../../test/proof/writes';
import { deleteRecord } from '../../records/delete-record';
import { restoreRecord } from '../../records/restore-record';
import { updateRecord } from '../../records/update-record';
import type { Row, World } from './company';
import { bookOf, nouns, noon } from './testing/test-world';
import { canRemove, canWrite, type Verdict } from './write';

const runs = Number(process.env.KEHU_PROOF_RUNS ?? (testEngine === 'sqlite' ? 60 : 20));

let test1: TestDatabase;
beforeAll(async () => {
  test1 = await testDatabase();
  await loadDictionaries(test1.database);
});
afterAll(async () => test1.drop());

/** Fields whose links need not be resolved first; a link to an invisible record is refused on its own account. */
const plainFields = (values: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !name.endsWith('Id') || name === 'nationalId'));

const storedForm = (name: string, value: unknown): unknown =>
  (name === 'creditLimit' || name === 'amount') && typeof value === 'string' ? parseDecimal(value) : value;

function expected(world: World, { noun, action, values }: WriteQuestion, before: Row): Verdict {
  if (action === 'delete' || action === 'restore') return canRemove(world, noun, before, action);
  const stored = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, storedForm(name, value)]));
  const after: Row = { ...before, ...stored };
  const company = { ...world.company, [noun]: world.company[noun]!.map((row) => (row === before ? after : row)) };
  return canWrite(world, { noun, before, after, fields: Object.keys(values), afterWorld: { ...world, company } });
}

async function actual(world: World, question: WriteQuestion): Promise<string> {
  const context = writingOf(world, test1.database);
  const noun = nouns.get(question.noun);
  const input = inputOf(world.company, question) as { id: string; version: number };
  const write = { update: updateRecord, delete: deleteRecord, restore: restoreRecord, create: updateRecord };
  const result = await outcome(write[question.action](context, noun, input));
  return 'answer' in result ? 'allowed' : `${result.code} ${result.fields.join(' ')}`.trim();
}

const said = (verdict: Verdict): string =>
  verdict.allowed ? 'allowed' : `${verdict.code} ${[...verdict.fields].sort().join(' ')}`.trim();

test('updates, deletions and restorations are refused as the semantics say, for the same fields', async () => {
  const counts = new Map<string, number>();
  const questions = writeQuestions
    .filter(({ action }) => action !== 'create')
    .map((question) => ({ ...question, values: plainFields(question.values) }))
    .filter(({ action, values }) => action !== 'update' || Object.keys(values).length > 0);
  await fc.assert(
    fc.asyncProperty(
      companies,
      staff,
      fc.array(questions, { minLength: 6, maxLength: 6 }),
      async (company, principal, asked) => {
        const world = inCompany({ nouns, book: bookOf({}), company, principal, now: noon }, company);
        for (const question of asked) {
          await loadCompany(test1.database, company);
          const rows = company[question.noun]!;
          const before = rows[question.at % rows.length]!;
          const verdict = said(expected(world, question, before)).replace(/^NOT_FOUND.*/, 'NOT_FOUND id');
          counts.set(verdict.split(' ')[0]!, (counts.get(verdict.split(' ')[0]!) ?? 0) + 1);
          expect([principal.roles, question, await actual(world, question)]).toEqual([
            principal.roles,
            question,
            verdict,
          ]);
        }
      },
    ),
    { numRuns: runs, endOnFailure: process.env.KEHU_PROOF_SHRINK === '0' },
  );
  expect([...counts.keys()].sort()).toEqual(['FORBIDDEN', 'NOT_FOUND', 'allowed']);
});
