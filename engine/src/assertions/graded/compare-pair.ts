import type { AssertionSpec } from '../../runner/test-case';
import type { AssertionTools } from '../assertion-tools';
import { compareOutputs } from './compare-outputs';

export interface PairComparison {
  /** Undefined: a tie. */
  readonly winner: 'first' | 'second' | undefined;
  /** The judge chose by the place, not by the output; that is a tie. */
  readonly dependsOnOrder: boolean;
  readonly reason: string;
}

export interface PairOptions {
  readonly tools: AssertionTools;
  /** `provider/model`; without it the judge of the tools. */
  readonly model?: string;
  readonly rubricPrompt?: string;
}

/**
 * Which of two outputs meets a criterion better, in a judge's eyes. It is asked twice, the second time with the outputs swapped: two
 * questions, or none when they are the same. Rejects with AssertionError.
 */
export async function comparePair(
  criterion: string,
  [first, second]: readonly [first: string, second: string],
  { tools, model, rubricPrompt }: PairOptions,
): Promise<PairComparison> {
  const spec: AssertionSpec = { type: 'select-best', provider: model, rubricPrompt };
  if (first === second) return { winner: undefined, dependsOnOrder: false, reason: SAME };
  const { best, dependsOnOrder, reasons } = await compareOutputs(criterion, [first, second], { spec, tools });
  if (dependsOnOrder) return { winner: undefined, dependsOnOrder, reason: DEPENDS_ON_ORDER };
  return { winner: best[0] === 0 ? 'first' : 'second', dependsOnOrder, reason: reasons[0] ?? '' };
}

export const DEPENDS_ON_ORDER =
  "The judge's verdict depends on the order in which it reads the outputs: no difference is shown.";

export const SAME = 'The outputs are the same.';

/** Share of comparisons whose verdict depended on the order, 0 to 1; undefined for none. What a judge says is worth less, the higher it is. */
export function positionBias(
  comparisons: readonly { readonly dependsOnOrder: boolean }[],
): number | undefined {
  if (comparisons.length === 0) return undefined;
  return comparisons.filter(({ dependsOnOrder }) => dependsOnOrder).length / comparisons.length;
}
