import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Experiment, TestRun } from '@prompthub/protocol';
import { experiment, results } from '../src/experiments/experiment-example';
import type { ExperimentRow } from '../src/experiments/experiments-view';
import type { TestRunRow } from '../src/hub-tests/hub-tests-view';
import { answerRoutes } from './support/answer-routes';
import { theApp } from './support/app';
import { linkTo, unlink } from './support/linked-workspace';
import { Person } from './support/stubs';
import { TestHub } from './support/test-hub';

const draft: Experiment = { ...experiment, id: '0198c2f0-7a31-7c44-9d52-2f6f1f3c9a11', state: 'draft' };
const at = ({ id }: Experiment, step?: string) => ['experiments', id, ...(step ? [step] : [])].join('/');
const ended = (state: Experiment['state']): Experiment => ({ ...experiment, state });
const ROUTES: Record<string, unknown> = {
  experiments: { items: [experiment, draft] },
  [at(experiment)]: experiment,
  [at(draft)]: draft,
  [at(experiment, 'results')]: results,
  [at(experiment, 'stop')]: ended('stopped'),
  [at(experiment, 'rollback')]: ended('rolled-back'),
  [at(experiment, 'promote')]: ended('promoted'),
};

describe('what is done about experiments and runs of tests on the hub', () => {
  let hub: TestHub;
  let person: Person;
  /** What the hub was told, newest last. */
  let told: [route: string, body: object][];

  before(async () => {
    hub = await new TestHub().start();
    answerRoutes(hub, [...Object.keys(ROUTES), ...RUN_ROUTES], ({ route, query, body }) => {
      if (Object.keys(body).length > 0 || route.endsWith('/cancel')) told.push([route, body]);
      return { status: 200, value: ROUTES[route] ?? runAnswer(route, query) };
    });
    await linkTo(hub);
  });
  after(async () => {
    await unlink(hub);
    hub.stop();
  });
  beforeEach(() => {
    person = new Person();
    told = [];
  });
  afterEach(() => person.leave());

  const rowOf = async (wanted: Experiment) => {
    const rows = (await (await theApp()).experiments.getChildren()) as ExperimentRow[];
    return rows.find((row) => row.experiment.id === wanted.id);
  };

  it('its traffic is changed, which is asked about where users are', async () => {
    const row = await rowOf(experiment);
    const change = () => vscode.commands.executeCommand('prompthub.changeTraffic', row);
    person.will('showInputBox', '50', '50').will('showWarningMessage', undefined, 'Change');
    await change();
    assert.deepEqual(told, [], person.heard);
    await change();
    assert.deepEqual(told, [[at(experiment), { traffic: 500 }]], person.heard);
  });

  for (const [command, yes, step, state] of [
    ['stopExperiment', 'Stop', 'stop', 'stopped'],
    ['rollBackExperiment', 'Roll Back', 'rollback', 'rolled-back'],
  ] as const)
    it(`it is ended with the reason: ${step}`, async () => {
      const row = await rowOf(experiment);
      const end = () => vscode.commands.executeCommand<Experiment>(`prompthub.${command}`, row);
      person.will('showInputBox', 'Too cold', 'Too cold').will('showWarningMessage', undefined, yes);
      assert.equal(await end(), undefined);
      assert.deepEqual(told, []);
      assert.equal((await end())?.state, state, person.heard);
      assert.deepEqual(told, [[at(experiment, step), { why: 'Too cold' }]]);
    });

  it('only arms that are not there already are promoted', async () => {
    let offered: string[] = [];
    person
      .will('showQuickPick', (items: { label: string }[]) => {
        offered = items.map(({ label }) => label);
        return items[0];
      })
      .will('showInputBox', 'It is better')
      .will('showWarningMessage', 'Promote');
    await vscode.commands.executeCommand('prompthub.promoteArm', await rowOf(experiment));
    assert.deepEqual(offered, ['$(beaker) order-first']);
    assert.deepEqual(told, [[at(experiment, 'promote'), { arm: 'order-first', why: 'It is better' }]]);
  });

  it('runs of tests come by pages, and one that is open is cancelled', async () => {
    const { hubTests } = await theApp();
    const rows = async () => (await hubTests.getChildren()) as (TestRunRow | { kind: 'more' })[];
    const kinds = async () => (await rows()).map(({ kind }) => kind);
    assert.deepEqual(await kinds(), ['test-run', 'more']);
    await vscode.commands.executeCommand('prompthub.loadMoreTestRuns');
    assert.deepEqual(await kinds(), ['test-run', 'test-run']);
    const [open] = await rows();
    const cancelled = await vscode.commands.executeCommand<TestRun>('prompthub.cancelTestRun', open);
    assert.equal(cancelled?.status, 'cancelled', person.heard);
    assert.deepEqual(told, [[`test-runs/${OPEN.id}/cancel`, {}]]);
  });
});

const totals = { passed: 1, failed: 0, errored: 0, skipped: 0, total: 2 };
const OPEN: TestRun = {
  ...{ id: '0198d6a1-2b3c-7d4e-8f50-61728394a5b6', from: 'hub', ref: 'main', status: 'running', totals },
  commit: '9f2c1e5b7a8d4c3f6e0b1a2d3c4e5f60718293a4',
  by: { id: '01890a5d-ac96-774b-bcce-b302099a8057', name: 'Ada' },
  createdAt: '2026-06-15T11:58:00.000Z',
};
const RUN_ROUTES = ['test-runs', `test-runs/${OPEN.id}/cancel`];

function runAnswer(route: string, query: URLSearchParams): unknown {
  if (route !== 'test-runs') return { ...OPEN, status: 'cancelled' };
  if (query.get('cursor') === null) return { items: [OPEN], nextCursor: 'next' };
  return { items: [{ ...OPEN, id: OPEN.id.replace('6', '7'), status: 'passed' }] };
}
