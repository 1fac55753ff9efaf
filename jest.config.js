// CloudFormation's own validation takes two seconds a process: it has tests of its own.
process.env.CDK_VALIDATION = 'false';

const ES_MODULES = { allowJs: true, isolatedModules: true, module: 'CommonJS', target: 'ES2022' };

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // Types are checked once, by `tsc`, in `npm run check:types`; here each file is only transpiled.
  transform: {
    '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.json', diagnostics: false }],
    // Published as ES modules alone, which Jest cannot require as they are.
    '/node_modules/hyparquet[^/]*/.+\\.js$': ['ts-jest', { tsconfig: ES_MODULES, diagnostics: false }],
  },
  transformIgnorePatterns: ['/node_modules/(?!hyparquet)'],
  // The constructs have one compiled copy, jsii's: tests use it as a consumer does, by the package's name.
  moduleNameMapper: { '^cdk-sluice$': '<rootDir>/dist/lib/index.js' },
  globalSetup: '<rootDir>/test/support/temporary-folder.js',
  globalTeardown: '<rootDir>/test/support/remove-temporary-folder.js',
  reporters: ['default', '<rootDir>/scripts/count-reporter.cjs'],
  testTimeout: 30_000,
};
