import base from './jest.config.mjs';

const extension = base.projects.find((project) => project.displayName === 'extension');

/** Stories in a real VS Code: slow, two at a time as they mostly wait, started by `npm test -- --only e2e`. */
export default {
  reporters: base.reporters,
  testSequencer: '<rootDir>/scripts/jest/longest-first.cjs',
  projects: [{ ...extension, displayName: 'e2e', testMatch: ['<rootDir>/e2e/**/*.e2e.ts'] }],
  testTimeout: 600_000,
};
