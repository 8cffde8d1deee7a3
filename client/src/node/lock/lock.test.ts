import { mkdtemp, readdir, readFile, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HubClient, PromptClient } from '../../index';
import type { PromptSelector } from '../../prompts/prompt-request';
import { ReleaseServer } from '../../testing/release-server';
import { listSharedFiles } from '../shared-files';
import { fromLock } from './from-lock';
import { LockFileError } from './lock-file';
import { pullLock } from './pull-lock';

let folder: string;
let hub: ReleaseServer;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prompthub-lock-'));
  hub = await ReleaseServer.start();
});
afterEach(async () => {
  await hub.close();
  await rm(folder, { recursive: true, force: true });
});

const files = (words: string) => ({
  'reply.prompt': `${words} {{name}}{{> end}}`,
  'mail/follow-up.prompt': `Follow up: ${words}`,
  '_end.prompt': '!',
  'reply.tests.yaml': '- vars: { name: Ada }',
});
const PRODUCTION = { environment: 'production' };

const pull = (selectors: readonly PromptSelector[], includes?: (path: string) => boolean) =>
  pullLock(folder, {
    hub: hub.url,
    project: new HubClient({ baseUrl: hub.url }).project('acme/desk'),
    selectors,
    includes,
  });

/** An application that starts while the hub is away. */
async function offline(): Promise<PromptClient> {
  const away = () => Promise.reject(new TypeError('fetch failed'));
  const lock = await fromLock(folder);
  return new PromptClient({ hub: hub.url, project: 'acme/desk', lock, fetch: away, deadlineMs: 1 });
}

async function rendered(client: PromptClient, name: string, selector: PromptSelector): Promise<unknown> {
  const prompt = await client.getPrompt(name, selector).finally(() => client.close());
  const [message] = prompt.render({ name: 'Ada' }).messages;
  return [prompt.source, prompt.commit, message?.content];
}

const treeOf = async () =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

it('lets an application start with the hub away, with what was deployed when the lock was written', async () => {
  const commit = hub.deploy('production', files('Hello'));
  await pull([PRODUCTION]);
  hub.deploy('production', files('Newer'));
  expect(await rendered(await offline(), 'reply', PRODUCTION)).toEqual([
    'lock',
    commit,
    [{ text: 'Hello Ada!' }],
  ]);
  expect(await rendered(await offline(), 'mail/follow-up.prompt', PRODUCTION)).toEqual([
    'lock',
    commit,
    [{ text: 'Follow up: Hello' }],
  ]);
});

it('is no answer for what was not locked, be it the same version', async () => {
  const commit = hub.deploy('production', files('Hello'));
  hub.deploy('staging', files('Hello'));
  await pull([PRODUCTION], (path) => path === 'reply.prompt');
  const client = new PromptClient({
    hub: hub.url,
    project: 'acme/desk',
    lock: await fromLock(folder),
    fetch: () => Promise.reject(new TypeError('fetch failed')),
    deadlineMs: 1,
  });
  for (const [name, selector] of [
    ['reply', { environment: 'staging' }],
    ['reply', { commit }],
    ['reply', { label: 'production' }],
    ['mail/follow-up', PRODUCTION],
  ] as const) {
    await expect(client.getPrompt(name, selector)).rejects.toMatchObject({ name: 'PromptUnavailableError' });
  }
});

it('holds prompts of environments, labels and commits beside each other, each in its version', async () => {
  const old = hub.commit(files('Old'));
  const stable = hub.commit(files('Stable'));
  hub.moveLabel('stable', 'reply.prompt', stable);
  hub.deploy('production', files('Live'));
  await pull([PRODUCTION, { label: 'stable' }, { commit: old.slice(0, 8) }]);
  const words = async (selector: PromptSelector) =>
    /Old|Stable|Live/.exec(JSON.stringify(await rendered(await offline(), 'reply', selector)))?.[0];
  expect(await words(PRODUCTION)).toBe('Live');
  expect(await words({ label: 'stable' })).toBe('Stable');
  expect(await words({ commit: old.slice(0, 8) })).toBe('Old');
  await expect(rendered(await offline(), 'mail/follow-up', { label: 'stable' })).rejects.toThrow();
});

it('is the same file for the same versions, and leaves no texts of others behind', async () => {
  hub.deploy('production', files('First'));
  await pull([PRODUCTION]);
  const commit = hub.deploy('production', files('Second'));
  await pull([PRODUCTION]);
  const before = await readFile(join(folder, 'prompthub.lock'), 'utf8');
  await pull([PRODUCTION]);
  expect(await readFile(join(folder, 'prompthub.lock'), 'utf8')).toBe(before);
  expect(await treeOf()).toEqual(
    ['_end.prompt', 'mail/follow-up.prompt', 'reply.prompt']
      .map((path) => `.prompthub-lock/${commit}/${path}`)
      .concat('prompthub.lock')
      .sort(),
  );
});

it('is never taken for prompts of the folder', async () => {
  hub.deploy('production', files('Hello'));
  await pull([PRODUCTION]);
  expect(await listSharedFiles(folder)).toEqual([]);
});

it('stays as it was when what shall replace it cannot be fetched', async () => {
  hub.deploy('production', files('Hello'));
  await pull([PRODUCTION]);
  const before = await treeOf();
  await expect(pull([PRODUCTION, { commit: 'abcdef0' }])).rejects.toMatchObject({ status: 404 });
  for (const selector of [{ environment: 'nowhere' }, { label: 'nowhere' }]) {
    await expect(pull([PRODUCTION, selector])).rejects.toThrow(/nowhere/);
  }
  await expect(pull([PRODUCTION], (path) => path === 'other.prompt')).rejects.toThrow(
    /environment production/,
  );

  await hub.close();
  await expect(pull([PRODUCTION])).rejects.toMatchObject({ name: 'HubUnreachableError' });
  expect(await treeOf()).toEqual(before);
  hub = await ReleaseServer.start();
});

describe('a lock that was damaged', () => {
  const text = async () => join(folder, (await treeOf()).find((path) => path.endsWith('reply.prompt')) ?? '');
  it.each<[string, () => Promise<void>]>([
    ['a text was changed', async () => writeFile(await text(), 'Something else')],
    ['a text is missing', async () => unlink(await text())],
    ['the lock is missing', () => unlink(join(folder, 'prompthub.lock'))],
    ['the lock was cut', () => writeFile(join(folder, 'prompthub.lock'), '{"version": 1, "hub": ')],
    ['the lock is of a later version', () => edit((lock) => lock.replace('"version": 1', '"version": 2'))],
    ['an integrity was changed', () => edit((lock) => lock.replace(/sha256-...../, 'sha256-AAAAA'))],
  ])('is refused when it is read, by the name of its file: %s', async (_name, damage) => {
    hub.deploy('production', files('Hello'));
    await pull([PRODUCTION]);
    await damage();
    const failure = await fromLock(folder).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(LockFileError);
    expect(failure).toMatchObject({ message: expect.stringContaining(folder) });
  });

  it('cannot lead out of its folder', async () => {
    hub.deploy('production', files('Hello'));
    await pull([PRODUCTION]);
    await edit((lock) => lock.replace('"reply.prompt"', '"../../reply.prompt"'));
    await expect(fromLock(folder)).rejects.toMatchObject({ name: 'UnsafePathError' });
    await pull([PRODUCTION]);
    const place = await text();
    await unlink(place);
    await symlink('/etc/hostname', place);
    await expect(fromLock(folder)).rejects.toMatchObject({ name: 'UnsafePathError' });
  });

  async function edit(change: (text: string) => string): Promise<void> {
    const file = join(folder, 'prompthub.lock');
    await writeFile(file, change(await readFile(file, 'utf8')));
  }
});

it('can be of a hub that the application knows by another address', async () => {
  hub.deploy('production', files('Hello'));
  await pull([PRODUCTION]);
  const lock = await fromLock(folder, { hub: 'http://Hub.internal/' });
  expect(() => new PromptClient({ hub: 'http://hub.internal', project: 'acme/desk', lock })).not.toThrow();
});
