import { z } from 'zod';
import type { AssertionSpec } from '../runner/test-case';
import { AssertionError, type Finding } from './assertion';
import { quote } from './assertion-value';

const grading = z.object({
  pass: z.boolean(),
  score: z.number().nullish(),
  reason: z.string().nullish(),
});

interface CodeOf {
  readonly spec: AssertionSpec;
  /** For messages: `The JavaScript`. */
  readonly who: string;
  /** What it is shown as: the code, or the name of its file. */
  readonly shown: string;
}

/**
 * What code of the test's author gave, as a finding: a boolean, a number (a score; it holds at `threshold`, or above 0) or
 * `{ pass, score, reason }`. Throws AssertionError for anything else.
 */
export function codeFinding(result: unknown, { spec: { threshold }, who, shown }: CodeOf): Finding {
  const expectation = `to satisfy ${quote(shown, 120)}`;
  if (typeof result === 'boolean') return { holds: result, expectation, detail: `it gives ${result}` };
  if (typeof result === 'number') {
    const holds = threshold === undefined ? result > 0 : result >= threshold;
    const needs = threshold ?? 'more than 0';
    return { holds, score: result, expectation, detail: `it gives ${result}, and needs ${needs}` };
  }
  const graded = grading.safeParse(result);
  if (!graded.success) {
    throw new AssertionError(
      `${who} gave ${result === undefined ? 'nothing' : quote(JSON.stringify(result), 80)}; ` +
        'it must return a boolean, a number or { pass, score, reason }.',
    );
  }
  const { pass, reason } = graded.data;
  const score = graded.data.score ?? undefined;
  const reached = threshold === undefined || score === undefined || score >= threshold;
  return {
    holds: pass && reached,
    score,
    expectation,
    detail: `it gives pass: ${pass}`,
    reason: reason ?? undefined,
  };
}
