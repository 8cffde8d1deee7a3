import { dirname } from 'node:path/posix';
import { isPartial, parse, partialNameOf, render, type JsonSchema, type PromptTree } from '@prompthub/core';
import { readCorpus } from '@prompthub/test-fixtures';
import fc from 'fast-check';
import Handlebars from 'handlebars';
import { rename } from '../features/rename';
import { applyEdit } from '../testing/apply-edit';
import { open, type Opened } from '../testing/context';
import type { InputPath } from './input-paths';
import { namesIn } from './names-in';
import { withKeyRenamed } from './marked-prompt.arbitrary';

const numRuns = process.env.PROMPTHUB_FULL === undefined ? 150 : 5000;
type Files = Readonly<Record<string, string>>;

/** All files after a rename; undefined when it is refused. */
async function renamed(
  opened: Opened,
  files: Files,
  at: { offset: number; newName: string },
): Promise<Files | undefined> {
  const { context, document, textDocument } = opened;
  const position = document.lines.positionAt(at.offset);
  const edit = await rename(context, { textDocument, position, newName: at.newName }).catch(() => undefined);
  return edit ? applyEdit(files, edit) : undefined;
}

/** The messages of a prompt among files; what goes wrong counts as an answer, too. */
async function rendered(files: Files, path: string, input: unknown): Promise<unknown> {
  const partials = Object.entries(files).flatMap(([file, text]): [string, string][] => {
    const name = isPartial(file) ? partialNameOf(file) : undefined;
    return name === undefined ? [] : [[name, text]];
  });
  const options = { partials: Object.fromEntries(partials) };
  return render(files[path] ?? '', { input: input as Record<string, unknown> }, options).then(
    ({ messages }) => messages,
    (error: unknown) => String(error).replace(/^.*?:\s*/, ''),
  );
}

describe('real prompts', () => {
  const { files: corpus, absence } = readCorpus();
  if (absence) console.warn(`No real prompts are renamed: ${absence}`);
  const folders = Map.groupBy(corpus, ({ path }) => dirname(path));
  const cases = corpus.filter(({ text }) => {
    const { dialect, problems } = parse(text);
    return dialect === 'dotprompt' && problems.length === 0;
  });

  test.each(cases.map(({ path }) => path))('%s renders the same whatever input is renamed', async (path) => {
    const siblings = folders.get(dirname(path)) ?? [];
    const files = Object.fromEntries(
      siblings.map((file) => [file.path.slice(dirname(path).length + 1), file.text]),
    );
    const name = path.slice(dirname(path).length + 1);
    const opened = await open(files[name] ?? '', { files, path: name });
    // What prints its whole input prints the names in it.
    if (/\{\{~?json (?:this|@root)/.test(opened.document.text)) return;
    const input = sampleOf(opened.document.analysis.input.type, opened.document.tree);
    const before = await rendered(files, name, input);
    for (const [offset, inputPath] of inputsIn(opened)) {
      const after = await renamed(opened, files, { offset, newName: 'fresh' });
      if (!after) continue;
      expect(await rendered(after, name, withKeyRenamed(input, inputPath, 'fresh'))).toEqual(before);
      expectBruteForce(opened.document.tree, after[name] ?? '', inputPath);
    }
  });

  test('there are enough of them', () => {
    if (!absence) expect(cases.length).toBeGreaterThan(40);
  });
});

/** One place of each input, and its path. */
function inputsIn({ document }: Opened): [number, InputPath][] {
  const byPath = new Map<string, [number, InputPath]>();
  for (const { range, meaning } of namesIn(document))
    if (meaning.kind === 'property') byPath.set(meaning.path.join('/'), [range.start, meaning.path]);
  return [...byPath.values()];
}

/** Where no block changes what names mean, every path that begins with the name is renamed, and nothing else. */
function expectBruteForce(tree: PromptTree, after: string, [name = '', ...rest]: InputPath): void {
  const template = ({ source, templateRange: { start, end } }: PromptTree): string =>
    source.slice(start, end);
  const heads = (text: string, head: string): number => {
    let count = 0;
    const visitor = new Handlebars.Visitor();
    visitor.PathExpression = ({ parts, original }) => {
      if (parts[0] === head && original !== 'json') count++;
    };
    visitor.accept(Handlebars.parse(text));
    return count;
  };
  const before = template(tree);
  if (rest.length > 0 || /\{\{~?#(?:each|with)|@root/.test(before)) return;
  expect(heads(template(parse(after)), name)).toBe(0);
  expect(heads(template(parse(after)), 'fresh')).toBe(heads(before, name));
}

/** A value for a schema, different in each of its strings. */
function sampleOf(type: JsonSchema | undefined, { template, source }: PromptTree): Record<string, unknown> {
  let count = 0;
  const sample = (schema: unknown): unknown => {
    const { type: kind, properties, items, enum: choices } = (schema ?? {}) as JsonSchema;
    const names = [kind].flat();
    if (Array.isArray(choices)) return choices[0];
    if (names.includes('array')) return [sample(items), sample(items)];
    if (names.includes('object') || properties)
      return Object.fromEntries(
        Object.entries(properties ?? {}).map(([name, child]) => [name, sample(child)]),
      );
    return names.includes('boolean')
      ? true
      : names.includes('number') || names.includes('integer')
        ? ++count
        : `value ${++count}`;
  };
  if (type) return sample(type) as Record<string, unknown>;
  const words = source.slice(template.range.start).match(/\w+/g) ?? [];
  return Object.fromEntries([...new Set(words)].map((word) => [word, `value ${++count}`]));
}

describe('prompts and their partials', () => {
  const head =
    '---\ninput:\n  schema: { a: string, b: string, o(object): { a: string, b: string }, xs(array): { a: string, c: string } }\n---\n';
  const input = {
    a: 'A',
    b: 'B',
    o: { a: 'OA', b: 'OB' },
    xs: [
      { a: 'X1', c: 'C1' },
      { a: 'X2', c: 'C2' },
    ],
  };
  const some = (...pieces: string[]): fc.Arbitrary<string> =>
    fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 4 }).map((list) => list.join(' '));
  const prompts = some(
    ...[
      '{{a}}',
      '{{o.b}}',
      '{{> p}}',
      '{{> p a=b}}',
      '{{> p c=o b=a}}',
      '{{> p o}}',
      '{{> p o b="x"}}',
      '{{> q}}',
      '{{> q o a=a}}',
    ],
    ...[
      '{{#each xs}}{{> p}}{{/each}}',
      '{{#each xs as |a|}}{{> p}}{{> q a}}{{> q a.c}}{{/each}}',
      '{{#with o}}{{> p}}{{> q ..}}{{/with}}',
    ],
    ...['{{#if a}}{{> p this}}{{/if}}', '{{> p @root}}', '{{> p @root.o}}', '{{#> p a=o.a}}{{a}}{{/p}}'],
  );
  const partials = some(
    ...[
      '{{a}}',
      '{{b}}',
      '{{o.a}}',
      '{{#with o}}{{b}}{{/with}}',
      '{{#each xs}}{{c}}{{/each}}',
      '{{> q}}',
      '{{> q o}}',
      '{{> q a=b}}',
    ],
    ...['{{@root.b}}', '{{c.a}}', '{{#if a}}x{{/if}}', '{{c}}'],
  );
  const workspaces = fc
    .record({ prompt: prompts, p: partials, q: some('{{a}}', '{{b}}', 'text', '{{c}}') })
    .map(({ prompt, p, q }): Files => ({
      'test.prompt': head + prompt,
      '_p.prompt': p,
      '_q.prompt': q,
    }));
  const counts = { renamed: 0, refused: 0 };

  test.each(['test.prompt', '_p.prompt', '_q.prompt'])(
    'a rename in %s renders the same, or is refused',
    async (path) => {
      await fc.assert(
        fc.asyncProperty(
          workspaces,
          fc.nat(),
          fc.constantFrom('fresh', 'b', 'c'),
          async (files, seed, newName) => {
            const opened = await open(files[path] ?? '', { files, path });
            const places = namesIn(opened.document);
            const place = places[seed % Math.max(1, places.length)];
            if (!place || opened.document.text.slice(place.range.start, place.range.end) === newName) return;
            const after = await renamed(opened, files, { offset: place.range.start, newName });
            counts[after ? 'renamed' : 'refused']++;
            if (!after) return;
            const isInput = path === 'test.prompt' && place.meaning.kind === 'property';
            const changed =
              isInput && place.meaning.kind === 'property'
                ? withKeyRenamed(input, place.meaning.path, newName)
                : input;
            expect(await rendered(after, 'test.prompt', changed)).toEqual(
              await rendered(files, 'test.prompt', input),
            );
          },
        ),
        { numRuns },
      );
    },
  );

  test('some were renamed, and some refused', () => {
    expect(counts.renamed).toBeGreaterThan(counts.refused / 4);
    expect(counts.refused).toBeGreaterThan(0);
  });
});
