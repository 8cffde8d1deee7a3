import { estimateParams, type CostEstimate } from '@prompthub/protocol';
import type { Context } from '../context';
import { matrixPrompts } from '../running/matrix-prompts';

/** `prompthub/estimateTests`: what running tests may cost, before anything is asked. */
export async function estimateTests(context: Context, raw: unknown): Promise<CostEstimate> {
  const { prompts, columns = [{ label: '' }], texts } = estimateParams.parse(raw);
  const engine = await context.loadEngine();
  const placed = await matrixPrompts(context, engine, { prompts, columns, texts });
  const { atMostUsd, models, unpriced, ...figures } = await engine.estimateRun({
    prompts: placed.map(({ matrix }) => matrix),
    columns,
  });
  const names = { models: [...models], unpriced: [...unpriced] };
  // What has no price has no bound either.
  return { ...figures, ...names, ...(atMostUsd !== undefined && unpriced.length === 0 && { atMostUsd }) };
}
