import type { RunProgress } from '@prompthub/engine';
import { describeProgress } from './describe-progress';

const progress: RunProgress = {
  ...{ done: 3, total: 9, passed: 3, failed: 0, errored: 0, skipped: 0 },
  ...{ asked: 3, retries: 0, recorded: 0, costUsd: 0, perhapsUsd: 0, elapsedMs: 10, providers: [] },
};

it.each<[Partial<RunProgress>, string]>([
  [{}, ''],
  [{ failed: 2, errored: 1 }, ' · 2 failed · 1 errored'],
  [{ recorded: 4, costUsd: 0.5 }, ' · 4 recorded · $0.50'],
  [{ etaMs: 300 }, ' · less than 1 s left'],
  [{ etaMs: 41_234 }, ' · 41 s left'],
  [{ etaMs: 125_000 }, ' · 2 min 5 s left'],
  [{ etaMs: 0, done: 9 }, ''],
])('%j reads %j', (more, words) => {
  expect(describeProgress({ ...progress, ...more })).toBe(words);
});
