import { estimateRequestTokens, ProviderError } from '@prompthub/engine';
import { ProblemError } from '../common/problem';
import type { ExecutionLedger } from '../spending/execution-ledger';
import { CallAccount } from './call-account';
import type { PreparedExecution } from './prepared-execution';

const MODEL = 'openai/gpt-5-mini';
const usage = { inputTokens: 1000, outputTokens: 100, estimated: false };
const execution = {
  actor: undefined,
  spender: { organizationId: 'o', projectId: 'p', userId: 'u', tokenId: undefined, path: 'a.prompt' },
  commit: 'c',
  vars: {},
  call: { model: MODEL, request: { messages: [], config: {} } },
} as unknown as PreparedExecution;

/** A ledger that notes what it is told, and lets in what it is asked for when told to. */
function accountOf(
  admission: Promise<[]> = Promise.resolve([]),
  call: unknown = execution.call,
  again = false,
) {
  const told: unknown[] = [];
  const tell =
    (name: string) =>
    (...given: unknown[]): void =>
      void told.push([name, given.at(-1)]);
  const ledger = {
    admit: () => admission,
    settleAttempt: tell('settled'),
    finish: tell('finished'),
    recordUnasked: tell('unasked'),
    recordRefused: (_started: unknown, end: unknown) => told.push(['refused', end]) > 0 && !again,
  } as unknown as ExecutionLedger;
  return { account: new CallAccount(ledger, { ...execution, call } as PreparedExecution), told };
}

const attempt = (number: number, error?: ProviderError) => ({
  ...{ model: MODEL, number, waitMs: 0, latencyMs: 5, timeToFirstTokenMs: undefined, error },
});
const { signal } = new AbortController();

test.each([
  ['an error status was the answer', { status: 500 }, 0],
  ['nobody was reached', { unreached: true }, 0],
  ['it broke off after it began', { begun: true, used: usage }, (1000 * 0.25 + 100 * 2) / 1e6],
  ['an error came after it began', { status: 500, begun: true }, undefined],
  ['the line went dead', {}, undefined],
  ['a page came', { status: 200 }, undefined],
  ['only what was read is known', { begun: true, used: { ...usage, estimated: true } }, undefined],
])('an attempt of which %s is settled so', async (_why, details, costUsd) => {
  const { account, told } = accountOf();
  await account.admit({ model: MODEL, number: 1 }, signal);
  account.failed(attempt(1, new ProviderError('server-error', 'no', details)));
  expect(told).toEqual([
    ['settled', expect.objectContaining({ number: 1, errorCode: 'server-error', costUsd })],
  ]);
  // Where nobody knows, what was reserved counts: 16,384 tokens at two dollars a million, and a little for the question.
  if (costUsd === undefined) expect(account.costUsd).toBeGreaterThan(0.0327);
  else expect(account.costUsd).toBe(costUsd);
});

const messages = [{ role: 'user', content: [{ text: 'Why is the sky blue?' }] }];
const aborted = (details = {}) => attempt(1, new ProviderError('aborted', 'gone', details));

const chat = 'openai/gpt-4.1-mini';
const thinking = { thinking: { type: 'enabled' } };
const picture = [{ role: 'user', content: [{ media: { url: 'data:image/png;base64,AAAA' } }] }];
const used = { inputTokens: 12, outputTokens: 1, estimated: true };
const cents = (tokens: number) => (0.4 * tokens) / 1e6;

test.each([
  ['a question that was sent, estimated', chat, {}, {}, cents(estimateRequestTokens({ messages } as never))],
  ['it as its provider counts it', chat, {}, { used }, cents(12) + 1.6 / 1e6],
  ['nothing where it was not sent', chat, {}, { unreached: true }, 0],
  ['what is reserved where it may have thought', MODEL, {}, {}, undefined],
  ['so too where it was counted', MODEL, {}, { used }, undefined],
  ['so too where thinking is asked for', 'anthropic/claude-haiku-4-5', { config: thinking }, {}, undefined],
  ['so too where nothing is heard before the end', chat, { config: { stream: false } }, {}, undefined],
  ['so too where nobody counts the question', chat, { messages: picture }, {}, undefined],
])('stopped before its first word, an attempt costs %s', async (_what, model, request, details, costUsd) => {
  const { account, told } = accountOf(undefined, { model, request: { messages, config: {}, ...request } });
  await account.admit({ model, number: 1 }, signal);
  account.failed({ ...aborted(details), model });
  const [[, settled]] = told as [[string, { costUsd: number | undefined }]];
  if (costUsd === undefined) expect([settled.costUsd, account.costUsd! > 0.001]).toEqual([undefined, true]);
  else expect(settled.costUsd).toBeCloseTo(costUsd, 15);
  if (costUsd) expect(account.usage).toMatchObject({ estimated: true });
});

test('what is estimated is never more than what was reserved', async () => {
  const { account } = accountOf(undefined, { model: chat, request: { messages, config: {} } });
  await account.admit({ model: chat, number: 1 }, signal);
  account.failed({
    ...aborted({ used: { inputTokens: 1e9, outputTokens: 1e9, estimated: true } }),
    model: chat,
  });
  expect(account.costUsd).toBeGreaterThan(0.01);
  expect(account.costUsd).toBeLessThan(0.034);
});

test.each([
  ['a model with a price costs what was reserved', MODEL, 0.0327, undefined],
  ['one that is free costs nothing', 'echo/x', -1, 0],
])('an answer whose tokens nobody counted: %s', async (_what, model, least, costUsd) => {
  const { account, told } = accountOf(undefined, { model, request: { messages, config: {} } });
  await account.admit({ model, number: 1 }, signal);
  account.answered({ ...attempt(1), model }, { ...answer, usage: { ...usage, estimated: true } });
  expect(told).toEqual([['settled', expect.objectContaining({ costUsd })]]);
  expect(account.costUsd).toBeGreaterThan(least);
  expect(account.usage).toMatchObject({ estimated: true });
});

test('a model of which nothing is known makes the whole call one of unknown cost', async () => {
  const { account } = accountOf();
  await account.admit({ model: 'local/m', number: 1 }, signal);
  account.answered({ ...attempt(1), model: 'local/m' }, { ...answer, model: 'm' });
  await account.admit({ model: MODEL, number: 2 }, signal);
  account.answered(attempt(2), answer);
  expect([account.costUsd, account.usedTokens]).toEqual([undefined, 2200]);
});

test('who leaves while the attempt is admitted is let go at once, and it costs nothing when it is let in', async () => {
  const { promise, resolve } = Promise.withResolvers<[]>();
  const { account, told } = accountOf(promise);
  const leaving = new AbortController();
  const admitted = account.admit({ model: MODEL, number: 1 }, leaving.signal);
  leaving.abort();
  await expect(admitted).rejects.toMatchObject({ code: 'aborted' });
  account.finish({ status: 'failed', errorCode: 'aborted' }, new ProviderError('aborted', 'gone'));
  expect(told).toEqual([]);
  resolve([]);
  await new Promise((done) => setImmediate(done));
  expect(told).toEqual([
    ['settled', expect.objectContaining({ costUsd: 0, errorCode: 'aborted' })],
    ['finished', expect.objectContaining({ status: 'failed', errorCode: 'aborted' })],
  ]);
});

test('who leaves while the attempt is refused leaves no trace', async () => {
  const { promise, reject } = Promise.withResolvers<[]>();
  const { account, told } = accountOf(promise);
  const leaving = new AbortController();
  const admitted = account.admit({ model: MODEL, number: 1 }, leaving.signal);
  leaving.abort();
  await expect(admitted).rejects.toMatchObject({ code: 'aborted' });
  reject(new Error('refused'));
  await new Promise((done) => setImmediate(done));
  expect(told).toEqual([]);
});

test('a call that nobody could be asked for is recorded, and one that a budget refused', () => {
  const unasked = accountOf();
  unasked.account.finish({ status: 'failed', errorCode: 'busy' }, new ProviderError('busy', 'no'));
  expect(unasked.told).toEqual([['unasked', expect.objectContaining({ errorCode: 'busy' })]]);
  const errorCode = 'budget-exhausted';
  const refused = accountOf();
  refused.account.finish({ status: 'failed', errorCode }, new ProblemError(402, errorCode, 'no'));
  expect(refused.told).toEqual([['refused', expect.objectContaining({ errorCode })]]);
  expect(refused.account).toMatchObject({ recorded: true, refused: true, costUsd: 0 });
  const again = accountOf(undefined, undefined, true);
  again.account.finish({ status: 'failed', errorCode }, new ProblemError(402, errorCode, 'no'));
  expect(again.account).toMatchObject({ recorded: false, refused: true });
  const broken = accountOf();
  broken.account.finish({ status: 'failed', errorCode: 'internal-error' }, new Error('no'));
  expect([broken.told, broken.account.recorded]).toEqual([[], false]);
});

const answer = { text: 'hi', toolCalls: [], finishReason: 'stop', usage, model: 'gpt-5-mini' } as const;
