// Mutation testing of what decides who sees what, outside CI: `npx -y pnpm@12 mutation`. Stryker is fetched for the run and is
// no dependency. Units alone: what needs a database is for the proof and its planted leaks to find.
// It changes the sources in place and puts them back, so leave them alone meanwhile.

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'jest',
  plugins: ['@stryker-mutator/jest-runner'],
  jest: { configFile: 'stryker.jest.cjs' },
  mutate: ['src/access/{guard,masks,predicate,rule-book,rule-set}.ts'],
  coverageAnalysis: 'perTest',
  concurrency: 1,
  timeoutMS: 60_000,
  incremental: true,
  incrementalFile: '../.kehu/stryker/incremental.json',
  tempDirName: '../.kehu/stryker/sandbox',
  inPlace: true,
  reporters: ['clear-text', 'progress'],
  thresholds: { high: 95, low: 90, break: 85 },
};
