import type { Assertion } from './assertion';
import { requiredThreshold } from './assertion-value';
import { meanLogProbability } from './perplexity-of';

/** 1 / (1 + perplexity), which promptfoo has as a score from 0 to 0.5, reaches `threshold`. */
export const perplexityScore: Assertion = {
  type: 'perplexity-score',
  shape: {
    value: 'limit',
    summary: 'The model was sure of its words: 1 / (1 + perplexity) reaches `threshold` (0.5 at most).',
  },
  evaluate(spec, observed) {
    const threshold = requiredThreshold(spec);
    const score = 1 / (1 + Math.exp(-meanLogProbability(observed, spec.type)));
    return {
      holds: score >= threshold,
      score,
      expectation: `to have a perplexity score of at least ${threshold}`,
      detail: `it is ${Math.round(score * 1000) / 1000}`,
      expected: `≥ ${threshold}`,
      actual: String(score),
    };
  },
};
