import { AssertionError, type Assertion } from './assertion';
import { requiredThreshold } from './assertion-value';

/** The answer came within `threshold` milliseconds. */
export const latency: Assertion = {
  type: 'latency',
  shape: { value: 'limit', summary: 'The answer came within `threshold` milliseconds.' },
  evaluate(spec, { latencyMs }) {
    const threshold = requiredThreshold(spec);
    if (latencyMs === undefined)
      throw new AssertionError('"latency" needs a model call; this test only renders.');
    const taken = Math.round(latencyMs);
    return {
      holds: latencyMs <= threshold,
      expectation: `to come within ${threshold} ms`,
      detail: `it took ${taken} ms`,
      expected: `≤ ${threshold} ms`,
      actual: `${taken} ms`,
    };
  },
};
