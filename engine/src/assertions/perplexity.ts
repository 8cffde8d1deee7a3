import type { Assertion } from './assertion';
import { requiredThreshold } from './assertion-value';
import { meanLogProbability } from './perplexity-of';

/** The perplexity of the answer, exp of the negative mean log probability (Jelinek et al. 1977), is at most `threshold`. */
export const perplexity: Assertion = {
  type: 'perplexity',
  shape: {
    value: 'limit',
    summary: 'The model was sure of its words: their perplexity is at most `threshold`.',
  },
  evaluate(spec, observed) {
    const threshold = requiredThreshold(spec);
    const found = Math.exp(-meanLogProbability(observed, spec.type));
    return {
      holds: found <= threshold,
      expectation: `to have a perplexity of at most ${threshold}`,
      detail: `it is ${Math.round(found * 1000) / 1000}`,
      expected: `≤ ${threshold}`,
      actual: String(found),
    };
  },
};
