import type { RunRecord } from '../runs/run-record';
import { spendingText, withRun, withTest, type WindowSpending } from './window-spending';

const ended = (more: Partial<RunRecord>): RunRecord => ({
  ...{ runId: '1', uri: 'file:///a.prompt', title: 'a.prompt', startedAt: 0, linked: false },
  ...{ status: 'succeeded', model: 'openai/a', text: 'x', toolCalls: [], facts: [] },
  request: { uri: 'file:///a.prompt' },
  ...more,
});
const usage = (inputTokens: number, outputTokens: number) => ({
  inputTokens,
  outputTokens,
  estimated: false,
});
const execution = (cachedAt?: string) => ({ id: 'e', commit: 'c', attempts: [], cachedAt });
const after = (...runs: Partial<RunRecord>[]) =>
  spendingText(runs.reduce((all, run) => withRun(all, ended(run)), new Map() as WindowSpending));

test('before anything ran there is nothing to say', () => expect(after()).toBeUndefined());

test('the sum, and each model with its share, the dearest first', () => {
  const said = after(
    { costUsd: 0.001, usage: usage(100, 10) },
    { model: 'anthropic/b', costUsd: 0.5, usage: usage(1000, 200) },
    { costUsd: 0.002, usage: usage(200, 20) },
  );
  expect(said?.text).toBe('$(credit-card) $0.50');
  expect(said?.tooltip.split('\n')).toEqual([
    'Spent in this window: $0.50 in 3 runs',
    '1,300 tokens in, 230 out',
    'anthropic/b: $0.50, 1 run, 1,000 tokens in, 200 out',
    'openai/a: $0.0030, 2 runs, 300 tokens in, 30 out',
  ]);
});

test('what has no price is said, and is never counted as nothing', () => {
  const said = after({ costUsd: 0.01 }, { model: 'own/c', usage: usage(5, 5) });
  expect(said?.text).toBe('$(credit-card) $0.010 + ?');
  expect(said?.tooltip).toContain('own/c: price not known, 1 run');
  expect(said?.tooltip).toContain('1 run not counted');
  expect(after({ model: 'own/c' })?.text).toBe('$(credit-card) $ ?');
});

test('a run that was stopped while it answered has cost something unknown; one that was refused has not', () => {
  expect(after({ status: 'cancelled', text: 'half an ans' })?.tooltip).toContain('1 run not counted');
  expect(after({ status: 'failed', text: '' })).toBeUndefined();
  expect(after({ status: 'cancelled', text: '' })).toBeUndefined();
});

test('a kept answer costs nothing, whatever it cost when it was made', () => {
  const cached = { execution: execution('2026-06-14T09:00:00Z'), costUsd: 7, usage: usage(100, 10) };
  const said = after(cached, { costUsd: 0.01, usage: usage(10, 1), execution: execution() });
  expect(said?.text).toBe('$(credit-card) $0.010');
  expect(said?.tooltip).toContain('1 run answered from the hub’s cache, at no cost');
  expect(said?.tooltip).toContain('10 tokens in, 1 out');
});

test('tests with a price count as well, in a line of their own', () => {
  const tested = [0.25, 0.5, undefined].reduce<WindowSpending>(
    (all, costUsd) => withTest(all, { costUsd }),
    new Map(),
  );
  const said = spendingText(withRun(tested, ended({ costUsd: 0.25, usage: usage(1, 2) })));
  expect(said?.text).toBe('$(credit-card) $1.00');
  expect(said?.tooltip).toContain('tests: $0.75, 2 runs\nopenai/a: $0.25, 1 run, 1 tokens in, 2 out');
});
