import { estimateParams, type CostEstimate } from '@prompthub/protocol';
import type { Context } from '../context';
import { estimateCost } from '../running/estimate-cost';
import { matrixPrompts } from '../running/matrix-prompts';

/** `prompthub/estimateTests`: what running tests may cost, before anything is asked. */
export async function estimateTests(context: Context, raw: unknown): Promise<CostEstimate> {
  const { prompts, columns = [{ label: '' }] } = estimateParams.parse(raw);
  const engine = await context.loadEngine();
  const placed = await matrixPrompts(context, engine, { prompts, columns });
  return estimateCost(
    engine,
    placed.map(({ matrix }) => matrix),
    columns,
  );
}
