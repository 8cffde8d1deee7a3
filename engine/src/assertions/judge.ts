import { distance } from 'fastest-levenshtein';
import type { AssertionSpec, AssertionVerdict } from '../runner/test-case';
import { AssertionError, type Assertion, type Finding, type Observation } from './assertion';
import { NO_TOOLS, type AssertionTools } from './assertion-tools';
import { quote } from './assertion-value';
import { judgeByPlugin } from './plugin-assertion';
import { isComparing } from './graded/comparing';
import { ASSERT_SET, ASSERTION_TYPES, ASSERTIONS, DECIDED_ALONE } from './registry';
import { transformOutput } from './transform-output';
import { withValue } from './value-of-spec';

/** Verdicts carry at most this much of an output. UTF-16 units. */
const MAX_ACTUAL_LENGTH = 4_000;

/** Where an assertion stands, and what it may ask of the world. */
export interface JudgeSetting {
  /** In the test's `assert` list. */
  readonly index: number;
  readonly tools?: AssertionTools;
}

/** Judges one assertion. Never throws: what cannot be decided is an errored verdict that says why. */
export async function judge(
  spec: AssertionSpec,
  observed: Observation,
  { index, tools = NO_TOOLS }: JudgeSetting,
): Promise<AssertionVerdict> {
  const common = { type: spec.type, index, metric: spec.metric, weight: spec.weight };
  try {
    const seen = spec.transform
      ? {
          ...observed,
          data: undefined,
          toolCalls: undefined,
          ...(await transformOutput(spec.transform, observed, { vars: observed.vars, ...tools })),
        }
      : observed;
    const verdict =
      spec.type === ASSERT_SET ? await judgeSet(spec, seen, tools) : await judgeOne(spec, seen, tools);
    // Weight 0 measures and never fails.
    return spec.weight === 0 ? { ...common, ...verdict, pass: true } : { ...common, ...verdict };
  } catch (error) {
    if (!(error instanceof AssertionError)) throw error;
    return { ...common, pass: false, score: 0, reason: error.message, errored: true };
  }
}

type Judged = Pick<
  AssertionVerdict,
  'pass' | 'score' | 'reason' | 'expected' | 'actual' | 'errored' | 'parts'
>;

async function judgeOne(spec: AssertionSpec, observed: Observation, tools: AssertionTools): Promise<Judged> {
  const negated = spec.type.startsWith('not-');
  const filled = await withValue(spec, observed, tools);
  const finding =
    (await evaluate(filled, observed, tools)) ??
    (await judgeByPlugin(filled, observed, tools)) ??
    unknownType(spec.type);
  const pass = negated ? (finding.holdsNot ?? !finding.holds) : finding.holds;
  const score = negated && finding.holdsNot !== undefined ? Number(!pass) : scoreOf(finding);
  return {
    pass,
    score: negated ? 1 - score : score,
    reason: sentence(finding, { negated, pass }),
    expected: finding.expected,
    actual: finding.actual?.slice(0, MAX_ACTUAL_LENGTH),
  };
}

async function judgeSet(
  { assert = [], threshold }: AssertionSpec,
  observed: Observation,
  tools: AssertionTools,
): Promise<Judged> {
  if (assert.length === 0)
    throw new AssertionError('An "assert-set" needs a list of assertions under "assert".');
  const judged = await Promise.allSettled(
    assert.map((spec, index) => judge(spec, observed, { index, tools })),
  );
  // Nothing is thrown before all have ended: a judge that is being asked is paid, and its answer is to be kept.
  const verdicts = judged.map((each) => {
    if (each.status === 'rejected') throw each.reason;
    return each.value;
  });
  const score = weightedScore(verdicts);
  const failed = verdicts.filter(({ pass }) => !pass);
  const pass = threshold === undefined ? failed.length === 0 : score >= threshold;
  const needed = threshold === undefined ? 'all' : `a score of ${threshold}`;
  const reasons = failed.map(({ reason }) => reason).join(' ');
  return {
    pass,
    score,
    reason:
      `${verdicts.length - failed.length} of ${verdicts.length} hold, score ${round(score)}; needs ${needed}. ${reasons}`.trim(),
    errored: verdicts.some(({ errored }) => errored) || undefined,
    parts: verdicts,
  };
}

/** The weighted mean of the scores; 1 when nothing has weight. */
export function weightedScore(verdicts: readonly Pick<AssertionVerdict, 'score' | 'weight'>[]): number {
  const total = verdicts.reduce((sum, { weight = 1 }) => sum + weight, 0);
  return total === 0 ? 1 : verdicts.reduce((sum, { score, weight = 1 }) => sum + score * weight, 0) / total;
}

/** Undefined for a type that is not built in. */
function evaluate(
  spec: AssertionSpec,
  observed: Observation,
  tools: AssertionTools,
): Promise<Finding> | Finding | undefined {
  const type = spec.type.replace(/^not-/, '');
  const { workplace } = tools;
  const isOf = (assertion: Assertion): boolean => assertion.type === type;
  if (workplace && DECIDED_ALONE.some(isOf)) return workplace.evaluate(spec, observed);
  return ASSERTIONS.find(isOf)?.evaluate(spec, observed, tools);
}

function unknownType(written: string): never {
  const type = written.replace(/^not-/, '');
  if (isComparing({ type }))
    throw new AssertionError(
      `"${written}" compares whole outputs. Write it beside the "assert-set", not in it.`,
    );
  const nearest = ASSERTION_TYPES.toSorted((a, b) => distance(a, type) - distance(b, type))[0];
  throw new AssertionError(`There is no assertion "${written}". The nearest known one is "${nearest}".`);
}

function scoreOf({ holds, score }: Finding): number {
  return score === undefined ? Number(holds) : Math.min(1, Math.max(0, score));
}

function sentence(finding: Finding, { negated, pass }: { negated: boolean; pass: boolean }): string {
  if (finding.reason) return finding.reason;
  const wish = `Expected the output ${negated ? 'not ' : ''}${finding.expectation}`;
  if (pass) return `${wish}: so it is.`;
  const found =
    finding.detail ?? (finding.actual === undefined ? 'it is not so' : `it is ${quote(finding.actual)}`);
  return `${wish}, but ${found}.`;
}

function round(score: number): number {
  return Math.round(score * 1000) / 1000;
}
