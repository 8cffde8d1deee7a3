import { AssertionError, type Observation } from './assertion';

/** The mean natural logarithm of the answer's tokens' probabilities. */
export function meanLogProbability({ logProbs = [], model }: Observation, type: string): number {
  if (model === '') throw new AssertionError(`"${type}" needs a model call; this test only renders.`);
  if (logProbs.length === 0)
    throw new AssertionError(
      `"${type}" needs the probabilities of the answer's tokens, and ${model} gave none. ` +
        'Set "logprobs: true" in the prompt\'s config; OpenAI\'s chat models and servers like them know it.',
    );
  return logProbs.reduce((sum, each) => sum + each, 0) / logProbs.length;
}
