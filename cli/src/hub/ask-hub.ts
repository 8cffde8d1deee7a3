import type { ExecutionResult } from '@prompthub/protocol';
import { CommandError } from '../command-error';
import type { PublishedPrompt } from './published-prompts';

export interface HubQuestion {
  readonly vars: Readonly<Record<string, unknown>>;
  /** `provider/model` in place of the prompt's own. */
  readonly model?: string;
  /** Models that are asked, in this order, when the first one does not answer. */
  readonly fallbacks?: readonly string[];
  /** How old a kept answer may be, and how long a new one is kept; undefined: neither. */
  readonly cacheSeconds?: number;
  readonly signal?: AbortSignal;
  readonly timeoutMs: number;
  /** Gets the text as it arrives. */
  readonly onText?: (text: string) => void;
}

/** Runs a prompt at the hub, with the organization's keys. @throws HubError, HubUnreachableError, CommandError */
export async function askHub(
  { project, path, ref, environment }: PublishedPrompt,
  { vars, model, fallbacks = [], cacheSeconds, signal, timeoutMs, onText }: HubQuestion,
): Promise<ExecutionResult> {
  const limit = AbortSignal.timeout(timeoutMs);
  const events = project.executeStream(
    {
      ...{ path, ref, environment, vars: { ...vars }, model },
      fallbacks: fallbacks.length > 0 ? { general: [...fallbacks] } : undefined,
      cache: cacheSeconds === undefined ? undefined : { ttlSeconds: cacheSeconds },
    },
    { signal: signal ? AbortSignal.any([signal, limit]) : limit },
  );
  try {
    for await (const event of events) {
      if (event.type === 'done') return event.result;
      if (event.type === 'text') onText?.(event.text);
    }
  } catch (error) {
    if (signal?.aborted) throw new CommandError('The run was cancelled.');
    if (limit.aborted)
      throw new CommandError(`The hub did not finish its answer within ${timeoutMs / 1000} s.`);
    throw error;
  }
  throw new CommandError('The hub ended its answer without saying so.');
}
