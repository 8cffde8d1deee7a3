import { isPartial, isPrompt, partialsFor } from './partials';

/** Each file stands for itself. */
const seenBy = (prompt: string, ...paths: string[]): Record<string, string> =>
  Object.fromEntries(partialsFor(prompt, new Map(paths.sort().map((path) => [path, path]))));

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
  expect(seenBy(prompt, '_t.prompt', 'x/_t.prompt', 'x/y/_t.prompt', 'a/_t.prompt')).toMatchObject({
    t: expected,
  });
});

it('takes the first by path when none is near', () => {
  expect(seenBy('q/a.prompt', 'z/_t.prompt', 'b/c/_t.prompt', 'm/_t.prompt')).toMatchObject({
    t: 'b/c/_t.prompt',
  });
});

it('is not misled by folders whose names begin alike', () => {
  expect(seenBy('mailing/a.prompt', '_t.prompt', 'mail/_t.prompt')).toMatchObject({ t: '_t.prompt' });
});

it('knows prompts and partials by their names', () => {
  const names = ['a.prompt', '_a.prompt', 'x/_a.prompt', 'a.tests.yaml', '_.prompt', '_a.md', '_x/a.prompt'];
  expect(names.filter(isPrompt)).toEqual(['a.prompt', '_a.prompt', 'x/_a.prompt', '_.prompt', '_x/a.prompt']);
  expect(names.filter(isPartial)).toEqual(['_a.prompt', 'x/_a.prompt']);
});
