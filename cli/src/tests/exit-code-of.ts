import type { TestReport } from '@prompthub/protocol';
import { ExitCode } from '../exit-code';

/** What gives exit code 1; each but `regression` includes those before it. */
export const FAIL_ON = ['never', 'errored', 'failed', 'skipped', 'regression'] as const;
export type FailOn = (typeof FAIL_ON)[number];

export interface Demands {
  /** Without it nothing may fail or be skipped, unless a least pass rate is asked for. */
  readonly failOn?: FailOn;
  /** 0 to 1. */
  readonly minPassRate?: number;
  /** How many tests fail that passed in the base. */
  readonly regressions?: number;
}

/** Whether a run of tests met what was asked of it. */
export function exitCodeOf(
  { totals }: Pick<TestReport, 'totals'>,
  { failOn, minPassRate, regressions = 0 }: Demands,
): ExitCode {
  const { passed, failed, errored, skipped, total } = totals;
  if (minPassRate !== undefined && passed / total < minPassRate) return ExitCode.findings;
  const wrong = {
    never: 0,
    errored,
    failed: failed + errored,
    skipped: failed + errored + skipped,
    regression: regressions,
  };
  return wrong[failOn ?? (minPassRate === undefined ? 'skipped' : 'never')] > 0
    ? ExitCode.findings
    : ExitCode.ok;
}
