import type { HubError } from '@prompthub/client';
import type { Answerer, ProviderErrorCode } from '@prompthub/engine';
import { CommandError } from '../command-error';
import { failureOf } from '../failure';
import { askHub } from './ask-hub';
import type { PublishedPrompt } from './published-prompts';

/** Lets the hub answer the tests of a prompt. */
export function hubAnswerer(prompt: PublishedPrompt, defaultTimeoutMs: number): Answerer {
  return async ({ rendered, vars, model, signal, timeoutMs = defaultTimeoutMs }) => {
    const result = await askHub(prompt, { vars, model, signal, timeoutMs }).catch((error: unknown) =>
      asProviderError(error, signal),
    );
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

/** As the runner knows failures of models: the code says whether another try may help, the message is what the test says. */
async function asProviderError(error: unknown, signal: AbortSignal | undefined): Promise<never> {
  const { ProviderError } = await import('@prompthub/engine');
  const { message } = failureOf(error);
  throw new ProviderError(signal?.aborted ? 'aborted' : codeOf(error), message, {
    cause: error,
    retryAfterMs: isHubError(error) ? error.retryAfterMs : undefined,
  });
}

function codeOf(error: unknown): ProviderErrorCode {
  if (error instanceof CommandError) return 'timeout';
  if (!isHubError(error)) return 'network';
  if (error.status === 429) return 'rate-limited';
  return error.status < 500 ? 'invalid-request' : 'server-error';
}

/** By its name: the class lives in a part that is loaded later. */
function isHubError(error: unknown): error is HubError {
  return error instanceof Error && 'status' in error && typeof error.status === 'number';
}
