import { textComparison } from '@prompthub/protocol';
import { compareTexts } from './compare-texts';

test('two answers by words, and by lines', () => {
  const [before, after] = ['Dear Ada,\nmany thanks.', 'Dear Ben,\nmany thanks.'];
  expect(textComparison.parse(compareTexts({ before, after, by: 'words' }))).toEqual({
    pieces: [
      { kind: 'same', text: 'Dear ' },
      { kind: 'removed', text: 'Ada' },
      { kind: 'added', text: 'Ben' },
      { kind: 'same', text: ',\nmany thanks.' },
    ],
  });
  expect(compareTexts({ before, after, by: 'lines' }).pieces.map(({ kind }) => kind)).toEqual([
    'removed',
    'added',
    'same',
  ]);
});

test('a question that is none is refused', () => expect(() => compareTexts({ before: 1 })).toThrow());
