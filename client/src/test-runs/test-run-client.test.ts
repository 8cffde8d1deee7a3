import type { KeptTestResult, TestReport, TestRun } from '@prompthub/protocol';
import { HubError } from '../errors';
import { startOneAnswerHub, type OneAnswerHub } from '../testing/one-answer-hub';
import { startLoopback } from '../testing/loopback';
import { HubClient } from '../hub-client';
import type { TestRunClient } from './test-run-client';

const id = '01890a5d-ac96-774b-bcce-b302099a8057';
const totals = { passed: 1, failed: 1, errored: 0, skipped: 0, total: 2, costUsd: 0.5 };
const run: TestRun = {
  ...{ id, from: 'hub', commit: 'a'.repeat(40), ref: 'main', status: 'failed', totals },
  by: { id, name: 'Ada' },
  ...{ createdAt: '2026-01-01T00:00:00.000Z', startedAt: '2026-01-01T00:00:01.000Z' },
  ...{ endedAt: '2026-01-01T00:00:03.000Z', durationMs: 2000 },
};
const result = (prompt: string, index: number): KeptTestResult => ({
  ...{ prompt, index, description: 'x', source: prompt, mode: 'run', vars: {}, status: 'passed', output: '' },
  verdicts: [{ type: 'equals', pass: true, score: 1, reason: '', index: 0, metric: 'tone' }],
  ...{ latencyMs: 1, contents: 'not-kept', executions: [id] },
});
const report: TestReport = {
  ...{ version: 1, startedAt: run.createdAt, durationMs: 1, totals },
  prompts: [],
};

const ROOT = '/api/v1/projects/acme/desk/test-runs';
type Case = [string, unknown, (client: TestRunClient) => Promise<unknown>, [string, string, unknown?]];

let server: OneAnswerHub | undefined;
afterEach(() => server?.close());

async function testRuns(answer: unknown, status = 200): Promise<TestRunClient> {
  server = await startOneAnswerHub(answer, status);
  return server.hub.project('acme/desk').testRuns;
}

it.each<Case>([
  [
    'a list',
    { items: [run] },
    (one) => one.list({ ref: 'main', status: 'failed' }),
    ['GET', '?ref=main&status=failed'],
  ],
  ['a start', run, (one) => one.start({ ref: 'main' }), ['POST', '', { ref: 'main' }]],
  [
    'a report',
    run,
    (one) => one.report({ ref: 'main', report }),
    ['POST', '/reports', { ref: 'main', report }],
  ],
  ['one', run, (one) => one.get(id), ['GET', `/${id}`]],
  ['its end', run, (one) => one.ended(id), ['GET', `/${id}`]],
  [
    'results',
    { items: [result('a.prompt', 0)] },
    (one) => one.results(id, { limit: 5, status: 'failed' }),
    ['GET', `/${id}/results?limit=5&status=failed`],
  ],
  ['a cancellation', run, (one) => one.cancel(id), ['POST', `/${id}/cancel`]],
  ['a deletion', undefined, (one) => one.delete('a/b'), ['DELETE', '/a%2Fb']],
])('%s', async (_name, answer, ask, [method, path, body]) => {
  expect(await ask(await testRuns(answer))).toEqual(answer);
  expect(server?.seen).toEqual([[method, ROOT + path, body]]);
});

it('says which code the hub refused with', async () => {
  const refusal = {
    type: 'x',
    title: 'Conflict',
    status: 409,
    code: 'test-run-ended',
    detail: 'It is over.',
  };
  const failure = (await testRuns(refusal, 409)).cancel(id);
  await expect(failure).rejects.toBeInstanceOf(HubError);
  await expect(failure).rejects.toMatchObject({ problem: { code: 'test-run-ended' } });
});

it('makes a report of a run, from as many pages as it has', async () => {
  const pages = [
    { items: [result('a.prompt', 0), result('b.prompt', 0)], nextCursor: 'more' },
    { items: [result('b.prompt', 1)] },
  ];
  const hub = await startLoopback((request, response) => {
    const url = request.url ?? '';
    const page = pages[url.includes('cursor=more') ? 1 : 0];
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(url.includes('/results') ? page : run));
  });
  const client = new HubClient({ baseUrl: hub.url }).project('acme/desk').testRuns;
  const made = await client.reportOf(id);
  await hub.close();
  expect(made).toMatchObject({
    version: 1,
    startedAt: run.startedAt,
    durationMs: 2000,
    totals,
    metrics: { tone: 1 },
  });
  expect(made.prompts.map(({ prompt, tests }) => [prompt, tests.map(({ index }) => index)])).toEqual([
    ['a.prompt', [0]],
    ['b.prompt', [0, 1]],
  ]);
  expect(JSON.stringify(made)).not.toMatch(/executions|not-kept/);
});
