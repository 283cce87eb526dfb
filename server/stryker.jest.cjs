/** The units that mutations of access and query have to face. */
const units = require('./jest.config.cjs');

// Stryker looks for the environment from here, where pnpm keeps it out of reach: it is Jest's own.
const within = (name, ...above) =>
  require.resolve(name, { paths: above.length > 0 ? [within(...above)] : [__dirname] });

/** @type {import('jest').Config} */
module.exports = {
  ...units,
  testEnvironment: within('jest-environment-node', 'jest-config', '@jest/core', 'jest'),
  testMatch: ['<rootDir>/src/{access,query}/*.test.ts'],
};
