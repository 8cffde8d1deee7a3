import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { HubClient, HubProtocolError } from '../index';
import { RegistryServer } from '../testing/registry-server';
import { FileWriteError } from './atomic-file';
import { blobId } from './blob-id';
import { findLink } from './link';
import { PublishConflictError } from './publish';
import { WorkingCopy } from './working-copy';

let root: string;
let server: RegistryServer;
const servers: RegistryServer[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'prompthub-copy-'));
});
afterEach(async () => {
  for (const one of servers.splice(0)) await one.close();
  await rm(root, { recursive: true, force: true });
});

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
}

const read = (path: string) => readFile(join(root, path), 'utf8').catch(() => undefined);

/** A working copy whose folder holds `local`, linked to a hub that holds `remote`. */
async function setUp(
  remote: Record<string, string>,
  local: Record<string, string> = {},
): Promise<WorkingCopy> {
  server = await RegistryServer.start(remote);
  servers.push(server);
  await write({ 'prompthub.yaml': `hub: ${server.url}\nproject: acme/desk\n`, ...local });
  const link = await findLink(root);
  if (!link) throw new Error('no link');
  return new WorkingCopy(link, new HubClient({ baseUrl: server.url }));
}

async function states(
  copy: WorkingCopy,
  options: { offline?: boolean } = {},
): Promise<Record<string, string>> {
  return Object.fromEntries((await copy.status(options)).map(({ path, state }) => [path, state]));
}

it('computes the ids that git computes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const id = execFileSync('git', ['hash-object', '--stdin'], { input: bytes }).toString().trim();
      expect(blobId(bytes)).toBe(id);
    }),
    { numRuns: 15 },
  );
});

it('tells every state from what was, what is here and what is there', async () => {
  const copy = await setUp({
    'same.prompt': 'a',
    'edit.prompt': 'a',
    'gone.prompt': 'a',
    'both.prompt': 'a',
    'old.prompt': 'a',
  });
  await copy.pull();
  await write({ 'edit.prompt': 'mine', 'both.prompt': 'mine', 'new.prompt': 'n', 'notes.txt': 'not shared' });
  await rm(join(root, 'gone.prompt'));
  server.change({ 'both.prompt': 'theirs', 'old.prompt': 'newer', 'there.prompt': 't' });
  expect(await states(copy)).toEqual({
    'same.prompt': 'in-sync',
    'edit.prompt': 'modified',
    'gone.prompt': 'deleted',
    'both.prompt': 'conflict',
    'old.prompt': 'behind',
    'new.prompt': 'new',
    'there.prompt': 'behind',
  });
  expect(await states(copy, { offline: true })).toMatchObject({
    'both.prompt': 'modified',
    'old.prompt': 'in-sync',
  });
});

it('publishes what changed, and nothing the second time', async () => {
  const copy = await setUp(
    {},
    {
      'a.prompt': 'one',
      'sub/b.tests.yaml': 'dataset: data/cases.csv',
      'sub/data/cases.csv': 'x\n1',
      'other.csv': '',
    },
  );
  const first = await copy.publish('first');
  expect(first.paths).toEqual(['a.prompt', 'sub/b.tests.yaml', 'sub/data/cases.csv']);
  expect(server.files).toEqual({
    'a.prompt': 'one',
    'sub/b.tests.yaml': 'dataset: data/cases.csv',
    'sub/data/cases.csv': 'x\n1',
  });
  expect((await copy.publish('again')).commit).toBeUndefined();
  await write({ 'a.prompt': 'two' });
  await rm(join(root, 'sub/b.tests.yaml'));
  expect((await copy.publish('second')).paths).toEqual(['a.prompt', 'sub/b.tests.yaml']);
  expect(server.messages).toEqual(['first', 'second']);
  expect(Object.values(await states(copy))).toEqual(['in-sync', 'in-sync']);
});

it('publishes only the paths that are asked for', async () => {
  const copy = await setUp({}, { 'a.prompt': '1', 'b.prompt': '2' });
  await copy.publish('a alone', { paths: ['a.prompt'] });
  expect(server.files).toEqual({ 'a.prompt': '1' });
  expect(await states(copy)).toEqual({ 'a.prompt': 'in-sync', 'b.prompt': 'new' });
});

it('refuses to publish over a change of someone else', async () => {
  const copy = await setUp({ 'a.prompt': '1' });
  await copy.pull();
  await write({ 'a.prompt': 'mine' });
  server.change({ 'a.prompt': 'theirs' });
  await expect(copy.publish('m')).rejects.toThrow(PublishConflictError);
  expect(server.files).toEqual({ 'a.prompt': 'theirs' });
});

it('learns from the hub that someone was faster between looking and sending', async () => {
  const copy = await setUp({ 'a.prompt': '1' });
  await copy.pull();
  await write({ 'a.prompt': 'mine' });
  server.onRequest = (route) => {
    if (route === 'commits') server.change({ 'a.prompt': 'theirs' });
    server.onRequest = route === 'commits' ? () => undefined : server.onRequest;
  };
  await expect(copy.publish('m')).rejects.toMatchObject({ name: 'CommitConflictError', paths: ['a.prompt'] });
  expect(await states(copy)).toEqual({ 'a.prompt': 'conflict' });
});

it('pulls new, changed and deleted files, and never a local change', async () => {
  const copy = await setUp({ 'a.prompt': '1', 'b.prompt': '1', 'dir/c.prompt': '1', 'mine.prompt': '1' });
  await copy.pull();
  await write({ 'mine.prompt': 'changed here' });
  server.change({
    'a.prompt': '2',
    'dir/c.prompt': null,
    'deep/er/d.prompt': 'new',
    'mine.prompt': 'changed there',
  });
  const result = await copy.pull();
  expect(result).toMatchObject({
    written: ['a.prompt', 'deep/er/d.prompt'],
    deleted: ['dir/c.prompt'],
    conflicts: ['mine.prompt'],
    commit: server.head,
  });
  expect(await read('a.prompt')).toBe('2');
  expect(await read('deep/er/d.prompt')).toBe('new');
  expect(await read('mine.prompt')).toBe('changed here');
  expect(await readdir(root)).not.toContain('dir');
  expect(await states(copy)).toMatchObject({ 'mine.prompt': 'conflict' });
});

it('a fresh clone can be edited and published once it was looked at; a file that differs stays a conflict', async () => {
  const files = { 'a.prompt': 'one', 'b.prompt': 'two' };
  const copy = await setUp(files, { ...files, 'b.prompt': 'mine' });
  await copy.adopt(await copy.status());
  await write({ 'a.prompt': 'changed' });
  expect(await states(copy)).toEqual({ 'a.prompt': 'modified', 'b.prompt': 'conflict' });
  expect(await copy.publish('from the clone', { paths: ['a.prompt'] })).toMatchObject({
    paths: ['a.prompt'],
  });
  expect(server.files['a.prompt']).toBe('changed');
});

it('a file here that the hub has differently is a conflict from the first pull on', async () => {
  const copy = await setUp({ 'a.prompt': 'theirs' }, { 'a.prompt': 'mine' });
  expect((await copy.pull()).conflicts).toEqual(['a.prompt']);
  expect(await read('a.prompt')).toBe('mine');
});

it.each([
  ['mine', 'mine', 'modified'],
  ['theirs', 'theirs', 'in-sync'],
  [{ content: 'both' }, 'both', 'modified'],
  ['skip', 'mine', 'conflict'],
] as const)('resolves a conflict as told: %j', async (resolution, text, state) => {
  const copy = await setUp({ 'a.prompt': '1' });
  await copy.pull();
  await write({ 'a.prompt': 'mine' });
  server.change({ 'a.prompt': 'theirs' });
  const seen: unknown[] = [];
  await copy.pull({
    resolve: (conflict) => {
      seen.push(conflict);
      return Promise.resolve(resolution);
    },
  });
  expect(seen).toEqual([{ path: 'a.prompt', local: 'mine', remote: 'theirs' }]);
  expect(await read('a.prompt')).toBe(text);
  expect(await states(copy)).toEqual({ 'a.prompt': state });
});

it('does not overwrite a file that was saved while the pull ran', async () => {
  const copy = await setUp({ 'a.prompt': '1' });
  await copy.pull();
  server.change({ 'a.prompt': '2' });
  server.onRequest = async (route) => {
    if (route === 'file') await write({ 'a.prompt': 'saved meanwhile' });
  };
  expect((await copy.pull()).conflicts).toEqual(['a.prompt']);
  expect(await read('a.prompt')).toBe('saved meanwhile');
});

it('changes nothing when the hub goes away half-way', async () => {
  const copy = await setUp({ 'a.prompt': '1', 'b.prompt': '1' });
  await copy.pull();
  server.change({ 'a.prompt': '2', 'b.prompt': '2' });
  let requests = 0;
  server.onRequest = (route) => {
    if (route === 'file' && ++requests === 2) return server.close();
  };
  await expect(copy.pull()).rejects.toMatchObject({ name: 'HubUnreachableError' });
  expect([await read('a.prompt'), await read('b.prompt')]).toEqual(['1', '1']);
});

it('fetches eight texts at a time, says how far it is, and leaves no order to chance', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [`${index}.prompt`, `text ${index}`]),
  );
  const copy = await setUp(files);
  const crowds: number[] = [];
  const waiting: (() => void)[] = [];
  const answerAll = () => {
    crowds.push(waiting.length);
    for (const answer of waiting.splice(0).reverse()) answer();
  };
  server.onRequest = (route) => {
    if (route !== 'file') return;
    return new Promise((resolve) => {
      waiting.push(resolve);
      // A round trip of our own: whatever was sent before it is here after it.
      if (waiting.length === 8) void fetch(server.url).then(answerAll);
    });
  };
  const progress: number[] = [];
  const { written } = await copy.pull({ onProgress: (fetched, total) => progress.push(fetched / total) });
  expect(crowds).toEqual([8, 8, 8, 8, 8]);
  expect(progress).toEqual(Array.from({ length: 41 }, (_, index) => index / 40));
  expect(written).toEqual(Object.keys(files).sort());
});

it('writes no file, and names the first, when none can be made', async () => {
  const copy = await setUp({ 'a.prompt': '1', 'deep/b.prompt': '1' });
  await copy.pull();
  server.change({ 'a.prompt': '2', 'deep/b.prompt': '2' });
  // A file where the folder for unfinished texts would be: no file can be made in it.
  await write({ '.prompthub/tmp': '' });
  const pulling = copy.pull();
  await expect(pulling).rejects.toThrow(FileWriteError);
  await expect(pulling).rejects.toThrow(/^a\.prompt could not be written: /);
  expect([await read('a.prompt'), await read('deep/b.prompt')]).toEqual(['1', '1']);
});

it('leaves nothing half-written on a full disk, and does the rest when there is room again', async () => {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', root], { stdio: 'ignore' });
  } catch {
    console.warn('Skipped: a full disk. Only root can mount a small one.');
    return;
  }
  try {
    const copy = await setUp({ 'a.prompt': 'small', 'b.prompt': 'small' });
    await copy.pull();
    server.change({ 'a.prompt': 'changed', 'b.prompt': 'x'.repeat(1_000_000) });
    await expect(copy.pull()).rejects.toThrow('b.prompt could not be written: the disk is full (ENOSPC).');
    expect([await read('a.prompt'), await read('b.prompt')]).toEqual(['small', 'small']);
    expect((await readdir(join(root, '.prompthub'))).sort()).toEqual(['state.json']);
    server.change({ 'b.prompt': 'y' });
    expect((await copy.pull()).written).toEqual(['a.prompt', 'b.prompt']);
    expect([await read('a.prompt'), await read('b.prompt')]).toEqual(['changed', 'y']);
  } finally {
    execFileSync('umount', ['-l', root]);
  }
});

it('refuses a text that is not what the hub listed', async () => {
  const copy = await setUp({ 'a.prompt': '1' });
  server.distort = () => 'something else';
  await expect(copy.pull()).rejects.toThrow(HubProtocolError);
  expect(await read('a.prompt')).toBeUndefined();
});

it('leaves files alone that are no text, and brings the others', async () => {
  const copy = await setUp({ 'a.prompt': '1', 'logo.png': 'bytes' });
  server.distort = (content) => (content === 'bytes' ? '\ufffdPNG' : content);
  expect(await copy.pull()).toMatchObject({ written: ['a.prompt'], conflicts: [], notText: ['logo.png'] });
  expect([await read('a.prompt'), await read('logo.png')]).toEqual(['1', undefined]);
  expect((await copy.pull()).notText).toEqual(['logo.png']);
});

it.each([
  '../evil.prompt',
  '/etc/evil.prompt',
  '.git/hooks/post-checkout',
  '.vscode/settings.json',
  'a/../../evil.prompt',
  'a\\..\\evil.prompt',
  'a/./evil.prompt',
  'a//evil.prompt',
  'a\0evil.prompt',
  'C:/evil.prompt',
  'C:evil.prompt',
  '\\\\server\\share\\evil.prompt',
  'GIT~1/config',
  'con.prompt',
  'prompthub.yaml',
])('never writes %s', async (path) => {
  const copy = await setUp({ [path]: 'evil', 'good.prompt': 'x' });
  const before = await read('prompthub.yaml');
  expect(await copy.pull()).toMatchObject({ written: ['good.prompt'], refused: [path] });
  expect((await readdir(root)).sort()).toEqual(['.gitignore', '.prompthub', 'good.prompt', 'prompthub.yaml']);
  expect(await read('prompthub.yaml')).toBe(before);
});

it('neither reads nor writes through symbolic links', async () => {
  const outside = await mkdtemp(join(tmpdir(), 'prompthub-outside-'));
  await writeFile(join(outside, 'key.prompt'), 'secret');
  const copy = await setUp({}, { 'a.prompt': '1' });
  await symlink(join(outside, 'key.prompt'), join(root, 'link.prompt'));
  await symlink(outside, join(root, 'folder'));
  await copy.publish('m');
  expect(server.files).toEqual({ 'a.prompt': '1' });
  server.change({ 'folder/evil.prompt': 'x' });
  await expect(copy.pull()).rejects.toThrow(/symbolic link/);
  expect(await readdir(outside)).toEqual(['key.prompt']);
  await rm(outside, { recursive: true });
});

it.each([
  ['binary', Buffer.from([65, 0, 66]), /bad\.prompt is a binary file/],
  ['not UTF-8', Buffer.from([0xc3, 0x28]), /bad\.prompt is not valid UTF-8/],
  ['huge', Buffer.alloc(5 * 1024 * 1024 + 1, 65), /bad\.prompt is larger than 5 MiB/],
])('names a file that is %s, and publishes nothing', async (_name, bytes, message) => {
  const copy = await setUp({}, { 'a.prompt': '1' });
  await writeFile(join(root, 'bad.prompt'), bytes);
  await expect(copy.publish('m')).rejects.toThrow(message);
  expect(server.files).toEqual({});
});

it('keeps line ends and a byte order mark', async () => {
  const text = '\uFEFF---\r\nmodel: echo/echo\r\n---\r\nhi\r\n';
  const copy = await setUp({}, { 'a.prompt': text });
  await copy.publish('m');
  await rm(join(root, 'a.prompt'));
  await rm(join(root, '.prompthub'), { recursive: true });
  await copy.pull();
  expect(await read('a.prompt')).toBe(text);
});

it('tells Git once to leave the state alone, and keeps what stood there', async () => {
  const copy = await setUp({ 'a.prompt': '1' }, { '.gitignore': 'node_modules' });
  await copy.pull();
  await copy.pull();
  expect(await read('.gitignore')).toBe('node_modules\n.prompthub/\n');
});

it('lets two windows publish at the same time without losing either', async () => {
  const copy = await setUp({}, { 'a.prompt': '1', 'b.prompt': '2' });
  const results = await Promise.all(
    ['a.prompt', 'b.prompt'].map((path) => copy.publish(path, { paths: [path] })),
  );
  expect(results.map(({ paths }) => paths)).toEqual([['a.prompt'], ['b.prompt']]);
  expect(await states(copy)).toEqual({ 'a.prompt': 'in-sync', 'b.prompt': 'in-sync' });
});

it('survives a broken state file, and puts it aside', async () => {
  const copy = await setUp({ 'a.prompt': '1' });
  await copy.pull();
  await write({ '.prompthub/state.json': '{"version":1,"files"' });
  expect(await states(copy)).toEqual({ 'a.prompt': 'in-sync' });
  await copy.pull();
  expect(await read('.prompthub/state.broken.json')).toBe('{"version":1,"files"');
});
