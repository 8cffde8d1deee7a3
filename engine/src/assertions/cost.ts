import { AssertionError, type Assertion } from './assertion';
import { requiredThreshold } from './assertion-value';

/** The answer cost at most `threshold` US dollars. */
export const cost: Assertion = {
  type: 'cost',
  shape: { value: 'limit', summary: 'The answer cost at most `threshold` US dollars.' },
  evaluate(spec, { costUsd, model }) {
    const threshold = requiredThreshold(spec);
    if (costUsd === undefined) {
      throw new AssertionError(
        model === ''
          ? '"cost" needs a model call; this test only renders.'
          : `"cost" cannot be judged: the price of ${model} is not known.`,
      );
    }
    return {
      holds: costUsd <= threshold,
      expectation: `to cost at most $${threshold}`,
      detail: `it cost $${costUsd}`,
      expected: `≤ $${threshold}`,
      actual: `$${costUsd}`,
    };
  },
};
