import { Logger } from '@nestjs/common';
import { assignArm } from '@prompthub/protocol';
import { ExperimentWatch } from '../../src/experiments/experiment-watch';
import type { TestHub } from '../hub';
import { LiveClient } from '../live/live-client';
import { ownerQuery } from '../owner-query';
import { ExperimentTester, PROMPT, TwoHubs } from './experiment-client';

let hubs: TwoHubs;
let hub: TestHub;
beforeAll(async () => {
  hubs = await TwoHubs.start();
  hub = hubs.hub;
}, 60_000);
afterAll(() => hubs?.close());

let projects = 0;
const begin = () => ExperimentTester.begin(hub, `watched-${++projects}`);
const look = () => hub.app.get(ExperimentWatch, { strict: false }).look();
const stateOf = async (tester: ExperimentTester, id: string) =>
  (await tester.send('GET', `experiments/${id}`)).body;
const rating = { name: 'rating', kind: 'mean', better: 'higher', limit: 3, of: 'value' };

/** Ratings of 600 keys, lower in the new arm. */
async function rate(tester: ExperimentTester, experiment: Parameters<typeof assignArm>[0]): Promise<void> {
  const keys = Array.from({ length: 600 }, (_, index) => `user-${index}`);
  const exposures = keys.map((key) => ({ experiment: experiment.id, key }));
  await tester.send('POST', 'exposures', { exposures });
  const outcomes = keys.map((key, index) => {
    const value = (assignArm(experiment, key).arm === 1 ? 1 : 4) + (index % 3) / 2;
    return { id: key, metric: 'rating', key, value };
  });
  await tester.send('POST', 'outcomes', { outcomes });
}

test('an experiment whose environment runs something else by now is ended, and says why', async () => {
  const tester = await begin();
  const { id } = await tester.start();
  await look();
  expect(await stateOf(tester, id)).toMatchObject({ state: 'running' });
  const fixed = await tester.releases.publish({ 'reply.prompt': PROMPT('Fixed') });
  await tester.releases.deploy('production', { ref: fixed });
  await look();
  expect(await stateOf(tester, id)).toMatchObject({
    state: 'stopped',
    endedBy: { name: 'PromptHub' },
    why: 'Something else was deployed to "production".',
  });
  const events = await ownerQuery(
    hub,
    `SELECT FROM audit_events WHERE action = 'experiment.stopped' AND actor_user_id IS NULL`,
  );
  expect(events).toHaveLength(1);
});

test.each([true, false])('a broken guard ends one that says so: %s', async (stopOnBreach) => {
  const tester = await begin();
  const experiment = await tester.start({ guards: [rating], stopOnBreach, windowHours: 0 });
  await rate(tester, experiment);
  await Promise.all([look(), look()]);
  const after = await stateOf(tester, experiment.id);
  expect(after.state).toBe(stopOnBreach ? 'stopped' : 'running');
  const events = await ownerQuery(
    hub,
    `SELECT FROM audit_events WHERE action = 'experiment.stopped' AND details ->> 'experiment' = $1`,
    [experiment.id],
  );
  expect(events).toHaveLength(stopOnBreach ? 1 : 0);
  if (stopOnBreach)
    expect(after.why).toMatch(/^Guard broken: "rating" of "new" is to be at least 3, and is 1\./);
});

test('one that cannot be read keeps no other from being ended', async () => {
  const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
  const broken = await (await begin()).start({ stopOnBreach: true });
  await ownerQuery(hub, `UPDATE experiments SET guards = '[{}]' WHERE id = $1`, [broken.id]);
  const tester = await begin();
  const experiment = await tester.start({ guards: [rating], stopOnBreach: true, windowHours: 0 });
  await rate(tester, experiment);
  await look();
  expect((await stateOf(tester, experiment.id)).state).toBe('stopped');
  expect(warn).toHaveBeenCalledWith(expect.stringContaining(broken.id));
  await ownerQuery(hub, `UPDATE experiments SET guards = '[]' WHERE id = $1`, [broken.id]);
  warn.mockRestore();
});

test('a hub does nothing while another one looks', async () => {
  const tester = await begin();
  const { id } = await tester.start();
  const fixed = await tester.releases.publish({ 'reply.prompt': PROMPT('Fixed') });
  await tester.releases.deploy('production', { ref: fixed });
  await hub.dataSource.transaction(async (manager) => {
    await manager.query(`SELECT pg_advisory_xact_lock(hashtextextended('experiments', 0))`);
    await look();
    expect(await stateOf(tester, id)).toMatchObject({ state: 'running' });
  });
  await look();
  expect(await stateOf(tester, id)).toMatchObject({ state: 'stopped' });
});

test('an environment that requires tests requires them of what an experiment runs there', async () => {
  const tester = await begin();
  await tester.send('PATCH', 'environments/production', { requires: { testRun: 'passed' } }, { as: 'owner' });
  const { id } = await tester.draft();
  expect((await tester.step(id, 'start')).body.code).toBe('tests-required');
});

test('and of an arm that is promoted: it is refused in words, goes on, and is deployed once they have passed', async () => {
  const tester = await begin();
  const { id } = await tester.start();
  await tester.send('PATCH', 'environments/production', { requires: { testRun: 'passed' } }, { as: 'owner' });
  const promote = () => tester.step(id, 'promote', { arm: 'new', why: 'because' });
  const refused = await promote();
  expect([refused.status, refused.body]).toEqual([
    409,
    expect.objectContaining({ code: 'tests-required', environment: 'production', commit: tester.variant }),
  ]);
  expect(refused.body.detail).toMatch(
    /^"production" takes only what passed a test run .* of exactly this version/,
  );
  expect((await stateOf(tester, id)).state).toBe('running');
  await ownerQuery(
    hub,
    `INSERT INTO test_runs (id, project_id, origin, commit_id, ref, options, prompts, status, user_id, user_name, ended_at)
     SELECT gen_random_uuid(), project_id, 'hub', $2, 'main', '{}', '{reply.prompt}', 'passed', created_by, 'x', now() FROM experiments WHERE id = $1`,
    [id, tester.variant],
  );
  expect((await promote()).body).toMatchObject({ state: 'promoted', winner: 'new' });
  expect(await tester.textFor('anybody')).toBe('New');
});

/** What is told of the prompt; of the deployment before, a hub may tell late. */
async function nextOfPrompt(client: LiveClient): Promise<unknown> {
  for (;;) {
    const event = await client.next();
    if (event.kind === 'environment' && event.path !== null) return event;
  }
}

/** Of one experiment: what is told until so many states have been. */
async function told(
  client: LiveClient,
  experiment: string,
  count: number,
): Promise<[string | null, boolean][]> {
  const heard: [string | null, boolean][] = [];
  while (heard.length < count) {
    const event = await client.next();
    if (event.kind === 'experiment' && event.experiment === experiment)
      heard.push([event.state, event.alarm]);
  }
  return heard;
}

test('those who follow the project hear of all that becomes of an experiment, at every hub', async () => {
  const tester = await begin();
  const client = await LiveClient.connect(hubs.other.url, { token: hub.users.viewer.token });
  await client.follow(`acme/watched-${projects}`);
  const draft = await tester.draft();
  await tester.send('DELETE', `experiments/${draft.id}`);
  expect(await told(client, draft.id, 2)).toEqual([
    ['draft', false],
    [null, false],
  ]);
  const experiment = await tester.start();
  const keys = Array.from({ length: 600 }, (_, index) => `user-${index}`);
  const exposures = keys
    .filter((key) => assignArm(experiment, key).arm === 1)
    .map((key) => ({ experiment: experiment.id, key }));
  await look();
  expect(await stateOf(tester, experiment.id)).not.toHaveProperty('alarmedAt');
  await tester.send('POST', 'exposures', { exposures });
  await Promise.all([look(), look()]);
  await look();
  expect(await stateOf(tester, experiment.id)).toHaveProperty('alarmedAt');
  await tester.step(experiment.id, 'promote', { arm: 'new', why: 'because' });
  expect(await told(client, experiment.id, 4)).toEqual([
    ['draft', false],
    ['running', false],
    ['running', true],
    ['promoted', true],
  ]);
  client.close();
});

test('those who follow the project hear of a start and an end as of a deployment, at every hub', async () => {
  const tester = await begin();
  const clients = await Promise.all(
    [hub.url, hubs.other.url].map((url) => LiveClient.connect(url, { token: hub.users.viewer.token })),
  );
  const [project] = await Promise.all(clients.map((client) => client.follow(`acme/watched-${projects}`)));
  const { id } = await tester.start();
  const event = {
    kind: 'environment',
    project,
    name: 'production',
    path: 'reply.prompt',
    commit: tester.control,
  };
  for (const client of clients) expect(await nextOfPrompt(client)).toEqual(event);
  await tester.step(id, 'rollback', { why: 'because' });
  for (const client of clients) expect(await nextOfPrompt(client)).toEqual(event);
  clients.forEach((client) => client.close());
});
