import { assignArm } from '@prompthub/protocol';
import { startHub, type TestHub } from '../hub';
import { ownerQuery } from '../owner-query';
import { ExperimentTester, PROMPT } from './experiment-client';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub?.close());

let projects = 0;
const begin = () => ExperimentTester.begin(hub, `experiments-${++projects}`);
const KEYS = Array.from({ length: 40 }, (_, index) => `user-${index} 🦊`);
const why = 'because';

test('a draft changes nothing, a running one divides by key, and a stopped one ends for everybody', async () => {
  const tester = await begin();
  const draft = await tester.draft();
  expect(draft).toMatchObject({ state: 'draft', path: 'reply.prompt', traffic: 1000 });
  expect(draft.arms).toEqual([
    { name: 'control', weight: 500 },
    { name: 'new', weight: 500, commit: tester.variant },
  ]);
  expect(await tester.textFor(KEYS[0])).toBe('Old');

  const running = (await tester.step(draft.id, 'start')).body;
  expect(running).toMatchObject({
    state: 'running',
    arms: [{ commit: tester.control }, { commit: tester.variant }],
  });
  const texts = [];
  for (const key of KEYS) {
    const { arm } = assignArm(running, key);
    const text = await tester.textFor(key);
    expect(text).toBe(arm === 1 ? 'New' : 'Old');
    texts.push(text);
  }
  expect(new Set(texts)).toEqual(new Set(['Old', 'New']));
  expect(await tester.textFor(undefined)).toBe('Old');

  const stopped = (await tester.step(draft.id, 'stop', { why })).body;
  expect(stopped).toMatchObject({ state: 'stopped', why, endedBy: { id: hub.users.admin.id } });
  for (const key of KEYS) expect(await tester.textFor(key)).toBe('Old');
  expect((await tester.step(draft.id, 'start')).body).toMatchObject({
    code: 'experiment-state',
    state: 'stopped',
  });
});

test('keys beyond the share of the traffic get what runs there; a larger share moves none of the others', async () => {
  const tester = await begin();
  const { id } = await tester.start({ traffic: 300 });
  const armsOf = async () =>
    Promise.all(
      KEYS.map(async (key) => {
        const query = { path: 'reply', environment: 'production', key };
        return (await tester.releases.prompt(query)).body.experiment.arm as string | undefined;
      }),
    );
  const before = await armsOf();
  expect(before).toContain(undefined);
  await tester.send('PATCH', `experiments/${id}`, { traffic: 900 });
  const after = await armsOf();
  expect(after.filter((arm) => arm === undefined).length).toBeLessThan(
    before.filter((arm) => arm === undefined).length,
  );
  before.forEach((arm, index) => arm !== undefined && expect(after[index]).toBe(arm));
});

test('a promoted arm is a deployment like others, and the end of the experiment', async () => {
  const tester = await begin();
  const { id } = await tester.start();
  expect((await tester.step(id, 'promote', { arm: 'none', why })).body.code).toBe('arm-not-found');
  expect((await tester.step(id, 'promote', { arm: 'control', why })).body.code).toBe('control-runs');
  const promoted = await tester.step(id, 'promote', { arm: 'new', why });
  expect(promoted.body).toMatchObject({ state: 'promoted', winner: 'new', why });
  for (const key of [undefined, ...KEYS.slice(0, 5)]) expect(await tester.textFor(key)).toBe('New');
  const [move] = (await tester.send('GET', 'environments/production/deployments')).body.items;
  expect(move).toMatchObject({ path: 'reply.prompt', to: tester.variant, why });
  expect((await tester.step(id, 'promote', { arm: 'new', why })).body.code).toBe('experiment-state');
  // It can be taken back as every deployment can.
  await tester.releases.rollBack('production', { path: 'reply' });
  expect(await tester.textFor(KEYS[0])).toBe('Old');
});

test('whatever is deployed there meanwhile goes before: the experiment acts no more, and cannot be promoted', async () => {
  const tester = await begin();
  const { id } = await tester.start();
  const fixed = await tester.releases.publish({ 'reply.prompt': PROMPT('Fixed') });
  await tester.releases.deploy('production', { ref: fixed });
  for (const key of KEYS.slice(0, 10)) expect(await tester.textFor(key)).toBe('Fixed');
  expect((await tester.step(id, 'promote', { arm: 'new', why })).body.code).toBe('release-moved');
  expect((await tester.send('GET', 'environments/production/deployments')).body.items).toHaveLength(2);
});

test('an experiment of the project concerns the prompts that follow it, and one of a prompt goes before', async () => {
  const tester = await begin();
  const whole = await tester.start({ path: undefined });
  const key = KEYS.find((each) => assignArm(whole, each).arm === 1);
  expect(await tester.textFor(key)).toBe('New');
  const own = await tester.start({
    arms: [
      { name: 'control', weight: 1 },
      { name: 'new', ref: tester.variant, weight: 999 },
    ],
  });
  const asked = { path: 'reply', environment: 'production', key: 'someone' };
  expect((await tester.releases.prompt(asked)).body.experiment.id).toBe(own.id);
  expect((await tester.releases.prompt({ ...asked, path: 'other' })).body.experiment.id).toBe(whole.id);
  await tester.step(own.id, 'rollback', { why });
  await tester.releases.deploy('production', { path: 'reply', ref: tester.variant });
  expect((await tester.releases.prompt(asked)).body.experiment).toBeUndefined();
});

describe('what is refused', () => {
  let tester: ExperimentTester;
  beforeAll(async () => {
    tester = await begin();
  });
  const arms = (...weights: unknown[]) =>
    weights.map((weight, index) => ({
      name: `arm-${index}`,
      weight,
      ...(index > 0 && { ref: tester.variant }),
    }));

  test.each([
    ['weights that do not add up', () => ({ arms: arms(500, 400) })],
    ['weights that are not whole', () => ({ arms: arms(500.5, 499.5) })],
    ['a weight of nothing', () => ({ arms: arms(0, 1000) })],
    ['one arm', () => ({ arms: arms(1000) })],
    ['two arms of one name', () => ({ arms: arms(500, 500).map((arm) => ({ ...arm, name: 'same' })) })],
    [
      'a variant without a version',
      () => ({ arms: arms(500, 500).map(({ name, weight }) => ({ name, weight })) }),
    ],
    ['more traffic than there is', () => ({ traffic: 1001 })],
    ['no hypothesis', () => ({ hypothesis: '  ' })],
    ['a binary cost', () => ({ metric: { name: 'cost-usd', kind: 'binary', better: 'lower' } })],
    [
      'an effect that nobody can compute with',
      () => ({ metric: { name: 'solved', kind: 'binary', better: 'higher', effect: 1e-200 } }),
    ],
    ['half a surrogate pair', () => ({ hypothesis: '\ud800' })],
  ])('%s', async (_name, more) => {
    const answer = await tester.send('POST', 'experiments', tester.plan(more()));
    expect([answer.status, answer.body.code]).toEqual([422, 'validation-failed']);
  });

  test('an environment, a version or a prompt that is not there', async () => {
    const codeOf = async (more: Record<string, unknown>) =>
      (await tester.send('POST', 'experiments', tester.plan(more))).body.code as string;
    expect(await codeOf({ environment: 'nowhere' })).toBe('environment-not-found');
    expect(await codeOf({ path: 'none' })).toBe('file-not-found');
    const [control] = arms(500);
    expect(await codeOf({ arms: [control, { name: 'new', ref: 'nothing', weight: 500 }] })).toBe(
      'ref-not-found',
    );
  });

  test('an arm whose version lacks a prompt that control has', async () => {
    const lacking = await tester.releases.publish({ 'other.prompt': null });
    const variant = { name: 'new', ref: lacking, weight: 500 };
    const { id } = await tester.draft({ path: undefined, arms: [{ name: 'control', weight: 500 }, variant] });
    expect((await tester.step(id, 'start')).body).toMatchObject({
      code: 'arm-lacks-prompts',
      paths: ['other.prompt'],
    });
  });

  test('a control that does not run there, an environment without a version, and a second one beside it', async () => {
    const named = [{ name: 'control', ref: tester.variant, weight: 500 }, ...arms(1, 500).slice(1)];
    const { id } = await tester.draft({ arms: named });
    expect((await tester.step(id, 'start')).body).toMatchObject({
      code: 'control-not-running',
      current: tester.control,
    });
    const empty = await tester.draft({ environment: 'staging' });
    expect((await tester.step(empty.id, 'start')).body.code).toBe('not-deployed');
    await tester.start();
    const beside = await tester.draft();
    expect((await tester.step(beside.id, 'start')).body.code).toBe('experiment-running');
  });

  test('in a protected environment, of those who may not deploy there', async () => {
    const { id } = await tester.draft();
    for (const [method, route, json] of [
      ['POST', 'start', undefined],
      ['POST', 'stop', { why }],
      ['POST', 'rollback', { why }],
      ['POST', 'promote', { arm: 'new', why }],
    ] as const) {
      const answer = await tester.send(method, `experiments/${id}/${route}`, json, { as: 'editor' });
      expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    }
    expect((await tester.send('PATCH', `experiments/${id}`, { traffic: 1 }, { as: 'editor' })).status).toBe(
      403,
    );
  });

  test('keys that are too long, or none', async () => {
    for (const key of ['', 'x'.repeat(1025)])
      expect((await tester.releases.prompt({ path: 'reply', environment: 'production', key })).status).toBe(
        422,
      );
    expect(await tester.textFor('\0 \ud83d\ude00'.padEnd(1024, 'é'))).toMatch(/^(Old|New)$/);
  });
});

test('experiments of another project are not there', async () => {
  const [mine, theirs] = [await begin(), await begin()];
  const { id } = await theirs.start();
  for (const [method, route] of [
    ['GET', ''],
    ['POST', '/start'],
    ['GET', '/results'],
  ] as const) {
    const answer = await mine.send(method, `experiments/${id}${route}`);
    expect([answer.status, answer.body.code]).toEqual([404, 'not-found']);
  }
});

test('they are listed newest first, by pages', async () => {
  const tester = await begin();
  const ids = [];
  for (let index = 0; index < 3; index++) ids.unshift((await tester.draft({ name: `No ${index}` })).id);
  await tester.step(ids[1] ?? '', 'start');
  const first = (await tester.send('GET', 'experiments?limit=2')).body;
  const rest = (await tester.send('GET', `experiments?limit=2&cursor=${first.nextCursor}`)).body;
  expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(ids);
  expect(
    (await tester.send('GET', 'experiments?state=running')).body.items.map(({ id }: { id: string }) => id),
  ).toEqual([ids[1]]);
});

test.each([
  ['rollback', 'experiment.rolled-back', {}],
  ['promote', 'experiment.promoted', { arm: 'new' }],
])('what was done is on record: %s', async (step, action, more) => {
  const tester = await begin();
  const { id } = await tester.start();
  await tester.step(id, step, { ...more, why: 'Wrong language' });
  const events = await ownerQuery<{ action: string; details: object }>(
    hub,
    `SELECT action, details FROM audit_events WHERE details->>'experiment' = $1 ORDER BY at, id`,
    [id],
  );
  expect(events.map((event) => event.action)).toEqual(['experiment.created', 'experiment.started', action]);
  expect(events.at(-1)?.details).toMatchObject({ ...more, why: 'Wrong language' });
});
