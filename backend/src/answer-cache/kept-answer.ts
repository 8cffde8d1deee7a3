import { executionResult, instant } from '@prompthub/protocol';
import { z } from 'zod';

const answer = executionResult.pick({
  model: true,
  text: true,
  toolCalls: true,
  finishReason: true,
  usage: true,
});
/** What a model answered, and what it used then. */
export type Answer = z.infer<typeof answer>;

export const keptAnswer = answer.extend({ keptAt: instant });
export type KeptAnswer = z.infer<typeof keptAnswer>;

/** Larger answers are not kept. Bytes of JSON. */
export const LARGEST_ANSWER = 256 * 1024;
