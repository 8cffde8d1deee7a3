import { z } from 'zod';
import type { AssertionSpec, TestResult } from '../../runner/test-case';
import { AssertionError } from '../assertion';
import { isComparing } from './comparing';
import type { RowVerdict } from './judge-row';

const settings = z.strictObject({
  method: z.enum(['average', 'sum']).default('average'),
  /** By type of assertion; 1 for those that are not named. */
  weights: z.record(z.string(), z.number().min(0)).default({}),
  threshold: z.number().optional(),
});

/** The output whose other assertions score highest, the first of equals. No model is asked. */
export function maxScore(spec: AssertionSpec, outputs: readonly TestResult[]): readonly RowVerdict[] {
  const parsed = settings.safeParse(spec.value ?? {});
  if (!parsed.success)
    throw new AssertionError(
      'The value of "max-score" is a map with `method` (`average` or `sum`), `weights` by type and `threshold`, or nothing.',
    );
  const { method, weights, threshold = spec.threshold } = parsed.data;
  const totals = outputs.map((result) => totalOf(result, method, weights));
  const best = totals.indexOf(Math.max(...totals));
  const list = totals.map((total) => total.toFixed(3)).join(', ');
  return totals.map((total, at) => {
    const enough = threshold === undefined || total >= threshold;
    if (at !== best) return { pass: false, score: 0, reason: `Output ${best + 1} scores highest: ${list}.` };
    if (!enough)
      return { pass: false, score: 0, reason: `It scores highest (${list}), but less than ${threshold}.` };
    return { pass: true, score: 1, reason: `It scores highest: ${list}.` };
  });
}

function totalOf(
  { test, verdicts }: TestResult,
  method: 'average' | 'sum',
  weights: Readonly<Record<string, number>>,
): number {
  const others = verdicts.filter((verdict) => !isComparing(verdict));
  if (others.length === 0)
    throw new AssertionError(
      `"max-score" adds up the other assertions of a test, and "${test.description}" has none.`,
    );
  const weightOf = ({ type }: { type: string }): number => weights[type] ?? 1;
  const sum = others.reduce((total, verdict) => total + verdict.score * weightOf(verdict), 0);
  const weight = others.reduce((total, verdict) => total + weightOf(verdict), 0);
  return method === 'sum' ? sum : weight === 0 ? 0 : sum / weight;
}
