import type { AssertionSpec, TestResult } from '../../runner/test-case';
import { AssertionError } from '../assertion';
import type { AssertionTools } from '../assertion-tools';
import { someTextValue } from '../assertion-value';
import { compareOutputs, type Comparison } from './compare-outputs';
import { DEPENDS_ON_ORDER, SAME } from './compare-pair';
import type { RowVerdict } from './judge-row';

/**
 * A judge chooses the best output of a row. The one with the most votes passes with score 1; outputs that share the most votes, or are the
 * same, pass with equal shares of it, for none is shown to be better. `position-bias` is 1 where the verdict depended on the order: its mean over a run
 * is the judge's rate.
 */
export async function selectBest(
  spec: AssertionSpec,
  results: readonly TestResult[],
  tools: AssertionTools,
): Promise<readonly RowVerdict[]> {
  const criterion = someTextValue(spec);
  if (results.length < 2)
    throw new AssertionError(
      '"select-best" compares the outputs of several columns, and this run has one. Run the test with several models or variants.',
    );
  const outputs = results.map(({ output }) => output);
  const vars = results[0]?.test.vars;
  const comparison = await compareOutputs(criterion, outputs, { spec, tools, vars });
  const { best, votes, dependsOnOrder, reasons } = comparison;
  const namedScores = { 'position-bias': Number(dependsOnOrder) };
  return results.map((_, at) => {
    const pass = best.includes(at);
    const reason =
      reasons.length === 0
        ? SAME
        : `Chosen in ${votes[at]} of ${reasons.length} orders. ${wordsFor(comparison, at)}`;
    return { pass, score: pass ? 1 / best.length : 0, reason, namedScores };
  });
}

function wordsFor({ best, isTie, reasons, dependsOnOrder }: Comparison, at: number): string {
  const [winner = 0] = best;
  if (isTie) return DEPENDS_ON_ORDER;
  const order = dependsOnOrder ? " The judge's verdict depends on the order." : '';
  const why = best.includes(at) ? reasons[0] : `Output ${winner + 1} is the best by most orders.`;
  return `${why}${order}`;
}
