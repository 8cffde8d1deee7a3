import fc from 'fast-check';
import { mergeTrees } from '../../src/registry/merging/merge-trees';
import { type Files, LABELS, merged, MergeRepository, Objects } from './merge-repository';

const FULL = Boolean(process.env['PROMPTHUB_FULL']);
const TIMEOUT_MS = FULL ? 600_000 : 120_000;
const paths = fc.constantFrom('a.txt', 'b.txt', 'c/d.txt', 'c/e/f.txt', 'g.txt');
/**
 * Lines that stand once: of lines that repeat several shortest differences exist, and Git may choose another one. They
 * name their file, so that no two files are alike: old versions of Git look for renames even where they are told not to.
 */
const lines = (file: string, mark: string, length: number): string[] =>
  Array.from({ length }, (_, i) => `${file} ${mark} ${i}\n`);
const length = fc.integer({ min: 1, max: 12 });
const baseFiles = fc
  .dictionary(paths, length, { minKeys: 1 })
  .map((lengths) =>
    Object.fromEntries(
      Object.entries(lengths).map(([file, count]) => [file, lines(file, 'line', count).join('')]),
    ),
  );

type Edit = (files: Files, mark: string) => Files;

const splice = fc
  .tuple(paths, fc.nat(11), fc.nat(2), fc.nat(2))
  .map(([file, at, remove, add]): Edit => (files, mark) => {
    const old = files[file]?.split(/(?<=\n)/);
    return old === undefined
      ? files
      : { ...files, [file]: old.toSpliced(at, remove, ...lines(file, mark, add)).join('') };
  });
const addition = fc
  .tuple(paths, length)
  .map(([file, count]): Edit => (files) => ({ ...files, [file]: lines(file, 'new', count).join('') }));
const deletion = paths.map(
  (file): Edit =>
    ({ [file]: _gone, ...files }) =>
      files,
);
const edit = fc.oneof({ weight: 4, arbitrary: splice }, addition, deletion);

/** A few edits, one after the other; what they add bears the mark. */
const edits = (mark: string) =>
  fc
    .array(edit, { maxLength: 4 })
    .map((list) => (files: Files) => list.reduce((made, next, i) => next(made, `${mark}${i}`), files));

describe('mergeTrees', () => {
  it('takes what one side changed, and merges prompts by their structure and texts by line', async () => {
    const prompt = (model: string, body: string) => `---\nmodel: ${model}\n---\n{{role "user"}}\n${body}\n`;
    const base = { 'a.prompt': prompt('echo/a', 'Hi'), 'b.txt': '1\n2\n3\n', c: 'c', d: 'd' };
    const ours = {
      ...base,
      'a.prompt': prompt('echo/b', 'Hi'),
      'b.txt': '0\n1\n2\n3\n',
      c: 'mine',
      e: 'mine',
    };
    const { d: _d, ...others } = base;
    const theirs = { ...others, 'a.prompt': prompt('echo/a', 'Hello'), 'b.txt': '1\n2\n4\n', f: 'theirs' };
    expect(await merged(base, ours, theirs)).toEqual({
      files: {
        'a.prompt': prompt('echo/b', 'Hello'),
        'b.txt': '0\n1\n2\n4\n',
        c: 'mine',
        e: 'mine',
        f: 'theirs',
      },
      conflicts: {},
    });
  });

  it('leaves each path in conflict as ours has it, and says what kind of conflict it is', async () => {
    const base = { content: 'x\n', mine: 'x', theirs: 'x' };
    const ours = { content: 'y\n', mine: 'y', added: '1\n' };
    const theirs = { content: 'z\n', theirs: 'y', added: '2\n' };
    expect(await merged(base, ours, theirs)).toEqual({
      files: ours,
      conflicts: { content: 'content', added: 'content', mine: 'deleted', theirs: 'deleted' },
    });
  });

  it.each([
    ['NUL', Uint8Array.of(1, 0)],
    ['bytes that are not UTF-8', Uint8Array.of(0xff)],
  ])('merges nothing into a file with %s', async (_what, bytes) => {
    const objects = new Objects();
    const roots = {
      base: await objects.tree({ a: 'x' }),
      ours: await objects.tree({ a: bytes }),
      theirs: await objects.tree({ a: 'y' }),
    };
    const { edits, conflicts } = await mergeTrees(roots, objects, LABELS);
    expect([edits.size, conflicts]).toEqual([
      0,
      [expect.objectContaining({ kind: 'binary', file: undefined })],
    ]);
  });

  it('is the same from both sides where nothing conflicts', async () => {
    await fc.assert(
      fc.asyncProperty(baseFiles, edits('a'), edits('b'), async (base, one, other) => {
        const there = await merged(base, one(base), other(base));
        const back = await merged(base, other(base), one(base));
        expect(Object.keys(back.conflicts)).toEqual(Object.keys(there.conflicts));
        if (Object.keys(there.conflicts).length === 0) expect(back.files).toEqual(there.files);
      }),
      { numRuns: FULL ? 5000 : 100 },
    );
  });

  it('loses no line that one side added, and keeps none that one side removed', async () => {
    let clean = 0;
    await fc.assert(
      fc.asyncProperty(baseFiles, edits('a'), edits('b'), async (base, one, other) => {
        const [ours, theirs] = [one(base), other(base)];
        const { files, conflicts } = await merged(base, ours, theirs);
        for (const file of new Set([base, ours, theirs].flatMap((side) => Object.keys(side)))) {
          if (conflicts[file] !== undefined) continue;
          clean++;
          const [before, mine, others, after] = [base, ours, theirs, files].map((side) =>
            linesOf(side[file]),
          );
          for (const line of new Set([...before!, ...mine!, ...others!])) {
            const wanted = before!.has(line) ? mine!.has(line) && others!.has(line) : true;
            expect([file, line, after!.has(line)]).toEqual([file, line, wanted]);
          }
        }
      }),
      { numRuns: FULL ? 5000 : 100 },
    );
    expect(clean).toBeGreaterThan(300);
  });
});

const linesOf = (content = ''): Set<string> => new Set(content.split('\n').filter(Boolean));

describe('merging as git does', () => {
  const repository = new MergeRepository();
  afterAll(() => repository.remove());

  it(
    'makes the same of two sides that changed a tree apart, and conflicts where git does',
    async () => {
      let clean = 0;
      await fc.assert(
        fc.asyncProperty(baseFiles, edits('a'), edits('b'), async (files, one, other) => {
          const base = await repository.commit(files, []);
          const ours = await repository.commit(one(files), [base]);
          const theirs = await repository.commit(other(files), [base]);
          const expected = repository.mergeWithGit(ours, theirs);
          if (!Array.isArray(expected)) clean++;
          expect(await repository.merge(ours, theirs)).toEqual(expected);
        }),
        { numRuns: FULL ? 300 : 30 },
      );
      expect(clean).toBeGreaterThan(5);
    },
    TIMEOUT_MS,
  );

  it(
    'merges branches that merged each other before (criss-cross) as git does',
    async () => {
      let several = 0;
      await fc.assert(
        fc.asyncProperty(
          baseFiles,
          fc.tuple(edits('a'), edits('b'), edits('c'), edits('d')),
          async (files, [a, b, c, d]) => {
            const base = await repository.commit(files, []);
            const left = await repository.commit(a(files), [base]);
            const right = await repository.commit(b(files), [base]);
            const middle = await repository.merge(left, right);
            // Where the sides conflict, somebody settled it, each time in another way.
            const [one, other] = Array.isArray(middle) ? [a(files), b(files)] : [middle, middle];
            const ours = await repository.commit(c(one), [left, right]);
            const theirs = await repository.commit(d(other), [right, left]);
            if ((await repository.mergeBases(ours, theirs)).length > 1) several++;
            expect(await repository.merge(ours, theirs)).toEqual(repository.mergeWithGit(ours, theirs));
          },
        ),
        { numRuns: FULL ? 300 : 20 },
      );
      expect(several).toBeGreaterThan(10);
    },
    TIMEOUT_MS,
  );
});
