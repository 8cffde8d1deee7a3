import { joinEdits } from './join-edits';

test('edits are places in the text before all of them', () => {
  const edits = [
    { start: 0, end: 2, newText: '{{~' },
    { start: 5, end: 7, newText: ' ' },
    { start: 8, end: 8, newText: '}}' },
  ];
  expect(joinEdits('{{#if  a', edits)).toBe('{{~#if a}}');
  expect(joinEdits('{{#if  a', edits.toReversed())).toBe('{{~#if a}}');
  expect(joinEdits('text', [])).toBe('text');
});
