import fc from 'fast-check';
import { rowsOf, type World } from '../../src/access/oracle/company';
import type { Grant } from '../../src/access/policy';
import { bookOf, nouns, noon, tester, type Rules } from '../../src/access/oracle/testing/test-world';
import { visibleRows } from '../../src/access/oracle/view';
import { testDatabase, testEngine, type TestDatabase } from '../database';
import { companies, inOrder } from './companies';
import { aggregateOperation, listOperation, lookUpOperation, writeOperation, type Operation } from './document';
import { loadCompany, loadDictionaries } from './load-company';
import { aggregateQuestions, listQuestions } from './questions';
import { principals, ruleSets } from './rules';
import { proofServer, schema, type ProofServer } from './server';
import { changes, donors, twinOf } from './twins';
import { inputOf, staff, writeQuestions } from './writes';

/**
 * The promise of the product, tried out: two companies that differ only in what a principal may not see answer the same
 * requests with the same bytes. See "Proving it" in the design of access.
 */
const pairs = Number(process.env.KEHU_PROOF_PAIRS ?? (testEngine === 'sqlite' ? 40 : 10));
/** Milliseconds: a pair takes about one second, shrinking a failure minutes. */
const patience = 60_000 + pairs * 10_000;

const endOnFailure = process.env.KEHU_PROOF_SHRINK === '0';

let left: TestDatabase;
let right: TestDatabase;
let servers: readonly [ProofServer, ProofServer];

beforeAll(async () => {
  [left, right] = [await testDatabase(), await testDatabase()];
  await loadDictionaries(left.database);
  await loadDictionaries(right.database);
  servers = [proofServer(left.database), proofServer(right.database)];
});

afterAll(async () => {
  await left.drop();
  await right.drop();
});

/** How the pairs turned out: a proof over pairs that never differ, or views of nothing, would prove nothing. */
const tally = { pairs: 0, differing: 0, noticed: 0, someRows: 0, notAllRows: 0, answered: 0, refused: 0 };

async function compare(one: World, two: World, operations: (world: World) => Operation[]): Promise<void> {
  await loadCompany(left.database, one.company);
  await loadCompany(right.database, two.company);
  for (const server of servers) server.restart();
  // Requests are made from the first company alone: what a client sends can't depend on what it doesn't see.
  for (const operation of operations(one)) {
    const answers = await sent(one, two, operation);
    expect([operation, answers[1]]).toEqual([operation, answers[0]]);
    if (answers[0].includes('"errors"')) tally.refused++;
    else tally.answered++;
  }
  expect(servers.flatMap((server) => server.faults)).toEqual([]);
  await count(one, two);
}

const sent = async (one: World, two: World, operation: Operation): Promise<[string, string]> => [
  await servers[0].send(one, operation),
  await servers[1].send(two, operation),
];

const everything: Record<string, Rules> = Object.fromEntries(
  inOrder.map((noun) => {
    const fields = ['@public', '@ownership', '@identifying', '@narrative', '@personal', '@sensitive'] as const;
    const read: Grant = { action: 'read', scope: 'all', fields };
    return [noun, { roles: { tester: [read] } }];
  }),
);
const allSeeing = bookOf(everything);

/** Whether somebody who sees everything notices the difference, and how much of it the principal saw. */
async function count(one: World, two: World): Promise<void> {
  tally.pairs++;
  const all = inOrder.reduce((sum, noun) => sum + rowsOf(one, noun).length, 0);
  const visible = inOrder.reduce((sum, noun) => sum + visibleRows(one, noun).length, 0);
  if (visible > 0) tally.someRows++;
  if (visible < all) tally.notAllRows++;
  if (JSON.stringify(one.company) === JSON.stringify(two.company)) return;
  tally.differing++;
  const see = (world: World): World => ({ ...world, book: allSeeing, principal: tester });
  for (const noun of inOrder) {
    const answers = await sent(see(one), see(two), listOperation(schema, noun, {}, 100));
    if (answers[0] !== answers[1]) {
      tally.noticed++;
      return;
    }
  }
}

const wholeLists = (): Operation[] => inOrder.map((noun) => listOperation(schema, noun, {}, 100));

const lookUps = (world: World): Operation[] =>
  ['customer', 'contact', 'ticket', 'opportunity'].flatMap((noun) =>
    rowsOf(world, noun)
      .slice(0, 3)
      .map(({ id }) => lookUpOperation(schema, noun, id, noun === 'ticket' ? 'subject' : 'note')),
  );

test(
  'reads under random rules tell nothing of what is hidden',
  async () => {
    const parts = fc.record({ company: companies, rules: ruleSets, principal: principals });
    await fc.assert(
      fc.asyncProperty(
        parts,
        donors,
        fc.array(changes, { minLength: 6, maxLength: 6 }),
        fc.array(listQuestions, { minLength: 6, maxLength: 6 }),
        fc.array(aggregateQuestions, { minLength: 4, maxLength: 4 }),
        async ({ company, rules, principal }, donor, wanted, lists, aggregates) => {
          const one: World = { nouns, book: bookOf(rules), company, principal, now: noon };
          await compare(one, twinOf(one, donor, wanted), (world) => [
            ...wholeLists(),
            ...lists.map(({ noun, question }, i) => listOperation(schema, noun, question, i + 1)),
            ...aggregates.map(({ noun, question }) => aggregateOperation(noun, question)),
            ...lookUps(world),
          ]);
        },
      ),
      { numRuns: pairs, endOnFailure },
    );
  },
  patience,
);

test(
  'reads and writes under the built-in roles tell nothing of what is hidden, then or afterwards',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        companies,
        staff,
        donors,
        fc.array(changes, { minLength: 6, maxLength: 6 }),
        fc.array(writeQuestions, { minLength: 8, maxLength: 8 }),
        async (company, principal, donor, wanted, writes) => {
          const one: World = { nouns, book: bookOf({}), company, principal, now: noon };
          await compare(one, twinOf(one, donor, wanted), (world) => [
            ...writes.map((write) => writeOperation(schema, write.action, write.noun, inputOf(world.company, write))),
            ...wholeLists(),
          ]);
        },
      ),
      { numRuns: pairs, endOnFailure },
    );
  },
  patience,
);

test('the pairs were worth comparing', () => {
  expect(tally.pairs).toBeGreaterThanOrEqual(2 * pairs);
  expect(tally.differing).toBeGreaterThan(0.8 * tally.pairs);
  expect(tally.noticed).toBeGreaterThan(0.95 * tally.differing);
  expect(tally.someRows).toBeGreaterThan(0.8 * tally.pairs);
  expect(tally.notAllRows).toBeGreaterThan(0.8 * tally.pairs);
  expect(tally.answered).toBeGreaterThan(tally.refused);
});
