import { fileNameOf, folderOf, isInside, joinUri, normalizeUri, relativePath } from './uri';

test.each([
  ['file:///c%3A/a b.prompt', 'file:///c:/a%20b.prompt'],
  ['file:///C:/a%20b.prompt', 'file:///c:/a%20b.prompt'],
  ['file:///w/%E4.prompt', 'file:///w/%25E4.prompt'],
  ['untitled:Untitled-1', 'untitled:Untitled-1'],
  ['vscode-vfs://github/a/b(1).prompt', 'vscode-vfs://github/a/b(1).prompt'],
])('%s is %s', (uri, expected) => {
  expect(normalizeUri(uri)).toBe(expected);
  expect(normalizeUri(expected.replace('%25', '%25'))).toBe(expected);
});

test('paths are joined and taken apart', () => {
  expect(joinUri('file:///w/a', '../b/c d.prompt')).toBe('file:///w/b/c%20d.prompt');
  expect(joinUri('file:///w', '../../../x')).toBe('file:///x');
  expect(folderOf('file:///w/a.prompt')).toBe('file:///w');
  expect(fileNameOf('file:///w/c%20d.prompt')).toBe('c d.prompt');
  expect(relativePath('file:///w', 'file:///w/a/c%20d')).toBe('a/c d');
  expect(isInside('file:///wx/a', 'file:///w')).toBe(false);
  expect(isInside('file:///w/a', 'file:///w/')).toBe(true);
});
