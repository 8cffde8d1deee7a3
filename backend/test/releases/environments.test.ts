import { startHub, type TestHub, type TestResponse } from '../hub';
import { ReleaseTester } from './release-client';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub?.close());

let projects = 0;
const begin = () => ReleaseTester.begin(hub, `environments-${++projects}`);

const outcome = ({ status, body }: TestResponse) => [status, body?.code];

async function environments(tester: ReleaseTester, path?: string) {
  const { body } = await tester.registry.get('environments', { path });
  return Object.fromEntries(body.items.map((item: { name: string }) => [item.name, item]));
}

describe('environments', () => {
  it('are three to begin with, in the order of promotion, and production is protected', async () => {
    const tester = await begin();
    const { body } = await tester.registry.get('environments');
    expect(body.items).toEqual([
      { name: 'development', protected: false, prompts: [] },
      { name: 'staging', protected: false, prompts: [] },
      { name: 'production', protected: true, prompts: [] },
    ]);
  });

  it('also of a project that is made over HTTP', async () => {
    const json = { slug: 'made-by-hand', name: 'Made' };
    await hub.request('/api/v1/organizations/acme/projects', { as: 'owner', json });
    const { body } = await hub.request('/api/v1/projects/acme/made-by-hand/environments', { as: 'viewer' });
    expect(body.items).toHaveLength(3);
  });

  it('can be made at any place of the order, protected, and deleted', async () => {
    const tester = await begin();
    await tester.send('POST', 'environments', { name: 'acceptance', after: 'staging' });
    await tester.send('POST', 'environments', { name: 'customer-x', protected: true });
    await tester.send('POST', 'environments', { name: 'local', after: 'development' });
    expect(Object.keys(await environments(tester))).toEqual([
      'development',
      'local',
      'staging',
      'acceptance',
      'production',
      'customer-x',
    ]);
    const { body } = await tester.send('PATCH', 'environments/local', { protected: true });
    expect(body).toEqual({ name: 'local', protected: true, prompts: [] });
    expect((await tester.send('DELETE', 'environments/local')).status).toBe(204);
    expect(outcome(await tester.send('DELETE', 'environments/local'))).toEqual([
      404,
      'environment-not-found',
    ]);
  });

  it.each(['Production', 'a--b', '', 'abcdef0', 'a'.repeat(65), 'deadbeef'])(
    'are not named %j',
    async (name) => {
      const tester = await begin();
      expect(outcome(await tester.send('POST', 'environments', { name }))).toEqual([
        422,
        'validation-failed',
      ]);
    },
  );

  it('are made once, and behind one that exists', async () => {
    const tester = await begin();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => tester.send('POST', 'environments', { name: 'twice' })),
    );
    expect(answers.map(outcome).sort()).toEqual([
      [201, undefined],
      ...Array.from({ length: 4 }, () => [409, 'environment-exists']),
    ]);
    const behindNone = await tester.send('POST', 'environments', { name: 'x', after: 'nowhere' });
    expect(outcome(behindNone)).toEqual([404, 'environment-not-found']);
  });

  it('cannot be deleted while something runs there, and keep their history', async () => {
    const tester = await begin();
    const commit = await tester.publish({ 'a.prompt': 'a' });
    await tester.deploy('staging', { ref: commit, path: 'a' });
    expect(outcome(await tester.send('DELETE', 'environments/staging'))).toEqual([409, 'environment-in-use']);
    expect((await tester.deploy('staging', { ref: null, path: 'a' })).body).toMatchObject({
      kind: 'withdrawn',
      from: commit,
    });
    expect((await tester.send('DELETE', 'environments/staging')).status).toBe(204);
    expect(outcome(await tester.deploy('staging', { ref: commit }))).toEqual([404, 'environment-not-found']);
    const { body } = await tester.registry.get('environments/staging/deployments');
    expect(body.items.map(({ kind }: { kind: string }) => kind)).toEqual(['withdrawn', 'deployed']);
  });

  it('that are protected take deployments of admins and owners alone, whatever the way', async () => {
    const admin = await begin();
    const editor = new ReleaseTester(admin.registry, 'editor');
    const [one, two] = [await admin.publish({ 'a.prompt': '1' }), await admin.publish({ 'a.prompt': '2' })];
    await editor.deploy('staging', { ref: one });
    for (const refused of [
      await editor.deploy('production', { ref: one }),
      await editor.deploy('production', { ref: one, path: 'a' }),
      await editor.deploy('production', { ref: null }),
      await editor.promote('production'),
      await editor.rollBack('production'),
    ])
      expect([...outcome(refused), refused.body.permission]).toEqual([
        403,
        'forbidden',
        'releases.deploy-protected',
      ]);
    expect((await environments(admin)).production).toEqual({
      name: 'production',
      protected: true,
      prompts: [],
    });
    const owner = new ReleaseTester(admin.registry, 'owner');
    expect((await owner.promote('production')).status).toBe(201);
    expect((await admin.deploy('production', { ref: two })).status).toBe(201);
    await admin.send('PATCH', 'environments/production', { protected: false });
    expect((await editor.rollBack('production')).body).toMatchObject({ from: two, to: one });
  });
});

describe('how far an environment is behind', () => {
  it('counts the versions of the default branch, and for a prompt those that changed it', async () => {
    const tester = await begin();
    const first = await tester.publish({ 'a.prompt': '1', 'b.prompt': '1' });
    await tester.deploy('staging', { ref: first });
    await tester.deploy('production', { ref: first, path: 'a' });
    await tester.publish({ 'b.prompt': '2' });
    await tester.publish({ 'a.prompt': '2' });
    await tester.publish({ 'b.prompt': '3' });
    const all = await environments(tester);
    expect(all.staging.project).toMatchObject({ commit: first, behind: 3, by: { name: 'admin person' } });
    expect(all.production.prompts).toMatchObject([{ path: 'a.prompt', commit: first, behind: 1 }]);
    const ofB = await environments(tester, 'b');
    expect([ofB.staging.project.behind, ofB.production.prompts]).toEqual([2, []]);
    const ofA = await environments(tester, 'a.prompt');
    expect([ofA.staging.project.behind, ofA.production.prompts[0].behind]).toEqual([1, 1]);
  });

  it('counts from where the ways part when a side branch is deployed', async () => {
    const tester = await begin();
    const first = await tester.publish({ 'a.prompt': '1' });
    const side = await tester.publish({ 'a.prompt': 'side' }, { parent: first, branch: 'side' });
    await tester.publish({ 'a.prompt': '2' }, { parent: first });
    await tester.publish({ 'b.prompt': '2' });
    const other = await tester.registry.publish({ 'c.prompt': 'alone' }, { branch: 'other' });
    await tester.deploy('staging', { ref: 'side' });
    await tester.deploy('production', { ref: other.commit.id });
    const { staging, production } = await environments(tester);
    expect([staging.project.commit, staging.project.behind]).toEqual([side, 2]);
    expect(production.project.behind).toBe(3);
    expect((await environments(tester, 'a')).staging.project.behind).toBe(1);
  });

  it('is not said while the default branch has no versions', async () => {
    const tester = await begin();
    const other = await tester.registry.publish({ 'a.prompt': '1' }, { branch: 'other' });
    await tester.deploy('staging', { ref: other.commit.id });
    expect((await environments(tester)).staging.project).not.toHaveProperty('behind');
  });
});
