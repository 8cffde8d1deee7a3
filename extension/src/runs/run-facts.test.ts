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
