import { startHub, type TestHub } from '../hub';
import { ownerQuery } from '../owner-query';
import { ExperimentTester } from './experiment-client';

let hub: TestHub;
let tester: ExperimentTester;
beforeAll(async () => {
  hub = await startHub();
  tester = await ExperimentTester.begin(hub, 'drafts');
});
afterAll(() => hub?.close());

const change = (id: string, json: unknown) => tester.send('PATCH', `experiments/${id}`, json);
const remove = (id: string) => tester.send('DELETE', `experiments/${id}`);
const actionsOf = async (id: string) =>
  (
    await ownerQuery<{ action: string }>(
      hub,
      `SELECT action FROM audit_events WHERE details->>'experiment' = $1 ORDER BY at, id`,
      [id],
    )
  ).map(({ action }) => action);

test('anything of a draft can be changed, and what is left out stays', async () => {
  const guards = [{ name: 'rating', kind: 'mean', better: 'higher', limit: 3, of: 'value' }];
  const draft = await tester.draft({ guards, plannedSize: 100, traffic: 300 });
  const changed = await change(draft.id, { name: 'Fewer words', windowHours: 48, traffic: 500 });
  expect(changed.body).toEqual({ ...draft, name: 'Fewer words', windowHours: 48, traffic: 500 });

  const [control] = draft.arms;
  const arms = [
    { ...control, weight: 200 },
    { name: 'same', ref: tester.control, weight: 800 },
  ];
  const whole = await change(draft.id, { arms, path: null, plannedSize: null, guards: [] });
  const { path: _path, plannedSize: _size, ...rest } = changed.body;
  expect(whole.body).toEqual({
    ...{ ...rest, guards: [], neededKeys: expect.any(Number) },
    arms: [
      { name: 'control', weight: 200 },
      { name: 'same', weight: 800, commit: tester.control },
    ],
  });
  expect(whole.body.neededKeys).toBeGreaterThan(1.5 * (draft.neededKeys ?? NaN));
  expect(await actionsOf(draft.id)).toEqual([
    'experiment.created',
    'experiment.changed',
    'experiment.changed',
  ]);
});

test('of a difference that no number of keys would show, nobody says how many it takes', async () => {
  const metric = { name: 'solved', kind: 'binary', better: 'higher', effect: 1e-12 };
  expect(await tester.draft({ metric })).not.toHaveProperty('neededKeys');
});

test.each([
  ['nothing', {}, 422, 'validation-failed'],
  ['arms that do not add up', { arms: [{ name: 'control', weight: 1 }] }, 422, 'validation-failed'],
  [
    'a metric that does not fit its guard',
    { metric: { name: 'rating', kind: 'binary', better: 'higher' } },
    422,
    'validation-failed',
  ],
  ['an environment that is not there', { environment: 'nowhere' }, 404, 'environment-not-found'],
  ['a prompt that is not there', { path: 'none' }, 404, 'file-not-found'],
])('a draft is not changed to %s', async (_what, json, status, code) => {
  const guards = [{ name: 'rating', kind: 'mean', better: 'higher', limit: 3, of: 'value' }];
  const draft = await tester.draft({ guards });
  const refused = await change(draft.id, json);
  expect([refused.status, refused.body.code]).toEqual([status, code]);
  expect((await tester.send('GET', `experiments/${draft.id}`)).body).toEqual(draft);
});

test('a draft can be deleted; what has been started keeps its plan and stays', async () => {
  const draft = await tester.draft();
  expect((await remove(draft.id)).status).toBe(204);
  expect((await tester.send('GET', `experiments/${draft.id}`)).status).toBe(404);
  expect(await actionsOf(draft.id)).toEqual(['experiment.created', 'experiment.deleted']);

  const { id } = await tester.start();
  for (const refused of [await remove(id), await change(id, { name: 'Other', traffic: 1 })])
    expect([refused.status, refused.body]).toEqual([
      409,
      expect.objectContaining({ code: 'experiment-state', state: 'running' }),
    ]);
  await tester.step(id, 'stop', { why: 'enough' });
});

test('in an environment that is gone drafts can be changed, stopped and deleted, but not started', async () => {
  const environment = 'short-lived';
  await tester.send('POST', 'environments', { name: environment });
  const [moved, stopped, deleted] = [
    await tester.draft({ environment }),
    await tester.draft({ environment }),
    await tester.draft({ environment }),
  ];
  expect((await tester.send('DELETE', `environments/${environment}`)).status).toBe(204);
  expect((await tester.step(stopped.id, 'start')).status).toBe(404);
  expect((await tester.step(stopped.id, 'stop', { why: 'gone' })).body.state).toBe('stopped');
  expect((await remove(deleted.id)).status).toBe(204);
  expect((await change(moved.id, { name: 'Still there' })).body.code).toBe('environment-not-found');
  expect((await change(moved.id, { environment: 'production' })).body.environment).toBe('production');
});
