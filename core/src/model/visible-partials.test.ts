import fc from 'fast-check';
import { isPartial, isPrompt, isIgnored, isTestsFile, partialNameOf } from './file-names';
import { visiblePartials } from './visible-partials';

const seenBy = (prompt: string, ...paths: string[]): Record<string, string> =>
  Object.fromEntries(visiblePartials(prompt, paths));

it('names a partial by its bare name and by its path from the root', () => {
  expect(seenBy('a.prompt', '_tone.prompt', 'mail/_footer.prompt', 'mail/reply.prompt')).toEqual({
    tone: '_tone.prompt',
    footer: 'mail/_footer.prompt',
    'mail/footer': 'mail/_footer.prompt',
  });
});

it.each([
  ['its own folder', 'x/y/a.prompt', 'x/y/_t.prompt'],
  ['the folder above', 'x/z/a.prompt', 'x/_t.prompt'],
  ['the root', 'w/a.prompt', '_t.prompt'],
])('takes the nearest: %s', (_what, prompt, expected) => {
  const seen = seenBy(prompt, 'x/_t.prompt', '_t.prompt', 'a/_t.prompt', 'x/y/_t.prompt');
  expect(seen).toMatchObject({ t: expected });
});

it('takes the first by path when none is near', () => {
  expect(seenBy('q/a.prompt', 'z/_t.prompt', 'b/c/_t.prompt', 'm/_t.prompt')).toMatchObject({
    t: 'b/c/_t.prompt',
  });
});

it('is not misled by folders whose names begin alike', () => {
  expect(seenBy('mailing/a.prompt', '_t.prompt', 'mail/_t.prompt')).toMatchObject({ t: '_t.prompt' });
});

it('answers the same in whatever order the files come', () => {
  const folder = fc.constantFrom('', 'a/', 'a/b/', 'a/b/c/', 'ab/', 'z/');
  const file = fc.tuple(folder, fc.constantFrom('_t.prompt', '_u.prompt', '_u.x.prompt', 't.prompt'));
  const paths = fc.uniqueArray(file.map((parts) => parts.join('')));
  const shuffled = paths.chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
  );
  fc.assert(
    fc.property(folder, shuffled, (home, [list, other]) => {
      expect(seenBy(`${home}p.prompt`, ...other)).toEqual(seenBy(`${home}p.prompt`, ...list));
    }),
  );
});

it('knows files by their names', () => {
  const names = ['a.prompt', '_a.prompt', 'x/_a.prompt', 'a.tests.yaml', '_.prompt', '_a.md', '_x/a.prompt'];
  expect(names.filter(isPrompt)).toEqual(['a.prompt', '_a.prompt', 'x/_a.prompt', '_.prompt', '_x/a.prompt']);
  expect(names.filter(isPartial)).toEqual(['_a.prompt', 'x/_a.prompt']);
  expect(names.filter(isTestsFile)).toEqual(['a.tests.yaml']);
  expect(partialNameOf('x\\_a.formal.prompt')).toBe('a.formal');
  expect(['.git', '.a.prompt', 'node_modules', 'build'].filter(isIgnored)).toEqual([
    '.git',
    '.a.prompt',
    'node_modules',
  ]);
});
