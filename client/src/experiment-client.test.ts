import type { Experiment } from '@prompthub/protocol';
import type { ExperimentClient } from './index';
import { type OneAnswerHub, startOneAnswerHub } from './testing/one-answer-hub';

const id = '01890a5d-ac96-774b-bcce-b302099a8057';
const experiment: Experiment = {
  ...{ id, name: 'x', state: 'draft', environment: 'production', hypothesis: 'x', traffic: 1000 },
  arms: [
    { name: 'control', weight: 500 },
    { name: 'new', weight: 500, commit: 'a'.repeat(40) },
  ],
  metric: { name: 'solved', kind: 'binary', better: 'higher' },
  ...{ guards: [], windowHours: 168, stopOnBreach: false },
  createdBy: { name: 'Ada' },
  createdAt: '2026-01-01T00:00:00.000Z',
};
const results = {
  ...{ experiment, at: experiment.createdAt, arms: [], sampleRatio: { pValue: 1, alarm: false }, lost: 0 },
  ...{ comparisons: [], guards: [], recommendation: { action: 'go-on' }, words: ['Go on.'] },
};
const reported = { recorded: 1, repeated: 0, ignored: 0 };
const why = 'it is better';
const { name, environment, hypothesis, metric } = experiment;
const plan = {
  ...{ name, environment, hypothesis, metric },
  arms: [
    { name: 'control', weight: 500 },
    { name: 'new', ref: 'main', weight: 500 },
  ],
};
const exposures = [{ experiment: id, key: 'user-1' }];
const outcomes = [{ id: 'o', metric: 'solved', key: 'user-1', value: 1 }];

let server: OneAnswerHub;
afterEach(() => server.close());

type Case = [string, unknown, (client: ExperimentClient) => Promise<unknown>, [string, string, unknown?]];

it.each<Case>([
  [
    'all of a state',
    { items: [experiment], nextCursor: 'x' },
    (one) => one.list({ state: 'running', environment: 'production', limit: 5 }),
    ['GET', '/experiments?state=running&environment=production&limit=5'],
  ],
  ['one', experiment, (one) => one.get(id), ['GET', `/experiments/${id}`]],
  ['results', results, (one) => one.results(id), ['GET', `/experiments/${id}/results`]],
  ['a draft', experiment, (one) => one.create(plan), ['POST', '/experiments', plan]],
  [
    'traffic',
    experiment,
    (one) => one.update(id, { traffic: 5 }),
    ['PATCH', `/experiments/${id}`, { traffic: 5 }],
  ],
  ['a start', experiment, (one) => one.start(id), ['POST', `/experiments/${id}/start`]],
  ['a stop', experiment, (one) => one.stop(id, { why }), ['POST', `/experiments/${id}/stop`, { why }]],
  [
    'a roll-back',
    experiment,
    (one) => one.rollBack(id, { why }),
    ['POST', `/experiments/${id}/rollback`, { why }],
  ],
  [
    'a promotion',
    experiment,
    (one) => one.promote(id, { arm: 'new', why }),
    ['POST', `/experiments/${id}/promote`, { arm: 'new', why }],
  ],
  ['exposures', reported, (one) => one.reportExposures({ exposures }), ['POST', '/exposures', { exposures }]],
  ['outcomes', reported, (one) => one.reportOutcomes({ outcomes }), ['POST', '/outcomes', { outcomes }]],
])('asks for and reads %s', async (_what, answer, ask, [method, url, body]) => {
  server = await startOneAnswerHub(answer, 200);
  expect(await ask(server.hub.project('acme/desk').experiments)).toEqual(answer);
  expect(server.seen).toEqual([[method, `/api/v1/projects/acme/desk${url}`, body]]);
});

it('deletes a draft', async () => {
  server = await startOneAnswerHub(undefined, 204);
  await server.hub.project('acme/desk').experiments.delete(id);
  expect(server.seen).toEqual([['DELETE', `/api/v1/projects/acme/desk/experiments/${id}`, undefined]]);
});
