import type { TestResponse, TestRole } from '../hub';
import { startHub, type TestHub } from '../hub';
import { BareRepository } from './bare-repository';
import { newProject, RegistryClient } from './registry-client';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub?.close());

let projects = 0;
const project = (): Promise<RegistryClient> => newProject(hub, `branches-${++projects}`);

const at = (name: string, more = '') => `branches/${encodeURIComponent(name)}${more}`;

function ask(
  registry: RegistryClient,
  [method, route]: [string, string],
  json?: unknown,
  as?: TestRole,
): Promise<TestResponse> {
  return registry.request(route, {
    method,
    ...(json === undefined ? {} : { json }),
    ...(as === undefined ? {} : { as }),
  });
}

const create = (registry: RegistryClient, name: string, from = 'main') =>
  ask(registry, ['POST', 'branches'], { name, from });
const protect = (registry: RegistryClient, name = 'main', wanted = true) =>
  ask(registry, ['PATCH', at(name)], { protected: wanted }, 'admin');
const names = async (registry: RegistryClient): Promise<string[]> =>
  (await registry.get('branches')).body.items.map(({ name }: { name: string }) => name);

/** A project with three versions of one file, by id. */
async function threeVersions(): Promise<{ registry: RegistryClient; ids: string[] }> {
  const registry = await project();
  const ids: string[] = [];
  for (const text of ['1', '2', '3'])
    ids.push((await registry.publish({ a: text }, { parent: ids.at(-1) ?? null })).commit.id);
  return { registry, ids };
}

describe('a new branch', () => {
  it('begins at a branch, a tag, a version or the beginning of its id, and goes its own way', async () => {
    const { registry, ids } = await threeVersions();
    await ask(registry, ['POST', 'tags'], { name: 'v1', ref: ids[0] });
    const starts = { fromBranch: 'main', fromTag: 'v1', fromId: ids[1]!, fromShortId: ids[1]!.slice(0, 8) };
    const heads = [ids[2], ids[0], ids[1], ids[1]];
    for (const [index, [name, from]] of Object.entries(starts).entries()) {
      const answer = await create(registry, name, from);
      expect([answer.status, answer.body]).toEqual([
        201,
        { name, head: heads[index], protected: false, updatedAt: expect.any(String) },
      ]);
      const { commit } = await registry.publish(
        { a: `on ${name}` },
        { branch: name, parent: heads[index], message: name },
      );
      const history = (await registry.get('history', { ref: name })).body.items as { id: string }[];
      expect(history.map(({ id }) => id)).toEqual([
        commit.id,
        ...ids.slice(0, ids.indexOf(heads[index]!) + 1).reverse(),
      ]);
    }
    expect((await registry.get('file', { path: 'a' })).body.content).toBe('3');
  });

  it('may have a slash in its name, and any name that the real git takes', async () => {
    const { registry, ids } = await threeVersions();
    const odd = ['feature/x', 'ünï/文😀', 'v1.0', '0123abc', "a'b", 'a%2Fb', 'a&b=c#d'];
    for (const name of odd) expect((await create(registry, name)).status).toBe(201);
    for (const name of odd) {
      const { commit } = await registry.publish({ own: name }, { branch: name, parent: ids[2] });
      expect((await registry.get('file', { path: 'own', ref: name })).body.commit).toBe(commit.id);
    }
    const repository = new BareRepository();
    try {
      for (const name of odd) await repository.fetch(registry, name);
      const refs = repository.git(['for-each-ref', '--format=%(refname:lstrip=2)']).trim().split('\n');
      expect(new Set(refs)).toEqual(new Set(odd));
    } finally {
      repository.remove();
    }
    for (const name of odd) expect((await ask(registry, ['DELETE', at(name)])).status).toBe(204);
    expect(await names(registry)).toEqual(['main']);
  }, 60_000);

  it.each([
    ['a name that is taken', { name: 'main', from: 'main' }, 409, 'branch-taken'],
    ['a name below another', { name: 'main/x', from: 'main' }, 409, 'name-clash'],
    ['a name above another', { name: 'deep', from: 'main' }, 409, 'name-clash'],
    ['a name that git refuses', { name: 'a..b', from: 'main' }, 422, 'validation-failed'],
    ['a name like an id', { name: 'a'.repeat(40), from: 'main' }, 422, 'validation-failed'],
    ['an unknown beginning', { name: 'x', from: 'nowhere' }, 404, 'ref-not-found'],
    ['NUL in the beginning', { name: 'x', from: 'a\0' }, 422, 'validation-failed'],
  ])('%s is refused', async (_what, json, status, code) => {
    const { registry } = await threeVersions();
    await create(registry, 'deep/er');
    const answer = await ask(registry, ['POST', 'branches'], json);
    expect(answer.body).toMatchObject({ status, code });
    expect(await names(registry)).toEqual(['deep/er', 'main']);
  });

  it('cannot be of a default branch without versions', async () => {
    expect((await create(await project(), 'x')).body).toMatchObject({ code: 'ref-not-found' });
  });

  it('that publishing begins obeys the same rules', async () => {
    const { registry, ids } = await threeVersions();
    const answer = await registry.post({ a: 'x' }, { branch: 'main/x', parent: ids[2] });
    expect(answer.body).toMatchObject({ status: 409, code: 'name-clash', other: 'main' });
  });

  it('that twenty make at once is made once', async () => {
    const { registry } = await threeVersions();
    const answers = await Promise.all(Array.from({ length: 20 }, () => create(registry, 'x')));
    expect(answers.map(({ status }) => status).sort()).toEqual([
      201,
      ...Array.from({ length: 19 }, () => 409),
    ]);
    const both = await Promise.all(['y', 'y/z', 'y', 'y/z'].map((name) => create(registry, name)));
    expect(both.filter(({ status }) => status === 201)).toHaveLength(1);
  });
});

describe('a branch moves', () => {
  const move = (registry: RegistryClient, name: string, json: unknown, as?: TestRole) =>
    ask(registry, ['PUT', at(name, '/head')], json, as);

  it('forward by itself, back only with force, and never from a head that was not seen', async () => {
    const { registry, ids } = await threeVersions();
    const [first, second, third] = ids as [string, string, string];
    await create(registry, 'x', first);
    expect((await move(registry, 'x', { to: 'main', expectedHead: first })).body.head).toBe(third);
    expect((await move(registry, 'x', { to: second, expectedHead: first })).body).toMatchObject({
      status: 409,
      code: 'branch-moved',
      head: third,
    });
    expect((await move(registry, 'x', { to: first, expectedHead: third })).body).toMatchObject({
      status: 409,
      code: 'not-fast-forward',
      lost: 2,
    });
    const forced = await move(registry, 'x', { to: first, expectedHead: third, force: true });
    expect(forced.body).toMatchObject({ name: 'x', head: first });
    // What follows stands beside what is on main.
    const own = await registry.publish({ a: 'own' }, { branch: 'x', parent: first });
    expect((await move(registry, 'x', { to: 'main', expectedHead: own.commit.id })).body).toMatchObject({
      code: 'not-fast-forward',
      lost: 1,
    });
    expect((await registry.get('files')).body.commit).toBe(third);
  });

  it('to where it is without anything on record', async () => {
    const { registry, ids } = await threeVersions();
    const events = () => hub.dataSource.query('SELECT count(*) FROM audit_events');
    const before = await events();
    const answer = await move(registry, 'main', { to: 'main', expectedHead: ids[2] });
    expect([answer.status, answer.body.head]).toEqual([200, ids[2]]);
    expect(await events()).toEqual(before);
  });

  it('for one of many who want it elsewhere at once', async () => {
    const { registry, ids } = await threeVersions();
    await create(registry, 'x', ids[0]);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        move(registry, 'x', { to: ids[1 + (i % 2)], expectedHead: ids[0] }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
  });

  it('that is not there is a 404', async () => {
    const { registry, ids } = await threeVersions();
    expect((await move(registry, 'x', { to: 'main', expectedHead: ids[0] })).body).toMatchObject({
      status: 404,
      code: 'ref-not-found',
    });
  });
});

describe('a protected branch', () => {
  it('takes versions of owners and admins only', async () => {
    const { registry, ids } = await threeVersions();
    expect((await protect(registry)).body).toMatchObject({ name: 'main', protected: true });
    const json = { parent: ids[2], message: 'm', changes: [{ path: 'b', content: 'b' }] };
    const refused = await registry.request('commits', { as: 'editor', json });
    expect(refused.body).toMatchObject({ status: 403, code: 'branch-protected' });
    expect(refused.body.detail).toContain('Publish to another branch');
    expect((await registry.request('commits', { as: 'admin', json })).status).toBe(201);
    await protect(registry, 'main', false);
    const parent = (await registry.get('files')).body.commit;
    expect(
      (
        await registry.request('commits', {
          as: 'editor',
          json: { ...json, parent, changes: [{ path: 'c', content: 'c' }] },
        })
      ).status,
    ).toBe(201);
  });

  it('is not deleted and not moved back, by nobody', async () => {
    const { registry, ids } = await threeVersions();
    await create(registry, 'x');
    await protect(registry, 'x');
    for (const as of ['owner', 'admin', 'editor'] as const) {
      expect((await ask(registry, ['DELETE', at('x')], undefined, as)).body).toMatchObject({
        status: 403,
        code: 'branch-protected',
      });
      const back = { to: ids[0], expectedHead: ids[2], force: true };
      expect((await ask(registry, ['PUT', at('x', '/head')], back, as)).body).toMatchObject({
        status: 403,
        code: 'branch-protected',
      });
    }
    const next = await registry.publish({ a: '4' }, { parent: ids[2] });
    const forward = { to: 'main', expectedHead: ids[2] };
    expect((await ask(registry, ['PUT', at('x', '/head')], forward)).status).toBe(403);
    expect((await ask(registry, ['PUT', at('x', '/head')], forward, 'admin')).body.head).toBe(next.commit.id);
  });
});

describe('deleting', () => {
  it('leaves the versions where they are', async () => {
    const { registry, ids } = await threeVersions();
    await create(registry, 'x');
    const { commit } = await registry.publish({ a: 'only here' }, { branch: 'x', parent: ids[2] });
    const wrong = await ask(registry, ['DELETE', `${at('x')}?expectedHead=${ids[2]}`]);
    expect(wrong.body).toMatchObject({ status: 409, code: 'branch-moved', head: commit.id });
    expect((await ask(registry, ['DELETE', `${at('x')}?expectedHead=${commit.id}`])).status).toBe(204);
    expect((await registry.get('file', { path: 'a', ref: 'x' })).status).toBe(404);
    expect((await registry.get('file', { path: 'a', ref: commit.id })).body.content).toBe('only here');
    expect((await create(registry, 'x', commit.id)).body.head).toBe(commit.id);
  });

  it('is refused for the default branch and for one that is not there', async () => {
    const { registry } = await threeVersions();
    expect((await ask(registry, ['DELETE', at('main')])).body).toMatchObject({ code: 'branch-is-default' });
    expect((await ask(registry, ['DELETE', at('x')])).body).toMatchObject({ code: 'ref-not-found' });
  });
});

describe('tags', () => {
  const tag = (registry: RegistryClient, name: string, ref = 'main', more = {}) =>
    ask(registry, ['POST', 'tags'], { name, ref, ...more });

  it('are listed by name, page by page', async () => {
    const { registry, ids } = await threeVersions();
    for (const name of ['v2', 'v1', 'release/ü', 'v10']) expect((await tag(registry, name)).status).toBe(201);
    const first = (await registry.get('tags', { limit: '3' })).body;
    const rest = (await registry.get('tags', { limit: '3', cursor: first.nextCursor })).body;
    const listed = [...first.items, ...rest.items] as { name: string; commit: string }[];
    expect(listed.map(({ name }) => name)).toEqual(['release/ü', 'v1', 'v10', 'v2']);
    expect(new Set(listed.map(({ commit }) => commit))).toEqual(new Set([ids[2]]));
    expect(rest.nextCursor).toBeUndefined();
  });

  it('stay where they are, and are read after branches and before short ids', async () => {
    const { registry, ids } = await threeVersions();
    const short = ids[0]!.slice(0, 7);
    const made = await tag(registry, short, ids[1], { message: 'Why' });
    expect(made.body).toMatchObject({
      name: short,
      commit: ids[1],
      message: 'Why',
      createdBy: 'editor person',
    });
    const commitAt = async (ref: string) => (await registry.get('file', { path: 'a', ref })).body.commit;
    expect(await commitAt(short)).toBe(ids[1]);
    expect((await tag(registry, short, ids[2])).body).toMatchObject({ status: 409, code: 'tag-taken' });
    expect((await tag(registry, `${short}/x`)).body).toMatchObject({ status: 409, code: 'name-clash' });
    await create(registry, short, ids[2]);
    expect(await commitAt(short)).toBe(ids[2]);
    await ask(registry, ['DELETE', at(short)]);
    expect((await ask(registry, ['DELETE', `tags/${short}`])).status).toBe(403);
    expect((await ask(registry, ['DELETE', `tags/${short}`], undefined, 'admin')).status).toBe(204);
    expect(await commitAt(short)).toBe(ids[0]);
    expect((await ask(registry, ['DELETE', `tags/${short}`], undefined, 'admin')).status).toBe(404);
  });

  it.each([
    ['a name that git refuses', { name: 'a b', ref: 'main' }, 422],
    ['NUL in the message', { name: 'a', ref: 'main', message: 'a\0' }, 422],
    ['an unknown version', { name: 'a', ref: 'f'.repeat(40) }, 404],
  ])('%s is refused', async (_what, json, status) => {
    const { registry } = await threeVersions();
    expect((await ask(registry, ['POST', 'tags'], json)).status).toBe(status);
  });

  it('cannot be changed, not even by the hub', async () => {
    const { registry } = await threeVersions();
    await tag(registry, 'v1');
    await expect(hub.dataSource.query("UPDATE tags SET name = 'v2'")).rejects.toThrow('permission denied');
  });
});

it('what happens to branches and tags is on record', async () => {
  const { registry, ids } = await threeVersions();
  await create(registry, 'x', ids[0]);
  await protect(registry, 'x');
  await protect(registry, 'x', false);
  await ask(registry, ['PUT', at('x', '/head')], { to: ids[1], expectedHead: ids[0] });
  await ask(registry, ['DELETE', at('x')]);
  await ask(registry, ['POST', 'tags'], { name: 'v1', ref: 'main' });
  await ask(registry, ['DELETE', 'tags/v1'], undefined, 'owner');
  const { items } = (await hub.request('/api/v1/organizations/acme/audit?limit=7', { as: 'owner' })).body;
  const seen = (items as { action: string; target: string; details: unknown }[]).reverse();
  expect(seen.map(({ action, target, details }) => [action, target, details])).toEqual([
    ['registry.branch.created', 'x', { head: ids[0] }],
    ['registry.branch.protected', 'x', {}],
    ['registry.branch.unprotected', 'x', {}],
    ['registry.branch.moved', 'x', { from: ids[0], to: ids[1], lost: 0 }],
    ['registry.branch.deleted', 'x', { head: ids[1] }],
    ['registry.tag.created', 'v1', { commit: ids[2] }],
    ['registry.tag.deleted', 'v1', { commit: ids[2] }],
  ]);
});
