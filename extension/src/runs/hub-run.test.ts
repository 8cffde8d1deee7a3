import type { ExecutionEvent } from '@prompthub/client';
import type { Execute, ExecutionResult } from '@prompthub/protocol';
import type { Accounts } from '../auth/accounts';
import { runOnHub, type HubRun } from './hub-run';

const answer: ExecutionResult = {
  ...{ id: 'e1', commit: 'c1', model: 'openai/a', text: 'Dear Ada', toolCalls: [], finishReason: 'stop' },
  usage: { inputTokens: 10, outputTokens: 2, estimated: false },
  ...{ costUsd: 0.01, latencyMs: 900, timeToFirstTokenMs: 300 },
  attempts: [
    { model: 'openai/a', latencyMs: 100, waitMs: 0, errorCode: 'rate-limited' },
    { model: 'openai/a', latencyMs: 800, waitMs: 200 },
  ],
};

/** The hub's answer, or why there is none. */
function ask(
  answering: (asked: Execute) => AsyncIterable<ExecutionEvent>,
  { signal = new AbortController().signal, cacheSeconds = 0 } = {},
) {
  const project = { executeStream: answering };
  const accounts = { client: () => Promise.resolve({ project: () => project }) } as unknown as Accounts;
  const link = { hub: 'https://hub.test', project: 'acme/desk', branch: 'main' } as HubRun['link'];
  const texts: string[] = [];
  const hooks = { runId: 'r1', signal, onText: (text: string) => texts.push(text) };
  return runOnHub(accounts, { link, path: 'a.prompt', cacheSeconds }, hooks).then((made) => ({
    ...made,
    texts,
  }));
}

const refused = (code: string, status: number, executionId?: string) => () => {
  const said = { code, status, problem: { code, status, executionId } };
  const error = Object.assign(new Error(`The hub said ${code}.`), { name: 'HubError', ...said });
  return ask(() => {
    throw error;
  });
};

test('the answer comes in pieces, then whole, with what the hub did for it', async () => {
  const warnings = [{ budget: 'b', message: '83 % of the month’s budget is gone.' }];
  const made = await ask(async function* () {
    yield { type: 'text', text: 'Dear ' };
    yield { type: 'text', text: 'Ada' };
    yield await Promise.resolve({ type: 'done', result: { ...answer, warnings } });
  });
  expect(made.texts).toEqual(['Dear ', 'Ada']);
  expect(made.result).toMatchObject({ runId: 'r1', status: 'succeeded', costUsd: 0.01, latencyMs: 900 });
  expect(made.execution).toEqual({ id: 'e1', commit: 'c1', attempts: answer.attempts, warnings });
});

test.each([
  [0, undefined],
  [600, { ttlSeconds: 600 }],
])(
  'where a kept answer may be %i seconds old, the hub is asked with the wish %j',
  async (cacheSeconds, cache) => {
    const asked: Execute[] = [];
    await ask(
      async function* (request) {
        asked.push(request);
        yield await Promise.resolve({ type: 'done', result: answer });
      },
      { cacheSeconds },
    );
    expect(asked).toEqual([{ path: 'a.prompt', ref: 'main', cache }]);
  },
);

test.each([
  ['budget-exhausted', 402, /begins anew/],
  ['model-unpriced', 422, /choose another model/],
  ['rate-limit-reached', 429, /Wait a moment/],
])('%s is said in the hub’s words, and with what to do', async (code, status, advice) => {
  const { result } = await refused(code, status)();
  expect(result).toMatchObject({ status: 'failed', error: { code } });
  expect(result.error?.message).toMatch(`The hub said ${code}.`);
  expect(result.error?.message).toMatch(advice);
});

test('another refusal has no advice added', async () => {
  const { result } = await refused('missing-provider-key', 422)();
  expect(result.error?.message).toBe('The hub said missing-provider-key.');
});

test('a failure that is on record says under which id', async () => {
  expect(await refused('provider-timeout', 504, 'e1')()).toMatchObject({
    result: { status: 'failed' },
    execution: { id: 'e1' },
  });
  expect(await refused('rate-limit-reached', 429)()).not.toHaveProperty('execution');
});

test('a stream that ends without an end is a failure, and one that was stopped is no failure', async () => {
  const nothing = async function* (): AsyncGenerator<ExecutionEvent> {
    yield await Promise.resolve({ type: 'text', text: 'Dear' });
  };
  expect((await ask(nothing)).result).toMatchObject({ status: 'failed' });
  const { result } = await ask(nothing, { signal: AbortSignal.abort() });
  expect(result.status).toBe('cancelled');
  expect(result).not.toHaveProperty('error');
});

test.each([
  ['breaks', false],
  ['is stopped', true],
])('a run that %s after it began is the one that the hub has on record', async (_how, stopped) => {
  const stop = new AbortController();
  const made = await ask(
    async function* () {
      yield await Promise.resolve({ type: 'begun' as const, id: 'e7' });
      if (stopped) stop.abort();
      throw new Error('cut');
    },
    { signal: stop.signal },
  );
  expect(made.execution).toEqual({ id: 'e7' });
  expect([made.result.status, made.texts]).toEqual([stopped ? 'cancelled' : 'failed', []]);
});
