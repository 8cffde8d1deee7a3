import { describeAnswer } from './describe-answer';

const answer = {
  ...{ model: 'openai/gpt-5-mini', text: 'Hi', toolCalls: [], latencyMs: 1200, commit: 'ab'.repeat(20) },
  usage: { inputTokens: 12, outputTokens: 3, estimated: false },
};
const now = Date.parse('2026-06-14T12:00:00Z');

it.each([
  ['an unknown price', {}, 'price unknown'],
  ['a cost', { costUsd: 0.5 }, '$0.50'],
  ['an answer that was just kept', { cachedAt: '2026-06-14T11:59:59Z' }, 'kept answer, no cost, 1 s old'],
  ['one of a minute ago', { cachedAt: '2026-06-14T11:59:00Z' }, 'kept answer, no cost, 1 min old'],
  ['one of hours ago', { cachedAt: '2026-06-14T10:00:00Z' }, 'kept answer, no cost, 2 h old'],
  ['one of days ago', { cachedAt: '2026-06-12T12:00:00Z' }, 'kept answer, no cost, 2 days old'],
  [
    'one of a hub whose clock is ahead',
    { cachedAt: '2026-06-14T12:00:05Z' },
    'kept answer, no cost, 0 s old',
  ],
])('%s', (_, figures, cost) => {
  expect(describeAnswer({ ...answer, ...figures }, now)).toBe(
    `openai/gpt-5-mini · 12 + 3 tokens · ${cost} · 1.2 s · version ababababab`,
  );
});
