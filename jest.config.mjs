import path from 'node:path';

// One jest for the house: a project per package. Packages import each other from source in tests
// (the `prompthub-source` export condition), so that no build is needed before `npm run jest`.
const swc = (decorators) => [
  '@swc/jest',
  {
    jsc: {
      target: 'es2024',
      parser: { syntax: 'typescript', decorators },
      transform: decorators
        ? { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false }
        : {},
    },
    module: { type: 'commonjs' },
  },
];

const project = (folder, { decorators = false, ...rest } = {}) => ({
  displayName: folder,
  rootDir: `<rootDir>/${folder}`,
  testEnvironment: path.join(import.meta.dirname, 'scripts/jest/node-environment.cjs'),
  testMatch: ['<rootDir>/src/**/*.test.ts', '<rootDir>/test/**/*.test.ts'],
  transform: { '^.+\\.ts$': swc(decorators) },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': ['$1.ts', '$1.js'] },
  testEnvironmentOptions: {
    customExportConditions: ['prompthub-source', 'node', 'node-addons', 'require', 'default'],
  },
  ...rest,
});

/** Set by `npm test`: where to keep the names of the test files that run. */
const runningTests = process.env.RUNNING_TESTS;

/** @type {import('jest').Config} */
export default {
  coverageProvider: 'v8',
  // Only what hangs is to fail: a busy machine makes some tests with a real PostgreSQL or git take five seconds.
  testTimeout: 30_000,
  // A worker keeps what each test file loaded; past this it is started anew, or its garbage collector eats the day.
  workerIdleMemoryLimit: '700MB',
  coverageDirectory: 'artifacts/coverage',
  coverageReporters: ['json-summary', 'text-summary'],
  coverageThreshold: {
    './core/src/': { lines: 85 },
    './engine/src/': { lines: 85 },
    './backend/src/**/*.service.ts': { lines: 85 },
  },
  reporters: [
    'default',
    ...(runningTests ? [['<rootDir>/scripts/suites/running-files.mjs', { file: runningTests }]] : []),
  ],
  projects: [
    project('core'),
    project('engine'),
    project('protocol'),
    project('client'),
    project('language-server'),
    project('backend', {
      decorators: true,
      globalSetup: '<rootDir>/test/global-setup.ts',
      globalTeardown: '<rootDir>/test/global-teardown.ts',
    }),
    project('cli'),
    project('grammars'),
    project('extension', { testMatch: ['<rootDir>/src/**/*.test.ts'] }),
    project('test-fixtures', { decorators: true }),
  ],
};
