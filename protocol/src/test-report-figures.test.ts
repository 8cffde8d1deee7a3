import { metricsOfTests, reasonsOfTest, totalsOfTests } from './test-report-figures';

const verdict = { type: 'equals', pass: true, score: 1, reason: 'so it is', index: 0 };

it('sums what is known, and says nothing of prices that nobody knows', () => {
  expect(totalsOfTests([{ status: 'passed' }])).toEqual({
    ...{ passed: 1, failed: 0, errored: 0, skipped: 0, total: 1 },
  });
  const judging = { inputTokens: 1, outputTokens: 1, estimated: false };
  expect(
    totalsOfTests([
      { status: 'failed', costUsd: 0.5, judging },
      { status: 'errored', costUsd: 0.25, judging: { ...judging, costUsd: 1 } },
      { status: 'skipped' },
    ]),
  ).toEqual({ passed: 0, failed: 1, errored: 1, skipped: 1, total: 3, costUsd: 0.75, judgingCostUsd: 1 });
});

it('takes the mean of each metric over the tests that gave it', () => {
  expect(metricsOfTests([{ verdicts: [verdict] }])).toBeUndefined();
  expect(
    metricsOfTests([
      { verdicts: [{ ...verdict, metric: 'tone', score: 0.5 }] },
      { verdicts: [{ ...verdict, metric: 'tone', namedScores: { length: 0.2 } }, verdict] },
    ]),
  ).toEqual({ tone: 0.75, length: 0.2 });
});

it('gives the failed assertions as reasons, and the error where there are none', () => {
  const failed = { ...verdict, pass: false, reason: 'it is "b".' };
  expect(reasonsOfTest({ verdicts: [verdict, failed], error: 'it is "b".' })).toEqual(['equals: it is "b".']);
  expect(reasonsOfTest({ verdicts: [], error: 'no key' })).toEqual(['no key']);
  expect(reasonsOfTest({ verdicts: [verdict] })).toEqual([]);
});
