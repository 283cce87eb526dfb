/** The units that mutations of access have to face. */
const units = require('./jest.config.cjs');

/** @type {import('jest').Config} */
module.exports = { ...units, testMatch: ['<rootDir>/src/access/{guard,predicate,rule-set}.test.ts'] };
