import type { Answerer } from '@prompthub/engine';
import { failureOf } from '../failure';
import { askHub } from './ask-hub';
import type { PublishedPrompt } from './published-prompts';

/** Lets the hub answer the tests of a prompt. */
export function hubAnswerer(prompt: PublishedPrompt, defaultTimeoutMs: number): Answerer {
  return async ({ rendered, vars, model, signal, timeoutMs = defaultTimeoutMs }) => {
    const result = await askHub(prompt, { vars, model, signal, timeoutMs }).catch(asProviderError);
    const { text, toolCalls, usage, costUsd, latencyMs, timeToFirstTokenMs } = result;
    return {
      rendered,
      model: result.model,
      text,
      answer: { text, toolCalls, finishReason: 'stop', usage, model: result.model },
      usage,
      costUsd,
      latencyMs,
      timeToFirstTokenMs,
    };
  };
}

/** As the runner knows failures of models: their message is what the test says. */
async function asProviderError(error: unknown): Promise<never> {
  const { ProviderError } = await import('@prompthub/engine');
  const { message } = failureOf(error);
  throw new ProviderError('server-error', message, { cause: error });
}
