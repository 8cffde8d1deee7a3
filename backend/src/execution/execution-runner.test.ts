import { Gateway, type ModelEvent, ProviderError, type Provider } from '@prompthub/engine';
import fc from 'fast-check';
import type { AnswerCache } from '../answer-cache/answer-cache';
import type { CallObservations } from '../experiments/call-observations';
import type { RateLimits } from '../rate-limits/rate-limits';
import type { EndedAttempt, ExecutionLedger, StartedAttempt } from '../spending/execution-ledger';
import { CachedAnswers } from './cached-answers';
import type { ExecutionContents } from './execution-contents';
import { ExecutionRunner } from './execution-runner';
import type { PreparedExecution } from './prepared-execution';
import { RunningCalls } from './running-calls';

const usage = { inputTokens: 1000, outputTokens: 100, estimated: false };
const COST = (1000 * 0.25 + 100 * 2) / 1e6;

/** What a provider does with one request; `cost` is what that comes to, undefined when nobody knows. */
interface Deed {
  readonly name: string;
  readonly cost: number | undefined;
  readonly do: () => AsyncGenerator<ModelEvent>;
}

const fails = (name: string, error: () => unknown, cost: number | undefined): Deed => ({
  ...{ name, cost },
  // eslint-disable-next-line @typescript-eslint/require-await -- it fails before its first event
  do: async function* () {
    throw error();
  },
});

const DEEDS: readonly Deed[] = [
  {
    name: 'answers',
    cost: COST,
    async *do() {
      for (const text of ['a', 'b', 'c']) yield await Promise.resolve({ type: 'text', text });
      yield {
        type: 'done',
        answer: { text: 'abc', toolCalls: [], finishReason: 'stop', usage, model: 'gpt-5-mini' },
      };
    },
  },
  {
    name: 'breaks off',
    cost: COST,
    async *do() {
      yield await Promise.resolve({ type: 'text', text: 'a' });
      throw new ProviderError('network', 'cut', { begun: true, used: usage });
    },
  },
  fails('500', () => new ProviderError('server-error', 'no', { status: 500 }), 0),
  fails('401', () => new ProviderError('unauthorized', 'no', { status: 401 }), 0),
  fails('is away', () => new ProviderError('network', 'no', { unreached: true }), 0),
  fails('resets', () => new ProviderError('network', 'no'), undefined),
  fails('sends a page', () => new ProviderError('malformed-response', 'no', { status: 200 }), undefined),
  fails('has a fault', () => new TypeError('x is not a function'), undefined),
];

/** Runs one call against what providers do, and tells what the ledger and the limits heard of it. */
async function run(deeds: readonly Deed[], abortAt?: number, onBegin?: () => void) {
  const abort = new AbortController();
  let step = 0;
  const pass = (): void => {
    if (step++ === abortAt) abort.abort();
  };
  const heard = {
    admitted: [] as StartedAttempt[],
    settled: [] as EndedAttempt[],
    finished: 0,
    unasked: 0,
    left: 0,
  };
  const done: Deed[] = [];
  const provider: Provider = {
    id: 'openai',
    async *stream(_request, { signal } = {}) {
      const deed = deeds[done.length] ?? deeds.at(-1);
      if (deed === undefined) throw new Error('no deed');
      done.push(deed);
      pass();
      for await (const event of deed.do()) {
        if (signal?.aborted) throw new ProviderError('aborted', 'cancelled', { begun: true, used: usage });
        yield event;
      }
    },
  };
  const ledger = {
    admit: (_execution: unknown, attempt: StartedAttempt) => {
      heard.admitted.push(attempt);
      pass();
      return Promise.resolve([]);
    },
    settleAttempt: (_id: string, attempt: EndedAttempt) => void heard.settled.push(attempt),
    finish: () => void heard.finished++,
    recordUnasked: () => void heard.unasked++,
  } as unknown as ExecutionLedger;
  const limits = {
    enter: () => Promise.resolve({ leave: () => void heard.left++ }),
  } as unknown as RateLimits;
  const contents = { keep: () => Promise.resolve() } as unknown as ExecutionContents;
  const gateway = new Gateway({ retries: { retries: 2, firstWaitMs: 0, longestWaitMs: 10 } });
  const cached = new CachedAnswers({} as AnswerCache);
  const runner = new ExecutionRunner(
    gateway,
    ledger,
    limits,
    cached,
    contents,
    new RunningCalls(),
    {} as CallObservations,
  );
  const execution = {
    ...{ actor: {}, commit: 'c', vars: {}, leftOut: [], cache: undefined, timeoutMs: undefined },
    spender: { organizationId: 'o', projectId: 'p', userId: 'u', tokenId: undefined, path: 'a.prompt' },
    call: {
      model: 'openai/gpt-5-mini',
      fallbacks: { general: ['openai/gpt-5-mini-2025-08-07'] },
      request: { messages: [], config: {} },
    },
    models: { target: () => ({ provider, model: 'm' }), addresses: [], redact: (text: string) => text },
  } as unknown as PreparedExecution;
  const onText = (): Promise<void> => Promise.resolve(pass());
  const result = await runner
    .run(execution, { signal: abort.signal, onText, ...(onBegin && { onBegin }) })
    .catch(() => undefined);
  // What was let in after its caller had left is given back a moment later.
  await new Promise((resolve) => setImmediate(resolve));
  return { result, heard, done };
}

const deeds = fc.array(fc.constantFrom(...DEEDS), { minLength: 1, maxLength: 5 });
const abortAt = fc.option(fc.nat({ max: 12 }), { nil: undefined });

test('whatever providers do and whenever callers leave, each attempt is settled once and each call ends once', async () => {
  await fc.assert(
    fc.asyncProperty(deeds, abortAt, async (script, leaving) => {
      const { heard, done, result } = await run(script, leaving);
      const numbers = heard.admitted.map(({ number }) => number);
      expect(numbers).toEqual(numbers.map((_, index) => index + 1));
      expect(heard.settled.map(({ number }) => number).sort()).toEqual(numbers);
      expect([heard.finished, heard.unasked, heard.left]).toEqual([numbers.length > 0 ? 1 : 0, 0, 1]);
      if (leaving === undefined)
        expect(heard.settled.map(({ costUsd }) => costUsd)).toEqual(done.map(({ cost }) => cost));
      expect(result === undefined).toBe(
        heard.settled.at(-1)?.errorCode !== undefined || numbers.length === 0,
      );
    }),
    { numRuns: process.env['PROMPTHUB_FULL'] ? 5000 : 300 },
  );
});

test('a listener that fails when it is told of the beginning is no open account', async () => {
  const { heard, done } = await run(DEEDS, undefined, () => {
    throw new Error('the reply is gone');
  });
  expect(heard).toMatchObject({ settled: [{ number: 1, costUsd: 0 }], finished: 1, left: 1 });
  expect([heard.admitted.length, done]).toEqual([1, []]);
});

test('the result says what all attempts came to, with what is reserved where nobody knows', async () => {
  const named = (name: string): Deed =>
    DEEDS.find((deed) => deed.name === name) ?? fails(name, () => name, 0);
  const { result, heard } = await run([named('500'), named('resets'), named('answers')]);
  const [, reserved] = heard.admitted.map(({ worst }) => ('costUsd' in worst ? worst.costUsd : NaN));
  expect(result?.costUsd).toBeCloseTo((reserved ?? 0) + COST, 12);
  expect(result?.attempts.map(({ errorCode, costUsd }) => [errorCode, costUsd])).toEqual([
    ['server-error', 0],
    ['network', undefined],
    [undefined, COST],
  ]);
});
