import type { AssertionSpec, TestResult } from '../../runner/test-case';
import { AssertionError } from '../assertion';
import type { AssertionTools } from '../assertion-tools';
import { someTextValue } from '../assertion-value';
import { compareOutputs } from './compare-outputs';
import { DEPENDS_ON_ORDER } from './compare-pair';
import type { RowVerdict } from './judge-row';

/**
 * A judge chooses the best output of a row. The one with the most votes passes with score 1; outputs that share the most votes pass with
 * equal shares of it, for none is shown to be better. `position-bias` is 1 where the verdict depended on the order: its mean over a run
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
  const { best, votes, dependsOnOrder } = comparison;
  const namedScores = { 'position-bias': Number(dependsOnOrder) };
  return results.map((_, at) => {
    const pass = best.includes(at);
    const said = `Chosen in ${votes[at]} of ${votes.length} orders.`;
    const why = wordsFor(comparison, at);
    return { pass, score: pass ? 1 / best.length : 0, reason: `${said} ${why}`, namedScores };
  });
}

function wordsFor(
  { best, reasons, dependsOnOrder }: Awaited<ReturnType<typeof compareOutputs>>,
  at: number,
): string {
  const [winner] = best;
  if (best.length > 1) return DEPENDS_ON_ORDER;
  const order = dependsOnOrder ? " The judge's verdict depends on the order." : '';
  if (at !== winner) return `Output ${(winner ?? 0) + 1} is the best by most orders.${order}`;
  return `${reasons[0] ?? ''}${order}`;
}
