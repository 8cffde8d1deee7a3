import { MAX_SOURCE_BYTES } from '@prompthub/core';
import { ClientFileSystem } from './client-file-system';

const root = 'vscode-vfs://github/me/prompts';
const base64 = (text: string): string => Buffer.from(text).toString('base64');

test('the editor reads files, and their text is decoded here', async () => {
  const ask = jest.fn().mockResolvedValue({ kind: 'content', base64: base64('Grüße 😀') });
  const files = new ClientFileSystem(ask);
  expect(await files.read(`${root}/a.prompt`, root)).toEqual({ kind: 'text', text: 'Grüße 😀' });
  expect(ask).toHaveBeenCalledWith('prompthub/readFile', {
    uri: `${root}/a.prompt`,
    maxBytes: MAX_SOURCE_BYTES + 1,
  });
});

test('nothing outside the folder is asked for', async () => {
  const ask = jest.fn();
  const files = new ClientFileSystem(ask);
  for (const uri of ['vscode-vfs://github/me/other/a.prompt', 'vscode-vfs://github/me/prompts-2/a.prompt'])
    expect(await files.read(uri, root)).toMatchObject({ kind: 'unreadable' });
  expect(ask).not.toHaveBeenCalled();
});

test('an editor that cannot answer, or answers with nonsense, is like a disk that refuses', async () => {
  for (const answer of [
    () => Promise.reject(new Error('gone')),
    () => Promise.resolve({ kind: 'content' }),
  ]) {
    const files = new ClientFileSystem(answer);
    expect(await files.read(`${root}/a.prompt`, root)).toMatchObject({ kind: 'unreadable' });
    expect(await files.list(root)).toEqual([]);
  }
});

test('folders are listed by the editor', async () => {
  const entries = [{ name: 'a.prompt', type: 'file' as const }];
  expect(await new ClientFileSystem(() => Promise.resolve({ entries })).list(root)).toEqual(entries);
});
