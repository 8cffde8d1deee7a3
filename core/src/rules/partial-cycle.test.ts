import { check } from '../check';
import { expectFindings } from './testing';

describe('partial-cycle', () => {
  it('names the whole circle', () => {
    const [found] = expectFindings('partial-cycle', '{{>«a»}}{{>c}}', {
      partials: { a: '{{>b}}', b: '{{>a}}', c: 'fine' },
    });
    expect(found).toMatchObject({ severity: 'error', message: expect.stringContaining('a → b → a') });
  });

  it('finds it from inside of a partial', () => {
    expectFindings('partial-cycle', '{{>«b»}}', {
      fileName: 'x/_a.prompt',
      partials: { a: '', b: '{{>a}}' },
    });
    expectFindings('partial-cycle', '{{>b}}', {
      fileName: '_z.prompt',
      partials: { z: '', a: '{{>b}}', b: '{{>a}}' },
    });
  });

  it('finds a partial that includes itself', () => {
    expectFindings('partial-cycle', '{{>«a»}}', { partials: { a: 'x{{>a}}' } });
  });

  it('warns only, when a block may end the circle', () => {
    const [found] = expectFindings('partial-cycle', '{{>«a»}}', {
      partials: { a: '{{#if more}}{{>a more}}{{/if}}' },
    });
    expect(found?.severity).toBe('warning');
  });
});

it('tells each step of the circle', () => {
  const partials = { a: 'x{{>b}}', b: 'yy{{#if z}}{{>c}}{{/if}}', c: '{{>a}}' };
  const [found] = check('{{>a}}', { partials }).diagnostics;
  expect(found?.related?.map(({ partial, range, message }) => [partial, range.start, message])).toEqual([
    ['a', 4, '`a` includes `b` here.'],
    ['b', 14, '`b` includes `c` here.'],
    ['c', 3, '`c` includes `a` here.'],
  ]);
  const [own] = check(partials.a, { partials, fileName: '_a.prompt' }).diagnostics;
  expect(own?.related?.[0]).toEqual({ range: { start: 4, end: 5 }, message: '`a` includes `b` here.' });
});
