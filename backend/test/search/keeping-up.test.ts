import { Client } from 'pg';
import { ChildHub } from '../child-hub';
import { GitFolder, personalToken, remoteUrl } from '../git-remote/git-client';
import { hubAt, startHub, type TestHub } from '../hub';
import { ownerQuery } from '../owner-query';
import { newProject, RegistryClient } from '../registry/registry-client';
import { ReleaseTester } from '../releases/release-client';
import { SearchClient } from './search-client';

jest.setTimeout(120_000);

/** Two hubs on one database. */
let hub: TestHub;
let child: ChildHub;
let other: TestHub;
beforeAll(async () => {
  hub = await startHub();
  child = await ChildHub.start({ ...hub.config });
  other = hubAt(hub, child.url);
});
afterAll(async () => {
  await child?.kill();
  await hub?.close();
});

const numbered = (count: number, text: string) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`p${String(at).padStart(3, '0')}.prompt`, text]),
  );
const namesOf = (files: Record<string, unknown>) => Object.keys(files).map((path) => path.slice(0, -7));

async function withOwner(work: (owner: Client) => Promise<void>): Promise<void> {
  const owner = new Client({ connectionString: hub.ownerUrl });
  await owner.connect();
  try {
    await work(owner);
  } finally {
    await owner.end();
  }
}

/** Where the list of the default branch stands, and where the branch does. */
async function places(slug: string): Promise<{ listed: string | null; head: string }> {
  const [row] = await ownerQuery<{ listed: string | null; head: string }>(
    hub,
    `SELECT v.head AS listed, b.head FROM projects p JOIN branches b ON b.project_id = p.id AND b.name = 'main'
     LEFT JOIN prompt_views v ON v.project_id = p.id AND v.kind = 'branch' AND v.name = 'main' WHERE p.slug = $1`,
    [slug],
  );
  if (row === undefined) throw new Error(`no branch main in ${slug}`);
  return row;
}

it('the list of the default branch moves with it, whoever moves it and how', async () => {
  const registry = await newProject(hub, 'moves');
  const tester = new ReleaseTester(registry, 'owner');
  const search = new SearchClient(hub, 'projects/acme/moves');
  const expectListed = async (names: string[]) => {
    const { listed, head } = await places('moves');
    expect(listed).toBe(head);
    expect(await search.names()).toEqual(names);
    return head;
  };
  const one = await tester.publish({ 'a.prompt': 'one' });
  expect(await search.names()).toEqual(['a']);
  await expectListed(['a']);
  await registry.publish({ 'b.prompt': 'two' }, { parent: one, branch: 'feature' });
  await expectListed(['a']);
  await tester.send('POST', 'merges', { from: 'feature', into: 'main' });
  const merged = await expectListed(['a', 'b']);
  await tester.send('POST', 'reverts', { commit: merged, branch: 'main' });
  const reverted = await expectListed(['a']);
  await tester.send('POST', 'cherry-picks', { commit: merged, branch: 'main' });
  const picked = await expectListed(['a', 'b']);
  await tester.send('PUT', 'branches/main/head', { to: reverted, expectedHead: picked, force: true });
  await expectListed(['a']);

  const folder = new GitFolder();
  try {
    const url = remoteUrl(hub, 'moves', await personalToken(hub, 'editor'));
    await folder.git('.', 'clone', '--quiet', url, 'mine');
    await folder.commit('mine', { 'deep/c.prompt': 'three' });
    await folder.commit('mine', { 'deep/d.prompt': 'four' });
    await folder.git('mine', 'push', '--quiet', 'origin', 'main');
  } finally {
    folder.remove();
  }
  await expectListed(['a', 'deep/c', 'deep/d']);
});

it('a version that is refused leaves the list as it was', async () => {
  const registry = await newProject(hub, 'refused');
  const { commit } = await registry.publish({ 'a.prompt': 'one' });
  await new SearchClient(hub, 'projects/acme/refused').names();
  expect((await registry.post({ 'a.prompt': '{{#if' }, { parent: commit.id })).status).toBe(422);
  expect((await places('refused')).listed).toBe(commit.id);
});

it('a branch and an environment take their lists along', async () => {
  const registry = await newProject(hub, 'gone');
  const tester = new ReleaseTester(registry, 'owner');
  const search = new SearchClient(hub, 'projects/acme/gone');
  await tester.publish({ 'a.prompt': 'one' });
  await tester.send('POST', 'branches', { name: 'feature', from: 'main' });
  await tester.send('POST', 'environments', { name: 'canary' });
  expect(await search.names()).toEqual(['a']);
  expect(await search.names({ branch: 'feature' })).toEqual(['a']);
  expect(await search.names({ environment: 'canary' })).toEqual([]);
  const views = () =>
    ownerQuery<{ name: string }>(
      hub,
      `SELECT v.name FROM prompt_views v JOIN projects p ON p.id = v.project_id WHERE p.slug = 'gone' ORDER BY v.name`,
    );
  expect(await views()).toEqual([{ name: 'canary' }, { name: 'feature' }, { name: 'main' }]);
  await tester.send('DELETE', 'branches/feature');
  await tester.send('DELETE', 'environments/canary');
  expect(await views()).toEqual([{ name: 'main' }]);
});

it('a project older than the lists, or with lists of another format, gets them from whoever asks first, also from two hubs at once', async () => {
  const registry = await newProject(hub, 'older');
  const files = numbered(250, 'kraken');
  await registry.publish(files);
  const ruin = [
    'DELETE FROM prompt_views',
    `UPDATE prompt_views SET format = 0; UPDATE prompt_entries SET path = path || 'x'`,
  ];
  for (const statement of ruin) {
    await ownerQuery(hub, statement);
    const answers = await Promise.all(
      [hub, other, hub, other].flatMap((one) => [
        new SearchClient(one, 'projects/acme/older').names({ q: 'kraken' }),
        new SearchClient(one, 'organizations/acme').names({ q: 'kraken' }),
      ]),
    );
    for (const answer of answers) expect(answer.toSorted()).toEqual(namesOf(files));
    expect(await ownerQuery(hub, `SELECT 1 FROM prompt_entries WHERE body = 'kraken'`)).toHaveLength(250);
  }
});

it.each([
  ['is not there', 'DELETE FROM prompt_views; COMMIT', false],
  ['is of another format', 'UPDATE prompt_views SET format = 0; COMMIT', true],
  ['is being made', 'SELECT FROM prompt_views FOR UPDATE', true],
])('whoever publishes neither makes a list that %s nor waits for it', async (what, statements, stays) => {
  const slug = what.replaceAll(' ', '-');
  const registry = await newProject(hub, slug);
  const search = new SearchClient(hub, `projects/acme/${slug}`);
  const { commit } = await registry.publish({ 'a.prompt': 'one' });
  await search.names();
  await withOwner(async (owner) => {
    await owner.query(`BEGIN; ${statements}`);
    const { commit: head } = await registry.publish({ 'b.prompt': 'two' }, { parent: commit.id });
    expect(await places(slug)).toEqual({ listed: stays ? commit.id : null, head: head.id });
  });
  expect(await search.names()).toEqual(['a', 'b']);
});

it('a branch that is deleted while somebody asks for its list is not found, and leaves none', async () => {
  const registry = await newProject(hub, 'deleted');
  const { commit } = await registry.publish({ 'a.prompt': 'one' });
  const tester = new ReleaseTester(registry, 'owner');
  await tester.send('POST', 'branches', { name: 'feature', from: 'main' });
  const search = new SearchClient(hub, 'projects/acme/deleted');
  await withOwner(async (owner) => {
    await owner.query(
      `BEGIN; INSERT INTO prompt_views (project_id, kind, name, format)
       SELECT id, 'branch', 'feature', 0 FROM projects WHERE slug = 'deleted'`,
    );
    const asked = search.ask({ branch: 'feature' });
    const waits = 'SELECT FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0';
    while ((await owner.query(waits)).rowCount === 0);
    await owner.query(`DELETE FROM branches WHERE name = 'feature' AND head = '${commit.id}'; COMMIT`);
    expect((await asked).body).toMatchObject({ status: 404, code: 'ref-not-found' });
  });
  expect(await ownerQuery(hub, `SELECT 1 FROM prompt_views WHERE name = 'feature'`)).toEqual([]);
});

it('what a list takes over from another one is what it would have read itself', async () => {
  const registry = await newProject(hub, 'copied');
  const tester = new ReleaseTester(registry, 'owner');
  const text =
    '---\nmodel: a/b\ndescription: About krakens\nprompthub.meta: { owner: ops, tags: [t] }\n---\nKrakens';
  await tester.publish({ ...numbered(30, 'kraken'), ...numbered(3, text) });
  await tester.send('POST', 'branches', { name: 'feature', from: 'main' });
  await tester.publish({ 'p005.prompt': 'of main' });
  const search = new SearchClient(hub, 'projects/acme/copied');
  expect(await search.names()).toHaveLength(30);
  const listed = async () => {
    expect(await search.names({ branch: 'feature', q: 'kraken' })).toHaveLength(30);
    return ownerQuery<{ row: unknown }>(
      hub,
      `SELECT to_jsonb(e) - 'view_id' || jsonb_build_object('search', ts_delete(e.search, 'view ' || e.view_id)) AS row
       FROM prompt_entries e JOIN prompt_views v ON v.id = e.view_id JOIN projects p ON p.id = v.project_id
       WHERE p.slug = 'copied' AND v.name = 'feature' ORDER BY path`,
    );
  };
  const copied = await listed();
  await ownerQuery(hub, 'DELETE FROM prompt_views');
  expect(copied).toEqual(await listed());
});

it.each(['name', 'updated', 'rank'])(
  'what nobody touches is seen exactly once on a walk by %s, while others publish through two hubs',
  async (sort) => {
    const slug = `walk-${sort}`;
    const registry = await newProject(hub, slug);
    const resting = numbered(40, 'kraken');
    const { commit } = await registry.publish(resting);
    const walks = new AbortController();
    const publishers = [hub, other].map(async (one, writer) => {
      const mine = new RegistryClient(one, 'editor', `acme/${slug}`);
      let parent = commit.id;
      for (let at = 0; !walks.signal.aborted; at++) {
        const path = `${'apqz'.charAt(at % 4)}-${writer}-${at % 6}.prompt`;
        const answer = await mine.post(
          { [path]: at % 3 === 2 ? null : `kraken ${writer} ${at}` },
          { parent },
        );
        expect(answer.status).toBeLessThan(500);
        if (answer.status === 201) parent = answer.body.commit.id as string;
      }
    });
    const seen = async (one: TestHub, size: number) =>
      (
        await new SearchClient(one, `projects/acme/${slug}`).all(
          { sort, q: sort === 'rank' ? 'kraken' : undefined },
          [size],
        )
      ).map(({ name }) => name);
    try {
      for (const size of [1, 3, 7, 20]) {
        for (const names of await Promise.all([seen(hub, size), seen(other, size)])) {
          const rested = names.filter((name) => `${name}.prompt` in resting);
          expect(rested.toSorted()).toEqual(namesOf(resting));
          if (sort === 'name') expect(new Set(names).size).toBe(names.length);
        }
      }
    } finally {
      walks.abort();
      await Promise.all(publishers);
    }
  },
);
