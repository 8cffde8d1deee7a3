import fc from 'fast-check';
import { closest, editDistance } from './closest';

describe('editDistance', () => {
  it.each([
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['nmae', 'name', 1],
    ['abc', 'abc', 0],
  ])('from %j to %j is %d', (from, to, distance) => {
    expect(editDistance(from, to)).toBe(distance);
  });

  it('is symmetric, and zero for equal words alone', () => {
    const word = fc.stringMatching(/^[abc]{0,6}$/);
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
      }),
    );
  });
});

describe('closest', () => {
  it('takes no letter for another', () => {
    expect(closest('b', ['n', 'bc'])).toBeUndefined();
    expect(closest('b', ['n', 'B'])).toBe('B');
  });

  it('is the first word at the least distance that is near enough', () => {
    const word = fc.stringMatching(/^[abcABé]{1,7}$/);
    fc.assert(
      fc.property(word, fc.array(word, { maxLength: 8 }), (wanted, words) => {
        const limit = wanted.length < 2 ? 0 : Math.max(1, Math.floor(wanted.length / 3));
        const near = words
          .filter((each) => each !== wanted)
          .map((each) => ({ each, distance: editDistance(wanted.toLowerCase(), each.toLowerCase()) }))
          .filter(({ distance }) => distance <= limit)
          .sort((a, b) => a.distance - b.distance);
        expect(closest(wanted, words)).toBe(near[0]?.each);
      }),
    );
  });

  it('takes the nearest word that is near enough', () => {
    expect(closest('custmer', ['customer', 'custom', 'order'])).toBe('customer');
    expect(closest('x', ['customer'])).toBeUndefined();
    expect(closest('System', ['system'])).toBe('system');
  });
});
