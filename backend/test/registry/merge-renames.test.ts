import fc from 'fast-check';
import { type Files, merged, MergeRepository } from './merge-repository';

const FULL = Boolean(process.env['PROMPTHUB_FULL']);
const TIMEOUT_MS = FULL ? 600_000 : 120_000;

const prompt = (model: string, body: string) => `---\nmodel: ${model}\n---\n{{role "user"}}\n${body}\n`;
const text = (name: string, change = '') =>
  Array.from({ length: 12 }, (_, at) => `${name} line ${at}${at === 5 ? change : ''}\n`).join('');

describe('a file that one side renamed', () => {
  const base = { 'a.prompt': prompt('echo/a', 'Hi'), 'keep.md': 'k\n' };
  const { 'a.prompt': moved, ...others } = base;

  it.each(['renamed', 'edited'] as const)('and the other edited is both (ours: %s)', async (which) => {
    const sides = {
      renamed: { ...others, 'b.prompt': moved },
      edited: { ...base, 'a.prompt': prompt('echo/b', 'Hi') },
    };
    const other = which === 'renamed' ? 'edited' : 'renamed';
    expect(await merged(base, sides[which], sides[other])).toEqual({
      files: { ...others, 'b.prompt': prompt('echo/b', 'Hi') },
      conflicts: {},
    });
  });

  it('and changed is merged with what the other side made of it', async () => {
    const long = `${prompt('echo/a', 'Hi')}${text('more')}`;
    const start = { ...others, 'a.prompt': long };
    const ours = { ...others, 'dir/b.prompt': long.replace('echo/a', 'echo/b') };
    const theirs = { ...others, 'a.prompt': long.replace('more line 9', 'other line 9') };
    expect(await merged(start, ours, theirs)).toEqual({
      files: {
        ...others,
        'dir/b.prompt': long.replace('echo/a', 'echo/b').replace('more line 9', 'other line 9'),
      },
      conflicts: {},
    });
  });

  it('to the same place as the other is one file', async () => {
    const ours = { ...others, 'b.prompt': moved };
    expect(await merged(base, ours, ours)).toEqual({ files: ours, conflicts: {} });
  });

  it('elsewhere than the other did is for a person to settle, at both places', async () => {
    const ours = { ...others, 'b.prompt': moved };
    const { conflicts } = await merged(base, ours, { ...others, 'c.prompt': moved });
    expect(conflicts).toEqual({ 'b.prompt': 'deleted', 'c.prompt': 'deleted' });
  });

  it('and the other deleted is for a person to settle, at the new place', async () => {
    const renamed = { ...others, 'b.prompt': moved };
    expect((await merged(base, renamed, others)).conflicts).toEqual({ 'b.prompt': 'deleted' });
    expect((await merged(base, others, renamed)).conflicts).toEqual({ 'b.prompt': 'deleted' });
  });

  it('to where the other put another file is a conflict there', async () => {
    const ours = { ...others, 'b.prompt': moved };
    const theirs = { ...base, 'b.prompt': prompt('echo/c', 'Another') };
    expect((await merged(base, ours, theirs)).conflicts).toEqual({ 'b.prompt': 'content' });
  });

  it('is not taken for another one that is empty, too', async () => {
    const start = { ...others, a: '' };
    const ours = { ...others, b: '' };
    expect(await merged(start, ours, { ...start, a: 'x\n' })).toEqual({
      files: ours,
      conflicts: { a: 'deleted' },
    });
  });
});

/** Paths in folders that keep a file, so that git does not take a whole folder for moved. */
const PATHS = ['a', 'b', 'c', 'd/a', 'd/e', 'f/g'];
const KEPT = { keep: text('root'), 'd/keep': text('d'), 'f/keep': text('f') };
type Step = (files: Files, mark: string) => Files;

const renaming = fc
  .tuple(fc.constantFrom(...PATHS), fc.constantFrom(...PATHS, 'new', 'd/new'))
  .map(([from, to]): Step => (files) => {
    const { [from]: content, ...rest } = files;
    return content === undefined || files[to] !== undefined ? files : { ...rest, [to]: content };
  });
const editing = fc.constantFrom(...PATHS).map(
  (path): Step =>
    (files, mark) =>
      files[path] === undefined
        ? files
        : {
            ...files,
            [path]: files[path].replace(/line (\d+)\n/, (_all, at: string) => `line ${at} ${mark}\n`),
          },
);
const deleting = fc.constantFrom(...PATHS).map(
  (path): Step =>
    ({ [path]: _gone, ...files }) =>
      files,
);
const adding = fc.constantFrom(...PATHS, 'new').map(
  (path): Step =>
    (files, mark) =>
      files[path] === undefined ? { ...files, [path]: text(`${mark}-${path}`) } : files,
);

/** One side renames, adds and deletes, the other edits as well; nobody edits what that side renamed. */
const story = (...kinds: fc.Arbitrary<Step>[]) =>
  fc
    .array(fc.oneof(...kinds), { minLength: 1, maxLength: 4 })
    .map(
      (steps) => (files: Files, mark: string) =>
        steps.reduce((made, step, at) => step(made, `${mark}${at}`), files),
    );

describe('merging renamed files as git does', () => {
  const repository = new MergeRepository();
  afterAll(() => repository.remove());

  it('pairs many that were renamed and changed, and lets others have their turn meanwhile', async () => {
    const names = Array.from({ length: 20 }, (_, at) => `n${at}`);
    const contents = names.map((name) => text(name));
    const folder = (name: string, change: (content: string, at: number) => string) =>
      Object.fromEntries(contents.map((content, at) => [`${name}/${names[at]}`, change(content, at)]));
    const base = await repository.commit({ ...KEPT, ...folder('f', (content) => content) }, []);
    // From few lines of twelve to nearly half of them: of the last ones little is left.
    const renamed = folder('d', (content, at) => {
      const lines = content.split('\n');
      return lines
        .map((line, row) => (row >= 6 && row <= 6 + at / 2 ? `other ${row}${at}` : line))
        .join('\n');
    });
    const ours = await repository.commit({ ...KEPT, ...renamed }, [base]);
    const edited = folder('f', (content) => content.replace('line 1\n', 'line one\n'));
    const theirs = await repository.commit({ ...KEPT, ...edited }, [base]);
    const cut = jest.spyOn(Uint8Array.prototype, 'entries');
    let turns = 0;
    const turn = (): NodeJS.Immediate => setImmediate(() => (turns++, (next = turn())));
    let next = turn();
    const merged = await repository.merge(ours, theirs);
    clearImmediate(next);
    // Both versions of each file, and no more often than that.
    expect(cut).toHaveBeenCalledTimes(2 * names.length);
    cut.mockRestore();
    expect(merged).toEqual(repository.mergeWithGit(ours, theirs));
    expect(turns).toBeGreaterThan(names.length ** 2 / 2);
  });

  it(
    'makes the same where one side renamed without a change, and conflicts where git does',
    async () => {
      let clean = 0;
      // Of two files with the same content it matters which one is taken for renamed.
      const contents = fc.array(fc.constantFrom('one', 'two', ...PATHS), {
        minLength: PATHS.length,
        maxLength: PATHS.length,
      });
      const sides = fc.tuple(story(renaming, deleting, adding), story(editing, deleting, renaming));
      await fc.assert(
        fc.asyncProperty(contents, sides, fc.boolean(), async (names, [one, other], swapped) => {
          const files = {
            ...KEPT,
            ...Object.fromEntries(PATHS.map((path, at) => [path, text(names[at] ?? path)])),
          };
          const base = await repository.commit(files, []);
          const made = [
            await repository.commit(one(files, 'x'), [base]),
            await repository.commit(other(files, 'y'), [base]),
          ];
          const [ours = '', theirs = ''] = swapped ? made.reverse() : made;
          const expected = repository.mergeWithGit(ours, theirs);
          const actual = await repository.merge(ours, theirs);
          if (!Array.isArray(expected)) clean++;
          expect(Array.isArray(actual) ? 'conflicts' : actual).toEqual(
            Array.isArray(expected) ? 'conflicts' : expected,
          );
        }),
        { numRuns: FULL ? 1000 : 60 },
      );
      expect(clean).toBeGreaterThan(20);
    },
    TIMEOUT_MS,
  );
});
