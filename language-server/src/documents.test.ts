import * as core from '@prompthub/core';
import { Documents } from './documents';

test('a version is parsed once, however often it is looked at', () => {
  const documents = new Documents();
  const first = documents.open('file:///a.prompt', 'dotprompt', 1, 'Hi {{name}}');
  expect(first.tree).toBe(first.tree);
  const second = documents.change('file:///a.prompt', 2, [
    { range: { start: { line: 0, character: 5 }, end: { line: 0, character: 9 } }, text: 'city' },
  ]);
  expect(second?.text).toBe('Hi {{city}}');
  expect(second?.tree).not.toBe(first.tree);
  expect(second?.tree).toEqual(core.parse('Hi {{city}}'));
});

test('unchanged frontmatter is taken over from the version before, looked at or not', () => {
  const documents = new Documents();
  const uri = 'file:///a.prompt';
  const text = '---\nmodel: a/b\n---\nHi';
  const first = documents.open(uri, 'dotprompt', 1, text).tree.frontmatter;
  documents.change(uri, 2, [{ text: `${text} {{a` }]);
  expect(documents.change(uri, 3, [{ text: `${text} {{a}}` }])?.tree.frontmatter).toBe(first);
  expect(documents.change(uri, 4, [{ text: text.replace('b', 'c') }])?.tree.frontmatter?.value).toEqual({
    model: 'a/c',
  });
});

test('columns are UTF-16 code units', () => {
  const documents = new Documents();
  documents.open('file:///a.prompt', 'dotprompt', 1, '😀{{a}}');
  const place = { line: 0, character: 4 };
  expect(
    documents.change('file:///a.prompt', 2, [
      { range: { start: place, end: { line: 0, character: 5 } }, text: 'b' },
    ])?.text,
  ).toBe('😀{{b}}');
});

test('what was closed, or never open, is not there', () => {
  const documents = new Documents();
  documents.open('file:///a.prompt', 'dotprompt', 1, 'x');
  documents.close('file:///a.prompt');
  expect(documents.get('file:///a.prompt')).toBeUndefined();
  expect(documents.change('file:///a.prompt', 2, [{ text: 'y' }])).toBeUndefined();
});

test.each(['utf-8', 'utf-16'] as const)(
  'changes are applied one upon the other, counted in %s',
  (encoding) => {
    const documents = new Documents();
    documents.encoding = encoding;
    const uri = 'file:///a.prompt';
    documents.open(uri, 'dotprompt', 1, '漢😀 {{a}}\n😀b');
    const unit = (text: string) => (encoding === 'utf-8' ? Buffer.byteLength(text) : text.length);
    const range = (line: number, before: string, taken: string) => ({
      start: { line, character: unit(before) },
      end: { line, character: unit(before + taken) },
    });
    const changed = documents.change(uri, 2, [
      { range: range(0, '漢', '😀 '), text: '字é' },
      { range: range(0, '漢字é{{', 'a'), text: '名' },
      { range: range(1, '😀', 'b'), text: '' },
    ]);
    expect(changed?.text).toBe('漢字é{{名}}\n😀');
    expect(documents.change(uri, 3, [{ text: 'all new' }])?.text).toBe('all new');
  },
);
