import type { RunEstimate } from '@prompthub/engine';
import { estimateInWords, isMuch } from './confirm-cost';

const estimate: RunEstimate = {
  questions: 12,
  aboutUsd: 0.04,
  atMostUsd: 0.2,
  models: [],
  unpriced: [],
  judged: 0,
};

it.each<[Partial<RunEstimate>, number | undefined, string | undefined]>([
  [{}, undefined, '12 questions: about $0.040, at most $0.20.'],
  [{ questions: 1 }, 1, '1 question: about $0.040, at most $0.20.'],
  [{ atMostUsd: undefined }, undefined, '12 questions: about $0.040, without a known limit.'],
  [
    { unpriced: ['a/b', 'c/d'] },
    undefined,
    '12 questions: about $0.040, at most $0.20. No price is known of a/b, c/d, which is not in it.',
  ],
  [{ judged: 2 }, undefined, '12 questions and the judges of 2 tests: about $0.040, at most $0.20.'],
  [{ questions: 0, judged: 1 }, undefined, 'the judges of 1 test: about $0.040, at most $0.20.'],
  [
    { atMostUsd: 0.1 },
    0.1,
    '12 questions: about $0.040, at most $0.10. What might pass --max-cost will be skipped.',
  ],
  [{ questions: 0, aboutUsd: 0, atMostUsd: 0 }, undefined, undefined],
  [{ aboutUsd: 0, atMostUsd: 0 }, undefined, undefined],
])('%j with a cap of %s: %s', (more, cap, words) => {
  expect(estimateInWords({ ...estimate, ...more }, cap)).toBe(words);
});

it.each<[Partial<RunEstimate>, number | undefined, boolean]>([
  [{}, undefined, false],
  [{ aboutUsd: 1.01 }, undefined, true],
  [{}, 0.3, false],
  [{ atMostUsd: 0.1 }, 0.1, true],
  [{ atMostUsd: undefined }, 5, true],
  [{ questions: 0, atMostUsd: 0 }, 0, false],
])('%j with a cap of %s asks: %s', (more, cap, asks) => {
  expect(isMuch({ ...estimate, ...more }, cap)).toBe(asks);
});
