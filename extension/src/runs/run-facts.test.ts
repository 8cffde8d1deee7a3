import { runFacts } from './run-facts';
import { brokenRun, endedRun, type RunRecord } from './run-record';

const running: RunRecord = {
  runId: '1',
  uri: 'file:///a.prompt',
  title: 'a.prompt',
  startedAt: 0,
  linked: false,
  status: 'running',
  text: 'half',
  toolCalls: [],
  facts: [],
  request: { uri: 'file:///a.prompt' },
};

test('a finished run shows its figures, and says when tokens are estimated', () => {
  const ended = endedRun(running, {
    runId: '1',
    status: 'succeeded',
    model: 'echo/echo',
    text: 'whole',
    toolCalls: [],
    usage: { inputTokens: 1200, outputTokens: 34, estimated: true },
    latencyMs: 1500,
  });
  expect(runFacts(ended).map(({ label, value }) => [label, value])).toEqual([
    ['Time', '1.5 s'],
    ['Tokens', '≈ 1,200 in, 34 out'],
    ['Cost', 'unknown'],
  ]);
  expect(ended.text).toBe('whole');
});

test('a running one shows nothing yet', () => expect(runFacts(running)).toEqual([]));

test('a run that broke keeps the text that had arrived', () => {
  const broken = brokenRun(running, { cancelled: false, message: 'gone', latencyMs: 5 });
  expect(broken).toMatchObject({ status: 'failed', text: 'half', error: { message: 'gone' } });
  expect(brokenRun(running, { cancelled: true, message: '', latencyMs: 5 })).toMatchObject({
    status: 'cancelled',
  });
});

const attempt = { model: 'openai/a', latencyMs: 200, waitMs: 0 };

test('what a hub did beside asking once: attempts, and a kept answer that cost nothing', () => {
  const result = {
    runId: '1',
    status: 'succeeded' as const,
    model: 'a/b',
    text: 'x',
    toolCalls: [],
    latencyMs: 9,
  };
  const execution = {
    ...{ id: 'e', commit: 'c' },
    attempts: [
      { ...attempt, errorCode: 'rate-limited' },
      { ...attempt, model: 'anthropic/b', waitMs: 1500, costUsd: 0.01 },
    ],
  };
  const retried = runFacts({ ...endedRun(running, result), execution });
  expect(retried.find(({ label }) => label === 'Attempts')).toEqual({
    label: 'Attempts',
    value: '2',
    hint: 'openai/a: rate-limited in 200 ms\nanthropic/b: answered in 200 ms, after waiting 1.5 s, $0.010',
  });
  const kept = { ...execution, attempts: [], cachedAt: '2026-06-14T09:00:00Z' };
  const facts = runFacts(
    { ...endedRun(running, { ...result, costUsd: 0.5 }), execution: kept },
    Date.parse('2026-06-14T12:00:00Z'),
  );
  expect(facts.at(-1)).toMatchObject({
    value: 'nothing, a kept answer',
    hint: expect.stringMatching(/3 hours ago/),
  });
  expect(facts.map(({ label }) => label)).toEqual(['Time', 'Cost']);
});
