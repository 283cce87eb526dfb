// Mutation testing of what decides who sees what, outside CI: `npx -y pnpm@12 mutation`, or of one file
// `npx -y pnpm@12 mutation --mutate src/access/guard.ts`. Stryker is fetched for the run and is no dependency. Units alone, with
// the embedded engine where SQL is what they are about. Scores and survivors: docs/mutation.md.
// It changes the sources in place and puts them back, so leave them alone meanwhile.

/** Every file of access that does something: all but types (`policy`, `principal`). */
const access = ['src/access/*.ts', '!src/access/*.test.ts', '!src/access/{policy,principal}.ts'];

/** The files of query that decide which rows and cells a statement is about. */
const query = [
  'predicate-sql', // scopes to SQL: the row predicates of every statement
  'view-rows', // live rows, or the deleted ones that may be restored
  'shown', // the one way from a field to SQL: its condition, its CASE, what a derived value is computed over
  'where', // filters: each operand behind its field's condition, hops and quantifiers behind views
  'columns', // the select list: CASE and visible bits, what is joined and what parents answer for children
  'conditions-on', // truths of scopes on one row, for explanations
  'context', // what is left to ask of a row, and what a plan may look at
  'group', // keys of groups, over shown values
  'measure', // what is added up: shown values, or totals over enough customers
  'having', // conditions over measures
  'suppression', // groups of too few customers
  'dimensions', // what may stand beside totals
  'sort', // keys of the order, hops to visible targets, places of cursors
].map((name) => `src/query/${name}.ts`);

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'units',
  plugins: ['./scripts/mutation-runner.mjs'],
  mutate: [...access, ...query],
  coverageAnalysis: 'perTest',
  concurrency: 1,
  timeoutMS: 20_000,
  incremental: true,
  incrementalFile: '../.kehu/stryker/incremental.json',
  tempDirName: '../.kehu/stryker/sandbox',
  inPlace: true,
  // Types are stripped, not checked; what is not mutated stays as it is.
  disableTypeChecks: false,
  reporters: ['clear-text', 'progress-append-only', 'json'],
  jsonReporter: { fileName: '../.kehu/stryker/report.json' },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  thresholds: { high: 95, low: 90, break: 85 },
};
