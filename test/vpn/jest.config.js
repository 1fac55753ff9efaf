const { join } = require('node:path');

const rootDir = join(__dirname, '../..');

/** @type {import('jest').Config} */
module.exports = {
  ...require('../../jest.config.js'),
  rootDir,
  roots: ['<rootDir>/test/vpn'],
  testMatch: ['**/*.vpn.ts'],
  testTimeout: 300_000,
};
