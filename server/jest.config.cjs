/** Units: `*.test.ts`. The API suite (`*.api.test.ts`) needs an engine, see KEHU_SUITE and KEHU_TEST_ENGINE. */
const api = process.env.KEHU_SUITE === 'api';

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>'],
  modulePathIgnorePatterns: ['<rootDir>/dist'],
  testMatch: api ? ['**/*.api.test.ts'] : ['**/*.test.ts', '**/*.test.mjs'],
  testPathIgnorePatterns: ['/node_modules/', ...(api ? [] : ['\\.api\\.test\\.ts$'])],
  ...(api && { globalSetup: '<rootDir>/test/start-engine.cjs', globalTeardown: '<rootDir>/test/stop-engine.cjs' }),
  setupFiles: ['<rootDir>/test/seed.cjs'],
  testTimeout: api ? 60_000 : 20_000,
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: false, useDefineForClassFields: false },
        },
        module: { type: 'commonjs' },
      },
    ],
  },
  moduleNameMapper: { '^@kehu/shared$': '<rootDir>/../shared/src/index.ts' },
};
