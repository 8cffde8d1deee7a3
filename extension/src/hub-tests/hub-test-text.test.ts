import type { TestRun } from '@prompthub/protocol';
import {
  costCapProblem,
  isOpen,
  testedVersion,
  testRunDetails,
  testRunFigures,
  testRunSummary,
} from './hub-test-text';

const now = Date.parse('2026-06-15T12:00:00Z');
const totals = {
  passed: 11,
  failed: 1,
  errored: 0,
  skipped: 0,
  total: 40,
  costUsd: 0.25,
  judgingCostUsd: 0.05,
};
const run: TestRun = {
  id: '0198d6a1-2b3c-7d4e-8f50-61728394a5b6',
  from: 'hub',
  commit: '9f2c1e5b7a8d4c3f6e0b1a2d3c4e5f60718293a4',
  ref: 'main',
  status: 'running',
  totals,
  by: { id: '01890a5d-ac96-774b-bcce-b302099a8057', name: 'Ada' },
  createdAt: '2026-06-15T11:58:00.000Z',
};

test.each([
  [{}, 'running · 12 of 40 · $0.30 · Ada, 2 minutes ago'],
  [{ status: 'queued' as const }, 'waits for its turn · Ada, 2 minutes ago'],
  [
    { status: 'failed' as const, paths: ['mail/reply.prompt'] },
    'failed · 11 of 40 passed · $0.30 · mail/reply · Ada, 2 minutes ago',
  ],
  [
    { status: 'passed' as const, from: 'reported' as const, paths: ['a.prompt', 'b.prompt'] },
    'passed · 11 of 40 · $0.30 · 2 prompts · Ada, 2 minutes ago · reported',
  ],
])('a run with %j in a line', (more, words) => expect(testRunSummary({ ...run, ...more }, now)).toBe(words));

test('what costs nothing names no price, and what has no tests no count', () => {
  const free = { passed: 2, failed: 0, errored: 0, skipped: 0, total: 2 };
  expect(testRunFigures({ ...run, status: 'passed', totals: free })).toBe('2 of 2');
  expect(
    testRunFigures({ ...run, status: 'failed', totals: { ...free, passed: 0, total: 0 } }),
  ).toBeUndefined();
});

test('the version is named as it was asked for, and by its commit', () => {
  expect(testedVersion(run)).toBe('main 9f2c1e5');
  expect(testedVersion({ ...run, ref: '9f2c1e5b' })).toBe('9f2c1e5');
});

test('why it ended early, and within which limits it ran', () => {
  const more = {
    problem: 'Cancelled by Ada.',
    models: ['openai/gpt-5-mini'],
    maxCostUsd: 2,
    source: 'CI 12',
  };
  expect(testRunDetails({ ...run, ...more })).toEqual([
    'Cancelled by Ada.',
    '1 failed',
    'On openai/gpt-5-mini',
    'At most $2.00',
    'Reported by CI 12',
  ]);
});

test.each([
  ['queued', true],
  ['running', true],
  ['passed', false],
  ['failed', false],
  ['cancelled', false],
] as const)('one that is %s can be cancelled: %p', (status, open) =>
  expect(isOpen({ ...run, status })).toBe(open),
);

test.each([
  ['', true],
  [' 0.50 ', true],
  ['2', true],
  ['0', false],
  ['$2', false],
  ['2000000', false],
  ['-1', false],
])('%p as the most that a run may cost: %p', (text, fits) =>
  expect(costCapProblem(text) === undefined).toBe(fits),
);
