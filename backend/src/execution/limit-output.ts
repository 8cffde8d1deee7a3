import { knownModel, type ModelRequest, outputLimitOf, withOutputLimit } from '@prompthub/engine';

/**
 * Tokens that a model may write when a prompt sets no limit. What a call may cost is reserved beforehand, so that it must have an end:
 * 16,384 is room for long answers and some thinking, and all that several current models can write.
 */
const KNOWN_MODEL_TOKENS = 16_384;
/** Of models that nothing is known of: many local servers refuse a limit that does not fit their context. */
const UNKNOWN_MODEL_TOKENS = 4_096;

/** The request with an output limit in any case: the prompt's own, or else the hub's for `provider/model`. */
export function limitOutput<Request extends Pick<ModelRequest, 'config'>>(
  model: string,
  request: Request,
): Request {
  if (outputLimitOf(request.config) !== undefined) return request;
  return { ...request, config: withOutputLimit(request.config, usualLimitOf(model)) };
}

function usualLimitOf(model: string): number {
  const known = knownModel(model);
  if (known === undefined) return UNKNOWN_MODEL_TOKENS;
  return Math.min(KNOWN_MODEL_TOKENS, known.maxOutputTokens ?? UNKNOWN_MODEL_TOKENS);
}
