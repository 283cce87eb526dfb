/** The browser journeys: `e2e/*.e2e.test.ts`, one after the other, against the built product in real Chromium. */
const units = require('./jest.config.cjs');

/** @type {import('jest').Config} */
module.exports = {
  ...units,
  testEnvironment: 'node',
  roots: ['<rootDir>/e2e'],
  testMatch: ['**/*.e2e.test.ts'],
  testTimeout: 120_000,
  maxWorkers: 1,
  // One server with the demo company for all journeys.
  globalSetup: '<rootDir>/e2e/support/start-server.ts',
  globalTeardown: '<rootDir>/e2e/support/stop-server.ts',
};
