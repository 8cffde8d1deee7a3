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
