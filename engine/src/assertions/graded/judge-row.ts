import { conclusion } from '../../runner/conclusion';
import type { AssertionSpec, AssertionVerdict, TestResult } from '../../runner/test-case';
import { AssertionError } from '../assertion';
import { NO_TOOLS, type AssertionTools } from '../assertion-tools';
import { fillValue } from '../fill-value';
import { isComparing } from './comparing';
import { maxScore } from './max-score';
import { selectBest } from './select-best';

/** What a comparing assertion says of one output of the row. */
export type RowVerdict = Pick<AssertionVerdict, 'pass' | 'score' | 'reason' | 'errored' | 'namedScores'>;

/** Judges the outputs that were given, at least one; a verdict for each, in their order. Throws AssertionError. */
export type RowJudge = (
  spec: AssertionSpec,
  outputs: readonly TestResult[],
  tools: AssertionTools,
) => readonly RowVerdict[] | Promise<readonly RowVerdict[]>;

const JUDGES: Readonly<Record<string, RowJudge>> = {
  'max-score': maxScore,
  'select-best': selectBest,
};

/**
 * Judges what can only be judged when every output of one test is there, in several columns: `select-best` and `max-score`. Gives the
 * same results in the same order, with their verdicts, status and score. A test without such assertions is given back as it is.
 */
export async function judgeRow(
  results: readonly TestResult[],
  tools: AssertionTools = NO_TOOLS,
): Promise<readonly TestResult[]> {
  let judged = results;
  const specs = results[0]?.test.assert ?? [];
  for (const [index, spec] of specs.entries())
    if (isComparing(spec)) judged = await withVerdicts(judged, { spec, index, tools });
  return judged;
}

interface Comparing {
  readonly spec: AssertionSpec;
  readonly index: number;
  readonly tools: AssertionTools;
}

async function withVerdicts(
  results: readonly TestResult[],
  { spec, index, tools }: Comparing,
): Promise<readonly TestResult[]> {
  const outputs = results.filter(hasOutput);
  if (outputs.length === 0) return results;
  const verdicts = await verdictsOn(outputs, spec, tools);
  return results.map((result) => {
    const said = verdicts[outputs.indexOf(result)];
    if (!said) return result;
    const { type, metric, weight } = spec;
    const verdict = {
      type,
      index,
      metric,
      weight,
      ...said,
      ...(weight === 0 && !said.errored && { pass: true }),
    };
    const all = [...result.verdicts, verdict].sort((a, b) => a.index - b.index);
    return { ...result, verdicts: all, ...conclusion(result.test, all) };
  });
}

/** A test that errored before it had an output has nothing to compare; one whose assertion errored has. */
function hasOutput({ status, verdicts }: TestResult): boolean {
  return status === 'passed' || status === 'failed' || verdicts.length > 0;
}

async function verdictsOn(
  outputs: readonly TestResult[],
  spec: AssertionSpec,
  tools: AssertionTools,
): Promise<readonly RowVerdict[]> {
  try {
    const compare = JUDGES[spec.type];
    if (!compare)
      throw new AssertionError(`There is no assertion "${spec.type}": a comparison has no "not-".`);
    return await compare(fillValue(spec, outputs[0]?.test.vars ?? {}), outputs, tools);
  } catch (error) {
    if (!(error instanceof AssertionError)) throw error;
    return outputs.map(() => ({ pass: false, score: 0, reason: error.message, errored: true }));
  }
}
