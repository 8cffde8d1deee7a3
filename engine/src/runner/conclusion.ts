import { weightedScore } from '../assertions/judge';
import type { AssertionVerdict, TestCase, TestResult } from './test-case';

/** What the verdicts on an output make of its test. */
export function conclusion(
  { threshold }: Pick<TestCase, 'threshold'>,
  verdicts: readonly AssertionVerdict[],
): Pick<TestResult, 'status' | 'score' | 'error'> {
  const score = weightedScore(verdicts);
  const errored = verdicts.find((verdict) => verdict.errored && verdict.weight !== 0);
  if (errored) return { status: 'errored', score, error: errored.reason };
  const passed =
    threshold === undefined ? verdicts.every(({ pass, weight }) => pass || weight === 0) : score >= threshold;
  return { status: passed ? 'passed' : 'failed', score };
}
