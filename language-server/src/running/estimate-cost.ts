import { compile, RenderError, type CompiledPrompt, type RenderedPrompt } from '@prompthub/core';
import type { AssertionSpec, MatrixPrompt, TestCase, Wording } from '@prompthub/engine';
import type { CostEstimate, MatrixColumn } from '@prompthub/protocol';
import type { Engine } from '../context';

/** What a model usually writes, where nothing says how long its answer may be. Tokens. */
const USUAL_ANSWER = 300;

/** What running tests in columns may cost: each is rendered, and its tokens are counted roughly. Nothing is asked. */
export async function estimateCost(
  engine: Engine,
  prompts: readonly MatrixPrompt[],
  columns: readonly Pick<MatrixColumn, 'model' | 'variant'>[],
): Promise<CostEstimate> {
  const sum = { questions: 0, aboutUsd: 0, atMostUsd: 0 as number | undefined, judged: 0 };
  const models = new Set<string>();
  const unpriced = new Set<string>();
  for (const { wording, variants = {}, tests } of prompts)
    for (const { model: wanted, variant } of columns) {
      const text = variant === undefined ? wording : variants[variant];
      const compiled = text && (await compiledOf(text));
      if (!compiled) continue;
      for (const test of tests) {
        const rendered = renderedOf(compiled, test);
        if (!rendered) continue;
        const times = test.repeat ?? 1;
        const model = test.model ?? wanted ?? rendered.model ?? '';
        const { aboutUsd, atMostUsd } = costOf(engine, model, rendered);
        sum.questions += times;
        if (test.assert.some((spec) => asksJudge(engine, spec))) sum.judged += times;
        sum.aboutUsd += (aboutUsd ?? 0) * times;
        sum.atMostUsd =
          sum.atMostUsd === undefined || atMostUsd === undefined
            ? undefined
            : sum.atMostUsd + atMostUsd * times;
        models.add(model);
        if (aboutUsd === undefined) unpriced.add(model);
      }
    }
  const { atMostUsd, ...figures } = sum;
  return {
    ...figures,
    ...(atMostUsd !== undefined && { atMostUsd }),
    models: [...models],
    unpriced: [...unpriced],
  };
}

function costOf(
  engine: Engine,
  model: string,
  { messages, config = {}, toolDefs: tools, output }: RenderedPrompt,
): { aboutUsd?: number; atMostUsd?: number } {
  const inputTokens = engine.estimateRequestTokens({ messages, tools });
  const outputTokens = Math.min(engine.outputLimitOf(config) ?? Infinity, USUAL_ANSWER);
  const about = engine.costOf(model, { inputTokens, outputTokens });
  const most = engine.worstCaseCost(model, { messages, config, tools, output });
  return {
    ...('costUsd' in about && { aboutUsd: about.costUsd }),
    ...('costUsd' in most && { atMostUsd: most.costUsd }),
  };
}

/** What is broken asks nobody. */
async function compiledOf(wording: Wording): Promise<CompiledPrompt | undefined> {
  if ('compiled' in wording) return wording.compiled;
  const prompt = 'tree' in wording ? wording.tree : wording.source;
  return compile(prompt, wording.options).catch(notBroken);
}

function renderedOf(compiled: CompiledPrompt, { mode, fault, vars }: TestCase): RenderedPrompt | undefined {
  if (mode === 'render' || fault !== undefined) return undefined;
  try {
    return compiled.render({ input: { ...vars } });
  } catch (error) {
    return notBroken(error);
  }
}

function notBroken(error: unknown): undefined {
  if (!(error instanceof RenderError)) throw error;
}

function asksJudge(engine: Engine, { type, assert = [] }: AssertionSpec): boolean {
  return (
    engine.GRADED_TYPES.has(type.replace(/^not-/, '')) || assert.some((inner) => asksJudge(engine, inner))
  );
}
