import { knownModel } from '../../cost/known-models';
import { outputLimitOf, withOutputLimit } from '../../cost/output-limit';

/** Room for long answers and some thinking, and all that several current models can write. */
const KNOWN_MODEL_TOKENS = 16_384;
/** Of models that nothing is known of: many local servers refuse a limit that does not fit their context. */
const UNKNOWN_MODEL_TOKENS = 4_096;

/** A verdict with its reasons, and thinking before it. */
export const JUDGE_TOKENS = 4_096;

type Config = Readonly<Record<string, unknown>>;

/** Settings with an output limit in any case: the prompt's own, or else a usual one for `provider/model`, so that its cost has an end. */
export function withUsualOutputLimit(model: string, config: Config, most = Infinity): Config {
  if (outputLimitOf(config) !== undefined) return config;
  return withOutputLimit(config, Math.min(most, usualLimitOf(model)));
}

function usualLimitOf(model: string): number {
  const known = knownModel(model);
  if (known === undefined) return UNKNOWN_MODEL_TOKENS;
  return Math.min(KNOWN_MODEL_TOKENS, known.maxOutputTokens ?? UNKNOWN_MODEL_TOKENS);
}
