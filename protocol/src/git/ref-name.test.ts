import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { refNameProblem } from './ref-name';

/** Besides these, `HEAD` is refused by `git branch` itself, and `@` means `HEAD`. */
const gitTakes = (name: string): boolean =>
  spawnSync('git', ['check-ref-format', '--branch', name]).status === 0 &&
  spawnSync('git', ['check-ref-format', `refs/heads/${name}`]).status === 0;

it('takes the names that git takes', () => {
  const piece = fc.constantFrom(
    'a',
    'B',
    '.',
    '/',
    '-',
    '@',
    '{',
    '.lock',
    'lock',
    '~',
    '^',
    ':',
    '?',
    '*',
    '[',
    '\\',
  );
  const odd = fc.constantFrom(
    ' ',
    '\t',
    '\n',
    '\x7f',
    '\u2028',
    'ü',
    '😀',
    '\u00a0',
    '@{',
    '..',
    '//',
    'HEAD',
    '\x01',
  );
  const name = fc.array(fc.oneof({ weight: 3, arbitrary: piece }, odd), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(
      name.map((parts) => parts.join('')).filter((text) => !['HEAD', '@'].includes(text)),
      (text) => expect([text, refNameProblem(text) === undefined]).toEqual([text, gitTakes(text)]),
    ),
    { numRuns: process.env['PROMPTHUB_FULL'] ? 10_000 : 400 },
  );
}, 600_000);

it.each([['HEAD'], ['@'], ['0123456789012345678901234567890123456789'], ['\ud800'], ['ü'.repeat(126)]])(
  'refuses what a clone could not hold or tell apart: %j',
  (name) => {
    expect(refNameProblem(name)).toBeDefined();
  },
);

it.each([['main'], ['feature/x'], ['v1.0'], ['a'.repeat(250)], ['0123abc'], ['@a'], ['a@']])(
  'takes %s',
  (name) => {
    expect(refNameProblem(name)).toBeUndefined();
  },
);
