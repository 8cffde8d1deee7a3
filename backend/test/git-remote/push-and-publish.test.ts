import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { ChildHub } from '../child-hub';
import { hubAt, startHub, type TestHub } from '../hub';
import { ownerQuery } from '../owner-query';
import { newProject, RegistryClient } from '../registry/registry-client';
import { GitFolder, personalToken, remoteUrl } from './git-client';

jest.setTimeout(300_000);

// Writers of both kinds at once: over the API, and with the real `git`.
let hub: TestHub;
let token: string;
let folder: GitFolder;
let children: ChildHub[] = [];
beforeAll(async () => {
  hub = await startHub();
  token = await personalToken(hub, 'editor');
});
beforeEach(() => {
  folder = new GitFolder();
});
afterEach(async () => {
  await Promise.all(children.map((child) => child.kill()));
  children = [];
  folder.remove();
});
afterAll(() => hub?.close());

interface Version {
  id: string;
  parents: string[];
  message: string;
}

async function history(registry: RegistryClient): Promise<Version[]> {
  return (await registry.get('history', { limit: '200' })).body.items;
}

/** Each is the only parent of the one before it, and none stands there twice. */
function expectLine(versions: readonly Version[]): void {
  for (const [at, { parents }] of versions.entries()) {
    expect(parents).toEqual(versions[at + 1] === undefined ? [] : [versions[at + 1]?.id]);
  }
  expect(new Set(versions.map(({ id }) => id)).size).toBe(versions.length);
}

const blobId = (text: string) =>
  createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex');

it('a push and a publication that wait for each other both come through', async () => {
  const registry = await newProject(hub, 'crosswise');
  const start = await registry.publish({ 'start.md': 'start\n' });
  const url = remoteUrl(hub, 'crosswise', token);
  await folder.git('.', 'clone', '--quiet', url, 'mine');
  // The push stores the first of these, and is held up at the second.
  const [shared = '', held = ''] = ['one\n', 'two\n'].sort((a, b) => (blobId(a) < blobId(b) ? -1 : 1));
  await folder.commit('mine', { 'shared.md': shared, 'held.md': held }, 'pushed');
  await ownerQuery(
    hub,
    `CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN PERFORM pg_advisory_xact_lock_shared(1); RETURN NEW; END $$;
     CREATE TRIGGER hold BEFORE INSERT ON git_objects FOR EACH ROW WHEN (NEW.id = '${blobId(held)}')
       EXECUTE FUNCTION hold()`,
  );
  const owner = new Client({ connectionString: hub.ownerUrl });
  await owner.connect();
  const until = async (condition: string) => {
    for (let met = false; !met;) met = (await owner.query(`SELECT ${condition} AS met`)).rows[0].met;
  };
  const waiting = (what: string) =>
    `EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = '${what}')`;
  try {
    await owner.query('SELECT pg_advisory_lock(1)');
    const pushing = folder.run(['push', 'origin', 'main'], { cwd: 'mine' });
    await until(waiting('advisory'));
    const publishing = registry.post(
      { 'other.md': shared },
      { parent: start.commit.id, message: 'published' },
    );
    await until(waiting('transactionid'));
    await owner.query('SELECT pg_advisory_unlock(1)');
    const [pushed, published] = await Promise.all([pushing, publishing]);
    await until('(SELECT deadlocks > 0 FROM pg_stat_database WHERE datname = current_database())');
    expect(published.status).toBe(201);
    // Who comes second goes on top, or is told to fetch.
    if (pushed.code !== 0) expect(pushed.stderr).toMatch(/it has moved since you fetched it/);
    const versions = await history(registry);
    expectLine(versions);
    expect(versions).toHaveLength(pushed.code === 0 ? 3 : 2);
  } finally {
    await owner.end();
    await ownerQuery(hub, 'DROP FUNCTION hold CASCADE');
  }
});

const PUBLISHERS = 96;
const PUSHERS = 4;

/** Looks at a branch again and again, which only grows. */
class Reader {
  #seen: string[] = [];

  constructor(readonly registry: RegistryClient) {}

  async look(): Promise<void> {
    const versions = await history(this.registry);
    expectLine(versions);
    const ids = versions.map(({ id }) => id);
    // What was there stays, in its order, at the end.
    expect(ids.slice(ids.length - this.#seen.length)).toEqual(this.#seen);
    this.#seen = ids;
    const files = (await this.registry.get('files', { ref: ids[0] ?? '' })).body.items;
    expect(files).toHaveLength(versions.length);
  }
}

/** Pulls and pushes until it is taken. */
async function pushes(name: string, url: string): Promise<void> {
  await folder.git('.', 'clone', '--quiet', url, name);
  await folder.commit(name, { [`${name}.md`]: 'x\n' }, name);
  for (;;) {
    const { code, stderr } = await folder.run(['push', '--quiet', 'origin', 'main'], { cwd: name });
    if (code === 0) return;
    expect(stderr).toMatch(/has moved since|fetch first|cannot lock ref|nothing moved/);
    await folder.git(name, 'pull', '--quiet', '--rebase', 'origin', 'main');
  }
}

it('100 writers on one branch of two hubs, while others read: none is lost, none is there twice, one line', async () => {
  const registry = await newProject(hub, 'hundred');
  const start = await registry.publish({ 'start.md': 'start\n' }, { message: 'start' });
  const child = await ChildHub.start({ ...hub.config });
  children.push(child);
  const second = new RegistryClient(hubAt(hub, child.url), 'editor', 'acme/hundred');
  const url = remoteUrl(hub, 'hundred', token);

  const readers = [registry, second].map((reader) => new Reader(reader));
  await folder.git('.', 'clone', '--quiet', '--mirror', url, 'reader');
  const fetched = async () => {
    await folder.git('reader', 'fetch', '--quiet');
    expect(await folder.git('reader', 'rev-list', '--min-parents=2', '--count', 'main')).toBe('0');
  };
  let written = 0;
  let reading = Promise.resolve();
  /** Every few writers somebody looks, while the others write on. */
  const wrote = () => {
    if (++written % 10 > 0) return;
    reading = reading.then(async () => {
      await Promise.all([...readers.map((reader) => reader.look()), fetched()]);
    });
  };
  const publishing = Array.from({ length: PUBLISHERS }, async (_writer, at) => {
    const name = `publisher-${at}`;
    const more = { parent: start.commit.id, message: name };
    const answer = await (at % 2 ? registry : second).post({ [`${name}.md`]: 'x\n' }, more);
    expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
    wrote();
  });
  const pushing = Array.from({ length: PUSHERS }, (_writer, at) => pushes(`pusher-${at}`, url).then(wrote));
  await Promise.all([...publishing, ...pushing]);
  await reading;
  expect(written).toBe(PUBLISHERS + PUSHERS);

  const versions = await history(registry);
  expectLine(versions);
  const names = (count: number, name: string) => Array.from({ length: count }, (_, at) => `${name}-${at}`);
  expect(versions.map(({ message }) => message.trim()).sort()).toEqual(
    ['start', ...names(PUBLISHERS, 'publisher'), ...names(PUSHERS, 'pusher')].sort(),
  );
  await folder.git('reader', 'fetch', '--quiet');
  expect(await folder.git('reader', 'fsck', '--strict', '--full')).toBe('');
  expect((await folder.git('reader', 'log', '--format=%H', 'main')).split('\n')).toEqual(
    versions.map(({ id }) => id),
  );
});
