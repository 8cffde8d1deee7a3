import type { StartTestRun } from '@prompthub/protocol';
import { ROOT } from '../execution/model-hub';
import type { TestResponse } from '../hub';
import { prompt, TestingHub } from './test-hub';

let at: TestingHub;
beforeAll(async () => {
  at = await TestingHub.start({
    'a.prompt': prompt(['one']),
    'b.prompt': prompt(['two']),
    'c.prompt': 'No tests\n',
  });
});
beforeEach(() => {
  at.answer = () => 'fine';
});
afterAll(() => at?.close());

let made = 0;

/** A version whose tests nobody has run. */
function newVersion(): Promise<string> {
  return at.publish({ 'd.txt': String(++made) });
}

async function environment(requires: object | undefined): Promise<string> {
  const name = `made-${++made}`;
  const json = { name, ...(requires && { requires }) };
  const { status, body } = await at.hub.request(`${ROOT}/environments`, { as: 'owner', json });
  expect([status, body.requires]).toEqual([201, requires]);
  return name;
}

const deploy = (name: string, json: object): Promise<TestResponse> =>
  at.hub.request(`${ROOT}/environments/${name}/deployments`, { as: 'editor', json: { why: 'x', ...json } });

const HUB = { testRun: 'passed', from: 'hub' };

describe('an environment that requires tests', () => {
  it('takes a version whose tests have passed on the hub, and no other', async () => {
    const name = await environment(HUB);
    const commit = await newVersion();
    const refused = await deploy(name, { ref: commit });
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({
      code: 'tests-required',
      missing: ['a.prompt', 'b.prompt'],
      commit,
      from: 'hub',
    });
    expect(refused.body.detail).toBe(
      `"${name}" takes only what passed a test run of the hub of exactly this version, and ${commit.slice(0, 10)} has none for "a.prompt", "b.prompt". ` +
        `Run the tests: \`prompthub test-runs start --ref ${commit.slice(0, 10)} --wait\`. Rolling back is possible without.`,
    );
    expect((await at.run({ ref: commit })).status).toBe('passed');
    expect((await deploy(name, { ref: commit })).status).toBe(201);
    const other = await newVersion();
    expect((await deploy(name, { ref: other })).body.code).toBe('tests-required');
  });

  it.each<[why: string, options: StartTestRun, answer?: string]>([
    ['one that failed', {}, 'bad'],
    ['one of another prompt', { paths: ['b.prompt'] }],
    ['one with other models', { models: ['stub/two'] }],
    ['one that ran out of money', { maxCostUsd: 1e-9 }],
  ])('is not satisfied by %s', async (_why, options, answer = 'fine') => {
    at.answer = () => answer;
    const name = await environment(HUB);
    const commit = await newVersion();
    await at.run({ ref: commit, ...options });
    expect((await deploy(name, { ref: commit, path: 'a.prompt' })).body.missing).toEqual(['a.prompt']);
  });

  it('takes a prompt whose own tests passed, and the project when all have', async () => {
    const name = await environment(HUB);
    const commit = await newVersion();
    await at.run({ ref: commit, paths: ['a.prompt'] });
    expect((await deploy(name, { ref: commit, path: 'a.prompt' })).status).toBe(201);
    expect((await deploy(name, { ref: commit })).body.missing).toEqual(['b.prompt']);
    await at.run({ ref: commit, paths: ['b.prompt'] });
    expect((await deploy(name, { ref: commit })).status).toBe(201);
  });

  it('does not take a prompt without tests, in words', async () => {
    const name = await environment(HUB);
    const commit = await newVersion();
    await at.run({ ref: commit });
    const { body } = await deploy(name, { ref: commit, path: 'c.prompt' });
    expect([body.code, body.missing]).toEqual(['tests-required', []]);
    expect(body.detail).toContain(
      `"c.prompt" has none in ${commit.slice(0, 10)}. Write tests, or let the environment require none.`,
    );
  });

  it('lets a promotion in only with tests, and a roll-back without', async () => {
    const [from, to] = [await environment(undefined), await environment(undefined)];
    const [first, second] = [await newVersion(), await newVersion()];
    for (const ref of [first, second]) await deploy(to, { ref });
    await deploy(from, { ref: await newVersion() });
    const json = { requires: { testRun: 'passed' } };
    const patched = await at.hub.request(`${ROOT}/environments/${to}`, {
      method: 'PATCH',
      as: 'owner',
      json,
    });
    expect(patched.body).toMatchObject({ name: to, protected: false, requires: HUB });
    const promotion = { json: { from, why: 'x' }, as: 'editor' } as const;
    const promoted = await at.hub.request(`${ROOT}/environments/${to}/promotions`, promotion);
    expect(promoted.body.code).toBe('tests-required');
    const back = await at.hub.request(`${ROOT}/environments/${to}/rollbacks`, {
      as: 'editor',
      json: { why: 'x' },
    });
    expect([back.status, back.body.to]).toEqual([201, first]);
    const withdrawn = await deploy(to, { ref: null });
    expect(withdrawn.status).toBe(201);
    const free = { method: 'PATCH', as: 'owner', json: { requires: null } } as const;
    expect((await at.hub.request(`${ROOT}/environments/${to}`, free)).body.requires).toBeUndefined();
    expect((await deploy(to, { ref: second })).status).toBe(201);
  });
});
