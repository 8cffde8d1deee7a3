import { exitCodeOf, type Demands } from './exit-code-of';

const totals = (passed: number, failed: number, errored: number, skipped: number) => ({
  totals: { passed, failed, errored, skipped, total: passed + failed + errored + skipped },
});

it.each<[ReturnType<typeof totals>, Demands, 0 | 1]>([
  [totals(3, 0, 0, 0), {}, 0],
  [totals(3, 1, 0, 0), {}, 1],
  [totals(3, 0, 0, 1), {}, 1],
  [totals(3, 0, 0, 1), { failOn: 'failed' }, 0],
  [totals(3, 1, 0, 0), { failOn: 'failed' }, 1],
  [totals(3, 0, 1, 0), { failOn: 'failed' }, 1],
  [totals(3, 1, 0, 0), { failOn: 'errored' }, 0],
  [totals(3, 0, 1, 0), { failOn: 'errored' }, 1],
  [totals(0, 3, 3, 3), { failOn: 'never' }, 0],
  [totals(0, 3, 3, 3), { failOn: 'regression' }, 0],
  [totals(9, 1, 0, 0), { failOn: 'regression', regressions: 1 }, 1],
  [totals(9, 1, 0, 0), { minPassRate: 0.9 }, 0],
  [totals(8, 1, 0, 1), { minPassRate: 0.9 }, 1],
  // 0.56 × 100 is more than 56 in floating point.
  [totals(56, 44, 0, 0), { minPassRate: 0.56 }, 0],
  [totals(9, 0, 1, 0), { minPassRate: 0.9, failOn: 'errored' }, 1],
  [totals(5, 5, 0, 0), { minPassRate: 0.9, failOn: 'never' }, 1],
  [totals(0, 0, 0, 0), { minPassRate: 1 }, 0],
])('%j with %j: %d', (report, demands, code) => {
  expect(exitCodeOf(report, demands)).toBe(code);
});
