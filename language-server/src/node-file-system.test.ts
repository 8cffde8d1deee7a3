import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MAX_SOURCE_BYTES } from '@prompthub/core';
import { NodeFileSystem } from './node-file-system';

const base = mkdtempSync(join(tmpdir(), 'prompthub-files-'));
const folder = join(base, 'in side');
const uri = (name: string) => pathToFileURL(join(folder, name)).href;
const root = pathToFileURL(folder).href;
const fileSystem = new NodeFileSystem();

beforeAll(() => {
  mkdirSync(join(folder, 'sub'), { recursive: true });
  writeFileSync(join(folder, 'a.prompt'), 'Hällo');
  writeFileSync(join(folder, 'broken.prompt'), Buffer.from([0x61, 0xff, 0x62]));
  writeFileSync(join(folder, 'huge.prompt'), Buffer.alloc(MAX_SOURCE_BYTES + 1000, 97));
  writeFileSync(join(base, 'secret.txt'), 'secret');
  symlinkSync(join(base, 'secret.txt'), join(folder, 'link.prompt'));
  symlinkSync(base, join(folder, 'up'));
});
afterAll(() => rmSync(base, { recursive: true }));

test('text is read, and bytes that are no UTF-8 are replaced', async () => {
  expect(await fileSystem.read(uri('a.prompt'), root)).toEqual({ kind: 'text', text: 'Hällo' });
  expect(await fileSystem.read(uri('broken.prompt'), root)).toEqual({ kind: 'text', text: 'a\uFFFDb' });
});

test('a huge file is read only as far as shows that it is too long', async () => {
  expect(await fileSystem.read(uri('huge.prompt'), root)).toEqual({
    kind: 'text',
    text: 'a'.repeat(MAX_SOURCE_BYTES + 1),
  });
});

test('what cannot or must not be read is said, not thrown', async () => {
  expect(await fileSystem.read(uri('none.prompt'), root)).toEqual({ kind: 'missing' });
  expect(await fileSystem.read(uri('sub'), root)).toMatchObject({ kind: 'unreadable' });
  expect(await fileSystem.read('untitled:x', root)).toEqual({ kind: 'missing' });
});

test('a link that leads out of the folder is not followed', async () => {
  expect(await fileSystem.read(uri('link.prompt'), root)).toMatchObject({ kind: 'unreadable' });
  expect(await fileSystem.read(uri('up/secret.txt'), root)).toMatchObject({ kind: 'unreadable' });
});

test('a folder that is itself a link is followed, also to where it leads later', async () => {
  const [link, elsewhere] = [join(base, 'work'), mkdtempSync(join(tmpdir(), 'prompthub-elsewhere-'))];
  const file = `${pathToFileURL(link).href}/a.prompt`;
  const read = () => fileSystem.read(file, pathToFileURL(link).href);
  writeFileSync(join(elsewhere, 'a.prompt'), 'elsewhere');
  symlinkSync(folder, link);
  expect(await read()).toEqual({ kind: 'text', text: 'Hällo' });
  rmSync(link);
  symlinkSync(elsewhere, link);
  expect(await read()).toEqual({ kind: 'text', text: 'elsewhere' });
  rmSync(elsewhere, { recursive: true });
});

test('links are not listed', async () => {
  const names = (await fileSystem.list(root)).map(({ name, type }) => `${type} ${name}`);
  expect(names.sort()).toEqual(['file a.prompt', 'file broken.prompt', 'file huge.prompt', 'folder sub']);
  expect(await fileSystem.list(uri('none'))).toEqual([]);
});

const fifo = process.platform === 'win32' ? test.skip : test;
fifo('a named pipe does not hang the reader', async () => {
  execFileSync('mkfifo', [join(folder, 'pipe.prompt')]);
  expect(await fileSystem.read(uri('pipe.prompt'), root)).toMatchObject({ kind: 'unreadable' });
  rmSync(join(folder, 'pipe.prompt'));
});
