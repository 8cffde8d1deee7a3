import { AssertionError, type Assertion } from './assertion';

/** The provider's filter let the question and the answer pass. `not-guardrails` wants it to stop them. */
export const guardrails: Assertion = {
  type: 'guardrails',
  shape: {
    value: 'none',
    summary: 'The provider’s content filter stopped neither the question nor the answer.',
  },
  evaluate(_spec, { model, finishReason, output }) {
    if (model === '') throw new AssertionError('"guardrails" needs a model call; this test only renders.');
    const stopped = finishReason?.toLowerCase().replaceAll('_', '-') === 'content-filter';
    return {
      holds: !stopped,
      expectation: 'to pass the provider’s content filter',
      detail: stopped ? 'the filter stopped it' : 'it passed',
      actual: output,
    };
  },
};
