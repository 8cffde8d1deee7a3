import type { HubClient } from './index';
import { startOneAnswerHub, type OneAnswerHub } from './testing/one-answer-hub';

const id = '01890a5d-ac96-774b-bcce-b302099a8057';
const at = '2026-01-01T00:00:00.000Z';
const budget = {
  id,
  for: { scope: 'project', project: 'desk' },
  period: 'month',
  limitUsd: 20,
  hard: true,
  settledUsd: 1.5,
  reservedUsd: 0.25,
  periodStart: at,
  resetsAt: '2026-02-01T00:00:00.000Z',
  createdAt: at,
};
const spender = { name: 'Ada', user: id, settledUsd: 1, reservedUsd: 0 };
const limit = { id, for: { scope: 'key' }, measure: 'requests-per-minute', limit: 60, createdAt: at };
const key = { provider: 'openai', of: 'project', hint: 'cdef', updatedAt: at };
const spared = { model: 'openai/gpt-5', host: 'api.openai.com', state: 'open', triedInMs: 900, latencyMs: 3 };
const record = {
  id,
  path: 'a.prompt',
  commit: 'a'.repeat(40),
  model: 'echo/echo',
  status: 'succeeded',
  cached: false,
  user: { id, name: 'Ada' },
  inputTokens: 1,
  outputTokens: 2,
  retries: 0,
  startedAt: at,
};
const policy = { keepContents: 'failed', keepDays: 30 };

let server: OneAnswerHub;
afterEach(() => server.close());

const ACME = '/api/v1/organizations/acme';
const DESK = '/api/v1/projects/acme/desk';
const acme = (hub: HubClient) => hub.organization('acme');
const desk = (hub: HubClient) => hub.project('acme/desk');
const everyFilter = {
  ...{ path: 'a b.prompt', environment: 'staging', model: 'openai/gpt-5', status: 'failed' },
  ...{ errorCode: 'timeout', user: 'me', key: id, since: at, until: at, cursor: 'x', limit: '5' },
};

interface Case {
  readonly what: string;
  readonly answer?: unknown;
  readonly ask: (hub: HubClient) => Promise<unknown>;
  readonly request: [method: string, url: string, body?: unknown];
  /** Where it is not the answer as it is. */
  readonly given?: unknown;
}

const cases: Case[] = [
  {
    what: 'budgets',
    answer: { items: [budget] },
    ask: (hub) => acme(hub).budgets(),
    request: ['GET', `${ACME}/budgets`],
    given: [budget],
  },
  {
    what: 'a new budget',
    answer: budget,
    ask: (hub) => acme(hub).createBudget({ for: { scope: 'organization' }, period: 'day', limitUsd: 5 }),
    request: ['POST', `${ACME}/budgets`, { for: { scope: 'organization' }, period: 'day', limitUsd: 5 }],
  },
  {
    what: 'a changed budget',
    answer: budget,
    ask: (hub) => acme(hub).updateBudget(id, { hard: false }),
    request: ['PATCH', `${ACME}/budgets/${id}`, { hard: false }],
  },
  {
    what: 'no budget',
    ask: (hub) => acme(hub).deleteBudget('a/b'),
    request: ['DELETE', `${ACME}/budgets/a%2Fb`],
  },
  {
    what: 'who spent',
    answer: { items: [spender] },
    ask: (hub) => acme(hub).budgetSpending(id),
    request: ['GET', `${ACME}/budgets/${id}/spending`],
    given: [spender],
  },
  {
    what: 'rate limits',
    answer: { items: [limit] },
    ask: (hub) => acme(hub).rateLimits(),
    request: ['GET', `${ACME}/rate-limits`],
    given: [limit],
  },
  {
    what: 'a new rate limit',
    answer: limit,
    ask: (hub) =>
      acme(hub).createRateLimit({ for: { scope: 'key' }, measure: 'requests-per-minute', limit: 60 }),
    request: [
      'POST',
      `${ACME}/rate-limits`,
      { for: { scope: 'key' }, measure: 'requests-per-minute', limit: 60 },
    ],
  },
  {
    what: 'a changed rate limit',
    answer: limit,
    ask: (hub) => acme(hub).updateRateLimit(id, { limit: 3 }),
    request: ['PATCH', `${ACME}/rate-limits/${id}`, { limit: 3 }],
  },
  {
    what: 'no rate limit',
    ask: (hub) => acme(hub).deleteRateLimit(id),
    request: ['DELETE', `${ACME}/rate-limits/${id}`],
  },
  {
    what: 'states of models',
    answer: { items: [spared] },
    ask: (hub) => acme(hub).models(),
    request: ['GET', `${ACME}/models`],
    given: [spared],
  },
  {
    what: 'a key of the organization',
    answer: key,
    ask: (hub) => acme(hub).setProviderKey('openai', { key: 'sk-1' }),
    request: ['PUT', `${ACME}/provider-keys/openai`, { key: 'sk-1' }],
  },
  {
    what: 'keys of a project',
    answer: { items: [key] },
    ask: (hub) => desk(hub).providerKeys(),
    request: ['GET', `${DESK}/provider-keys`],
    given: [key],
  },
  {
    what: 'a key of a project',
    answer: key,
    ask: (hub) => desk(hub).setProviderKey('my ai', { key: 'sk-1', baseUrl: 'https://ai.example/v1' }),
    request: ['PUT', `${DESK}/provider-keys/my%20ai`, { key: 'sk-1', baseUrl: 'https://ai.example/v1' }],
  },
  {
    what: 'no key of a project',
    ask: (hub) => desk(hub).deleteProviderKey('openai'),
    request: ['DELETE', `${DESK}/provider-keys/openai`],
  },
  {
    what: 'records, by every filter',
    answer: { items: [record], nextCursor: 'y' },
    ask: (hub) => desk(hub).executions({ ...everyFilter, status: 'failed', limit: 5 }),
    request: ['GET', `${DESK}/executions?${new URLSearchParams(everyFilter).toString()}`],
  },
  {
    what: 'one record',
    answer: { ...record, attempts: [{ model: 'echo/echo', latencyMs: 3, waitMs: 0 }] },
    ask: (hub) => desk(hub).execution(id),
    request: ['GET', `${DESK}/executions/${id}`],
  },
  {
    what: 'the policy',
    answer: policy,
    ask: (hub) => desk(hub).executionPolicy(),
    request: ['GET', `${DESK}/execution-policy`],
  },
  {
    what: 'a changed policy',
    answer: policy,
    ask: (hub) => desk(hub).setExecutionPolicy({ keepContents: 'failed', keepDays: 30 }),
    request: ['PUT', `${DESK}/execution-policy`, policy],
  },
];

it.each(cases)('asks for and reads $what', async ({ answer, ask, request: [method, url, body], given }) => {
  server = await startOneAnswerHub(answer);
  expect(await ask(server.hub)).toEqual(given ?? answer);
  expect(server.seen).toEqual([[method, url, body]]);
});

it('sends routes, fallbacks and the wish for a kept answer, and reads which attempts and warnings there were', async () => {
  const result = {
    ...{
      id,
      commit: 'a'.repeat(40),
      model: 'openai/gpt-5',
      text: 'Hi',
      toolCalls: [],
      finishReason: 'length',
    },
    ...{ usage: { inputTokens: 1, outputTokens: 1, estimated: false }, costUsd: 0.01, latencyMs: 9 },
    attempts: [
      { model: 'openai/gpt-5-mini', latencyMs: 3, waitMs: 0, errorCode: 'overloaded' },
      { model: 'openai/gpt-5', latencyMs: 5, timeToFirstTokenMs: 2, waitMs: 1, costUsd: 0.01 },
    ],
    warnings: [{ budget: id, message: 'The budget of acme is passed.' }],
  };
  server = await startOneAnswerHub(result);
  const asked = {
    path: 'a.prompt',
    environment: 'staging',
    model: { strategy: 'least-cost' as const, candidates: [{ model: 'openai/gpt-5', tags: ['eu'] }] },
    fallbacks: { contextWindow: ['openai/gpt-5'] },
    cache: { ttlSeconds: 60, mode: 'no-cache' as const },
    timeoutMs: 300_000,
  };
  expect(await desk(server.hub).execute(asked)).toEqual(result);
  expect(server.seen).toEqual([['POST', `${DESK}/execute`, { ...asked, stream: false }]]);
});
