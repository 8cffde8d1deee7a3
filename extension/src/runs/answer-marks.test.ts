import { answerMarks } from './answer-marks';
import type { RunRecord } from './run-record';

const ended = (runId: string, costUsd: number | undefined, latencyMs: number): RunRecord => ({
  ...{ runId, uri: 'file:///a.prompt', title: 'a.prompt', startedAt: 0, linked: false },
  ...{ status: 'succeeded', text: 'x', toolCalls: [], facts: [], request: { uri: 'file:///a.prompt' } },
  ...{ costUsd, latencyMs },
});

test('the cheapest and the fastest are named', () => {
  const marks = answerMarks([ended('a', 0.02, 900), ended('b', 0.01, 2000), ended('c', 0.03, 900)]);
  expect(marks).toEqual({ a: ['fastest'], b: ['cheapest'], c: ['fastest'] });
});

test('one may be both', () =>
  expect(answerMarks([ended('a', 0.01, 1), ended('b', 0.02, 2)])).toEqual({ a: ['cheapest', 'fastest'] }));

test('where a price is not known, the cheapest is so among the others only', () =>
  expect(answerMarks([ended('a', 0.01, 2), ended('b', 0.02, 2), ended('c', undefined, 2)])).toEqual({
    a: ['cheapest of known prices'],
  }));

test('a failed answer is neither, one alone stands out from nothing, and equals do not stand out', () => {
  const failed = { ...ended('a', 0, 1), status: 'failed' as const };
  expect(answerMarks([failed, ended('b', 0.01, 5)])).toEqual({});
  expect(answerMarks([ended('a', 0.01, 5), ended('b', 0.01, 5)])).toEqual({});
  expect(answerMarks([])).toEqual({});
});
