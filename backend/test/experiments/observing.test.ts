import { assignArm } from '@prompthub/protocol';
import { uuidV7 } from '../../src/common/uuid';
import { CallObservations } from '../../src/experiments/call-observations';
import type { TestHub, TestResponse } from '../hub';
import { ownerQuery } from '../owner-query';
import { ExperimentTester, TwoHubs } from './experiment-client';

let hubs: TwoHubs;
let hub: TestHub;
beforeAll(async () => {
  hubs = await TwoHubs.start();
  hub = hubs.hub;
}, 60_000);
afterAll(() => hubs?.close());

let projects = 0;
const begin = () => ExperimentTester.begin(hub, `observed-${++projects}`);
const KEYS = Array.from({ length: 30 }, (_, index) => `user-${index}`);

function execute(tester: ExperimentTester, json: Record<string, unknown>, more = {}): Promise<TestResponse> {
  const body = { path: 'reply.prompt', environment: 'production', ...json };
  return tester.send('POST', 'execute', body, { as: 'editor', ...more });
}

async function results(tester: ExperimentTester, id: string) {
  await hub.app.get(CallObservations, { strict: false }).flush();
  return (await tester.send('GET', `experiments/${id}/results`, undefined, { as: 'viewer' })).body;
}

test('a call of the hub is made for the arm of its key, at every hub, and counted', async () => {
  const tester = await begin();
  const experiment = await tester.start({ traffic: 800 });
  const counts = [0, 0];
  for (const key of KEYS) {
    const { arm } = assignArm(experiment, key);
    const here = (await execute(tester, { key })).body;
    expect(here.text).toBe(arm === 1 ? 'New' : 'Old');
    expect(here.experiment).toEqual(
      arm === undefined ? undefined : { id: experiment.id, arm: arm === 1 ? 'new' : 'control' },
    );
    const there = (await execute(tester, {}, { origin: hubs.other.url, headers: { 'x-prompthub-key': key } }))
      .body;
    expect([there.text, there.experiment]).toEqual([here.text, here.experiment]);
    if (arm !== undefined) counts[arm] = (counts[arm] ?? 0) + 1;
  }
  const without = (await execute(tester, {})).body;
  expect([without.text, without.experiment]).toEqual(['Old', undefined]);
  // The other hub writes a moment later, which changes none of the counts: they are of keys.
  const { arms } = await results(tester, experiment.id);
  expect(arms.map(({ exposures }: { exposures: number }) => exposures)).toEqual(counts);
  const cost = arms[0].metrics.find(({ name }: { name: string }) => name === 'cost-usd');
  expect(cost).toEqual({ name: 'cost-usd', keys: counts[0] });
});

test('its record names the experiment and the arm', async () => {
  const tester = await begin();
  const { id } = await tester.start();
  const { body } = await execute(tester, { key: 'ada@example.com' });
  await results(tester, id);
  const record = (await tester.send('GET', 'executions')).body.items[0];
  expect(record).toMatchObject({ id: body.id, experiment: body.experiment });
  const detail = (await tester.send('GET', `executions/${body.id}`)).body;
  expect(detail.experiment).toEqual(body.experiment);
  const stored = await ownerQuery(
    hub,
    'SELECT * FROM experiment_calls c JOIN experiment_exposures USING (subject)',
  );
  expect(stored.length).toBeGreaterThan(0);
  expect(JSON.stringify(stored)).not.toContain('example');
});

test('a provider that counts tokens as nobody can keeps no other call from being written', async () => {
  const tester = await begin();
  const experiment = await tester.start();
  const { subject } = assignArm(experiment, 'a');
  const given = { id: experiment.id, arm: 'new', commit: tester.variant, index: 1, subject };
  const observations = hub.app.get(CallObservations, { strict: false });
  for (const tokens of [1.5, 5e9, undefined])
    observations.add({
      ...{ executionId: uuidV7(), given, tokens },
      costUsd: 0,
      latencyMs: 1,
      failed: false,
    });
  await observations.flush();
  const stored = await ownerQuery(
    hub,
    'SELECT tokens FROM experiment_calls WHERE experiment_id = $1 ORDER BY tokens',
    [experiment.id],
  );
  expect(stored).toEqual([{ tokens: 2 }, { tokens: 2_147_483_647 }, { tokens: null }]);
});

test('OpenAI’s `user` is a key, the header goes before it, and none is control', async () => {
  const tester = await begin();
  const { arms, ...experiment } = await tester.start();
  const key = KEYS.find((each) => assignArm({ arms, ...experiment }, each).arm === 1) ?? '';
  const outside = KEYS.find((each) => assignArm({ arms, ...experiment }, each).arm === 0) ?? '';
  const call = async (json: Record<string, unknown>, headers: Record<string, string> = {}) => {
    const model = `${tester.root.replace('/api/v1/projects/', '')}/reply@production`;
    const answer = await hub.request('/v1/chat/completions', {
      as: 'editor',
      json: { model, ...json },
      headers,
    });
    return [answer.body.choices[0].message.content, answer.headers.get('x-prompthub-experiment')];
  };
  expect(await call({ user: key })).toEqual(['New', `${experiment.id}/new`]);
  expect(await call({ user: outside }, { 'x-prompthub-key': key })).toEqual(['New', `${experiment.id}/new`]);
  expect(await call({ user: outside })).toEqual(['Old', `${experiment.id}/control`]);
  expect(await call({})).toEqual(['Old', null]);
  expect(await call({ user: '' })).toEqual(['Old', null]);
});

test.each(['x'.repeat(1025), 'é', ''])('a header that holds no key is refused', async (key) => {
  const tester = await begin();
  const answer = await execute(tester, {}, { headers: { 'x-prompthub-key': key } });
  expect([answer.status, answer.body.code]).toEqual([422, 'key-not-readable']);
});

describe('what applications report', () => {
  let tester: ExperimentTester;
  let id: string;
  beforeAll(async () => {
    tester = await begin();
    const guards = [{ name: 'rating', kind: 'mean', better: 'higher', limit: 3, of: 'value' }];
    id = (await tester.start({ guards })).id;
  });
  const report = (route: string, json: unknown, as: 'editor' | 'viewer' = 'editor') =>
    tester.send('POST', route, json, { as });
  const outcome = (more: Record<string, unknown>) => ({
    outcomes: [{ id: 'one', metric: 'solved', key: 'user-0', value: 1, ...more }],
  });

  test('exposures count once for a key; those of nothing that runs are ignored, and lost ones are said', async () => {
    const exposures = KEYS.map((key) => ({ experiment: id, key }));
    expect((await report('exposures', { exposures })).body).toEqual({
      recorded: 30,
      repeated: 0,
      ignored: 0,
    });
    const again = [...exposures.slice(0, 2), { experiment: hub.users.owner.id, key: 'x' }];
    const lost = [{ experiment: id, count: 7 }];
    expect((await report('exposures', { exposures: again, lost })).body).toEqual({
      recorded: 0,
      repeated: 2,
      ignored: 1,
    });
    const { lost: counted, words } = await results(tester, id);
    expect(counted).toBe(7);
    expect(words).toContain('Applications could not report 7 exposures; those are in no figure.');
  });

  test('outcomes count once for their id', async () => {
    const outcomes = KEYS.map((key, index) => ({
      id: `o-${index}`,
      metric: 'solved',
      key,
      value: index % 2,
    }));
    expect((await report('outcomes', { outcomes })).body).toEqual({ recorded: 30, repeated: 0, ignored: 0 });
    expect((await report('outcomes', { outcomes })).body).toEqual({ recorded: 0, repeated: 30, ignored: 0 });
    const twice = [outcome({ id: 'o-x' }), outcome({ id: 'o-x' })].flatMap((each) => each.outcomes);
    expect((await report('outcomes', { outcomes: twice })).body).toMatchObject({ recorded: 1 });
    const known = async () => {
      const { arms, words } = await results(tester, id);
      const [control, variant] = arms.map(({ metrics }: { metrics: { keys: number }[] }) => metrics[0]?.keys);
      return [control + variant, words[1]];
    };
    const waiting = 'What is reported counts when the 24 hours of its key have passed: of 0 keys so far.';
    expect(await known()).toEqual([0, waiting]);
    await tester.pass(id, 24 * 3600);
    expect(await known()).toEqual([30, expect.stringContaining('could not report')]);
  });

  test('one thing may have an outcome in several metrics', async () => {
    const outcomes = ['solved', 'rating'].map((metric) => ({
      id: 'ticket-1',
      metric,
      key: 'user-0',
      value: 1,
    }));
    expect((await report('outcomes', { outcomes })).body).toEqual({ recorded: 2, repeated: 0, ignored: 0 });
    expect((await report('outcomes', { outcomes })).body).toEqual({ recorded: 0, repeated: 2, ignored: 0 });
  });

  test('an outcome that comes after the window counts no more', async () => {
    const keysOf = async () =>
      (await results(tester, id)).arms.map(
        ({ metrics }: { metrics: { keys: number }[] }) => metrics[0]?.keys,
      );
    const before = await keysOf();
    await report('exposures', { exposures: [{ experiment: id, key: 'late' }] });
    await tester.pass(id, 25 * 3600);
    const late = outcome({ id: 'after the window', key: 'late' });
    expect((await report('outcomes', late)).body.recorded).toBe(1);
    expect(await keysOf()).toEqual(before);
  });

  test.each([
    ['a metric that none has', { metric: 'sloved' }, 'unknown-metric'],
    ['a metric that the hub measures itself', { metric: 'cost-usd' }, 'unknown-metric'],
    ['a binary value between', { value: 0.5 }, 'not-binary'],
    ['no number', { value: null }, 'validation-failed'],
    ['NaN as text', { value: 'NaN' }, 'validation-failed'],
    ['more than there is', { value: 1e300 }, 'validation-failed'],
    ['a key of a megabyte', { key: 'x'.repeat(1 << 20) }, 'validation-failed'],
    ['an id with NUL', { id: 'a\0b' }, 'validation-failed'],
  ])('%s is refused', async (_name, more, code) => {
    const answer = await report('outcomes', outcome({ id: 'bad', ...more }));
    expect([answer.status, answer.body.code]).toEqual([422, code]);
    if (code === 'unknown-metric') expect(answer.body.detail).toContain('There are: rating, solved.');
  });

  test('any text may be a key', async () => {
    for (const key of ['🦊', '\0', '\ud800', ' ', 'é'.repeat(1024), "'; DROP TABLE experiments; --"]) {
      expect((await report('exposures', { exposures: [{ experiment: id, key }] })).body.recorded).toBe(1);
      expect(
        (await report('outcomes', outcome({ id: `k-${key.codePointAt(0) ?? 0}`, key }))).body.recorded,
      ).toBe(1);
    }
  });

  test('viewers report nothing', async () => {
    expect((await report('outcomes', outcome({}), 'viewer')).status).toBe(403);
    expect((await report('exposures', { exposures: [] }, 'viewer')).status).toBe(403);
  });

  test('what comes after the end is ignored, outcomes only after their window', async () => {
    await tester.step(id, 'stop', { why: 'enough' });
    expect((await report('outcomes', outcome({ id: 'late' }))).body.recorded).toBe(1);
    await ownerQuery(hub, `UPDATE experiments SET ended_at = now() - interval '8 days' WHERE id = $1`, [id]);
    expect((await report('outcomes', outcome({ id: 'too late' }))).body).toEqual({
      recorded: 0,
      repeated: 0,
      ignored: 1,
    });
    const exposures = [{ experiment: id, key: 'new one' }];
    expect((await report('exposures', { exposures })).body).toEqual({ recorded: 0, repeated: 0, ignored: 1 });
  });
});
