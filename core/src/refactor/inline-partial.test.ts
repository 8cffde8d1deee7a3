import fc from 'fast-check';
import { readCorpus } from '@prompthub/test-fixtures';
import { check } from '../check';
import { applyEdits } from '../format/apply-edits';
import { partialReferences } from '../model/partial-graph';
import { parse } from '../parse';
import { arbitraryData } from '../render/data.arbitrary';
import { render } from '../render/render';
import { extractPartial } from './extract-partial';
import { inlinePartial } from './inline-partial';
import { arbitraryBody, messagesOf } from './refactor.arbitrary';

const numRuns = process.env['PROMPTHUB_FULL'] === undefined ? 800 : 30_000;

/** The prompt with its first partial inlined. */
function inline(source: string, partial: string): string | { refusal: string } {
  const tree = parse(source);
  const [call] = partialReferences(tree);
  if (!call) throw new Error('no partial is used');
  const result = inlinePartial(tree, call.node, parse(partial));
  return 'refusal' in result ? result : applyEdits(source, result.edits);
}

test.each([
  ['as it is', 'Hi {{> p}}!', 'dear {{name}}', 'Hi dear {{name}}!'],
  ['without its frontmatter', 'Hi {{> p}}!', '---\nname: x\n---\ndear {{name}}\n', 'Hi dear {{name}}!'],
  ['on a line of its own', 'a\n{{> p}}\nb', 'c\nd\n', 'a\nc\nd\nb'],
  ['on a line of its own, without an end', 'a\n{{> p}}\nb', 'c', 'a\ncb'],
  ['an argument', '{{> p who=user.name}}', 'Hi {{who}} {{who.x}}', 'Hi {{user.name}} {{user.name.x}}'],
  ['a text', '{{> p who="Ada"}}', 'Hi {{who}}', 'Hi Ada'],
  ['a context', '{{> p user}}', '{{name}} {{this.b}}', '{{user.name}} {{user.b}}'],
  [
    'a context and blocks',
    '{{> p user}}',
    '{{#each xs}}{{a}}{{../b}}{{/each}}',
    '{{#each user.xs}}{{a}}{{../user.b}}{{/each}}',
  ],
  ['`../`', '{{#each xs}}{{> p a=../b}}{{/each}}', '{{a}} {{c}}', '{{#each xs}}{{../b}} {{c}}{{/each}}'],
  ['the root', '{{> p @root}}', '{{a}}', '{{@root.a}}'],
  [
    'a name that means something else here',
    '{{#each xs as |a|}}{{> p}}{{/each}}',
    '{{a}} {{b}}',
    '{{#each xs as |a|}}{{this.a}} {{b}}{{/each}}',
  ],
  [
    'whole messages',
    '{{> p}}Hi',
    '{{role "system"}}Be kind.{{role "user"}}',
    '{{role "system"}}Be kind.{{role "user"}}Hi',
  ],
])('%s', (_what, source, partial, expected) => {
  expect(inline(source, partial)).toBe(expected);
});

test.each([
  ['an indented use', 'a\n  {{> p}}\nb', '{{c}}\n', /indented/],
  ['a partial that looks out', '{{> p}}', '{{../a}}', /looks out/],
  ['a computed argument', '{{> p a=(lookup b c)}}', '{{a}}', /computed/],
  ['a text that is more than printed', '{{> p a="x"}}', '{{#if a}}b{{/if}}', /more with the argument/],
  ['a text that is no template', '{{> p a="x } y"}}', '{{a}}', /not stay/],
  ['another partial that would miss the arguments', '{{> p a=b}}', '{{> q}}', /hands/],
  ['all of what is given', '{{> p a=b}}', '{{json this}}', /at once/],
  ['a body', '{{#> p}}x{{/p}}', 'y', /body/],
  ['mistakes', '{{> p}}', '{{#if', /mistakes/],
  [
    'a name that a block of the partial has',
    '{{#each xs as |x|}}{{> p a=x}}{{/each}}',
    '{{#each b as |x|}}{{../a}}{{/each}}',
    /something else/,
  ],
])('%s: refused', (_what, source, partial, reason) => {
  expect(inline(source, partial)).toEqual({ refusal: expect.stringMatching(reason) as string });
});

test('generated prompts render the same, whatever is inlined', async () => {
  const counts = { inlined: 0, refused: 0 };
  const call = fc.constantFrom(
    ...[
      '{{> p}}',
      '{{> p o}}',
      '{{> p x}}',
      '{{> p a=item}}',
      '{{> p a=o.a item=x}}',
      '{{> p a="text"}}',
      '{{> p this}}',
    ],
    ...[
      '{{> p xs}}',
      '{{> p ..}}',
      '{{> p a=../a}}',
      '{{> p @root}}',
      '{{> p o a=b}}',
      '{{> p a=this}}',
      '{{> p a=1}}',
    ],
  );
  const around = fc.constantFrom(
    ...[
      '█',
      'a\n█\nb',
      'a █ b',
      '{{#each xs as |item|}}█{{/each}}',
      '{{#each xs}}\n█\n{{/each}}',
      '{{#with o as |x|}}█{{/with}}',
    ],
    ...[
      '{{#each xs}}{{#each ys as |x i|}}█;{{/each}}{{/each}}',
      '{{#if a}}█{{/if}}',
      'x{{~#if a~}} █ {{~/if}}',
      '{{#each texts}}█{{/each}}',
    ],
  );
  await fc.assert(
    fc.asyncProperty(around, call, arbitraryBody, async (frame, tag, partial) => {
      const source = frame.replace('█', tag);
      const after = inline(source, partial);
      counts[typeof after === 'string' ? 'inlined' : 'refused']++;
      if (typeof after !== 'string') return;
      const partials = { q: 'q:{{a}}', p: partial };
      expect({ after, messages: await messagesOf(after, partials) }).toEqual({
        after,
        messages: await messagesOf(source, partials),
      });
    }),
    { numRuns },
  );
  expect(counts.inlined).toBeGreaterThan(counts.refused / 4);
});

test('what was extracted can be inlined again', async () => {
  let count = 0;
  await fc.assert(
    fc.asyncProperty(arbitraryBody, fc.nat(), fc.nat(), async (source, first, second) => {
      const places = [...source.matchAll(/(?<=\}\})|(?=\{\{)|\n|^|$/g)].map(({ index }) => index);
      const [start = 0, end = 0] = [first, second]
        .map((nth) => places[nth % places.length] ?? 0)
        .sort((a, b) => a - b);
      const extracted = extractPartial(parse(source), { start, end }, { name: 'part' });
      if (!extracted || 'refusal' in extracted) return;
      const between = parse(applyEdits(source, extracted.edits));
      const call = partialReferences(between).find(({ name }) => name === 'part');
      if (!call) throw new Error('the partial is not used');
      const back = inlinePartial(between, call.node, parse(extracted.partial?.source ?? ''));
      if ('refusal' in back) return;
      count++;
      const partials = { q: 'q:{{a}}' };
      expect(await messagesOf(applyEdits(between.source, back.edits), partials)).toEqual(
        await messagesOf(source, partials),
      );
    }),
    { numRuns: Math.ceil(numRuns / 3) },
  );
  expect(count).toBeGreaterThan(numRuns / 30);
});

const { files, absence } = readCorpus();
if (absence) console.warn(`No partials of real prompts are inlined: ${absence}`);

test('partials of real prompts: the same messages, and no new errors', async () => {
  let count = 0;
  const partials = Object.fromEntries(
    files.flatMap((file) => {
      const name = /(?:^|\/)_([^/]+)\.prompt$/.exec(file.path)?.[1];
      return name === undefined ? [] : [[name, file.text]];
    }),
  );
  for (const { path, text } of files) {
    const tree = parse(text);
    for (const { name, node } of partialReferences(tree)) {
      const result = name in partials ? inlinePartial(tree, node, parse(partials[name] ?? '')) : undefined;
      if (!result || 'refusal' in result) continue;
      count++;
      const after = applyEdits(text, result.edits);
      for (const data of fc.sample(arbitraryData(text), { seed: 5, numRuns: 3 })) {
        const [before, now] = await Promise.all(
          [text, after].map((source) => render(source, data, { partials })),
        );
        expect([path, now?.messages]).toEqual([path, before?.messages]);
      }
      const [known, found] = [text, after].map((source) =>
        check(source, { partials })
          .diagnostics.filter(({ severity }) => severity === 'error')
          .map(({ code }) => code),
      );
      expect(found?.filter((code) => !known?.includes(code))).toEqual([]);
    }
  }
  if (!absence) expect(count).toBeGreaterThan(0);
});
