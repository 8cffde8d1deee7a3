import { readCorpus } from '@prompthub/test-fixtures';
import fc from 'fast-check';
import { check } from '../check';
import { applyEdits } from '../format/apply-edits';
import { parse } from '../parse';
import { arbitraryData } from '../render/data.arbitrary';
import { render } from '../render/render';
import { extractPartial } from './extract-partial';
import { arbitraryBody, messagesOf } from './refactor.arbitrary';

const numRuns = process.env['PROMPTHUB_FULL'] === undefined ? 800 : 30_000;

/** The selection stands between two `█`. */
function extract(
  marked: string,
): { prompt: string; partial: string | undefined } | { refusal: string } | undefined {
  const [before = '', selected = '', after = ''] = marked.split('█');
  const source = before + selected + after;
  const range = { start: before.length, end: before.length + selected.length };
  const result = extractPartial(parse(source), range, { name: 'part' });
  if (!result || 'refusal' in result) return result;
  return { prompt: applyEdits(source, result.edits), partial: result.partial?.source };
}

test.each([
  ['text alone', 'Hi █dear {{name}}█!', 'Hi {{> part}}!', 'dear {{name}}'],
  ['a tag is taken whole', 'Hi {{na█me}} and█!', 'Hi {{> part}}!', '{{name}} and'],
  ['lines with their ends', 'a\n█b {{c}}\nd█\ne', 'a\n{{> part}}\ne', 'b {{c}}\nd\n'],
  ['blanks before a line', 'a\n  █b{{c}}█\ne', 'a\n{{> part}}\ne', '  b{{c}}\n'],
  [
    'a name between pipes',
    '{{#each xs as |x|}}- █{{x.title}}█;{{/each}}',
    '{{#each xs as |x|}}- {{> part x=x}};{{/each}}',
    '{{x.title}}',
  ],
  [
    'what `this` has',
    '{{#each xs}}█{{title}} {{this.b}}█;{{/each}}',
    '{{#each xs}}{{> part}};{{/each}}',
    '{{title}} {{this.b}}',
  ],
  ['`this` itself', '{{#each xs}}█{{this}}█;{{/each}}', '{{#each xs}}{{> part}};{{/each}}', '{{this}}'],
  [
    '`this` and a name from outside',
    '{{#each xs}}█{{this}} {{../a}}█;{{/each}}',
    '{{#each xs}}{{> part a=../a value=this}};{{/each}}',
    '{{value}} {{a}}',
  ],
  [
    'from outside of two blocks',
    '{{#each xs}}█{{#each ys}}{{../../a}}{{../b}}{{/each}}█;{{/each}}',
    '{{#each xs}}{{> part a=../a}};{{/each}}',
    '{{#each ys}}{{../a}}{{../b}}{{/each}}',
  ],
  [
    'two meanings of a name',
    '{{#each xs as |a|}}█{{a}} {{this.a}} {{../a}}█;{{/each}}',
    '{{#each xs as |a|}}{{> part a2=a a3=../a}};{{/each}}',
    '{{a2}} {{this.a}} {{a3}}',
  ],
  [
    'the place in a loop',
    '{{#each xs}}█{{@index}} {{@root.a}}█;{{/each}}',
    '{{#each xs}}{{> part}};{{/each}}',
    '{{@index}} {{@root.a}}',
  ],
  [
    'whole messages',
    '█{{role "system"}}Be kind.\n█{{role "user"}}Hi',
    '{{> part}}\n{{role "user"}}Hi',
    '{{role "system"}}Be kind.\n',
  ],
])('%s', (_what, marked, prompt, partial) => {
  expect(extract(marked)).toEqual({ prompt, partial });
});

test.each([
  [
    'half of a block',
    'a {{#if b}}c █d {{/if}} e█ f',
    { prompt: 'a {{> part}} f', partial: '{{#if b}}c d {{/if}} e' },
  ],
  ['an `else if`', '{{#if a}}b{{else if c}}█d{{else}}e█{{/if}}', undefined],
])('%s grows to what is whole', (_what, marked, expected) => {
  const result = extract(marked);
  if (expected) expect(result).toEqual(expected);
  else expect(result).toBeDefined();
});

test.each([
  ['a partial that would see the arguments', '{{#each xs as |x|}}█{{x}}{{> other}}█;{{/each}}', /would see/],
  ['levels that nobody knows', '{{#each xs as |x|}}█{{#y}}{{x}}{{/y}}█;{{/each}}', /cannot be told/],
  ['a prompt with mistakes', '█a {{#if█', /mistakes/],
  ['what is too deep', `█${'{{#if a}}'.repeat(5000)}█x${'{{/if}}'.repeat(5000)}`, /too deep/],
  ['a helper of the host', '{{#each xs as |x|}}█{{x}}{{shout a}}█;{{/each}}', /shout/],
])('%s: refused', (_what, marked, reason) => {
  expect(extract(marked)).toEqual({ refusal: expect.stringMatching(reason) as string });
});

test('nothing is selected', () => {
  expect(extract('a █ █ b')).toBeUndefined();
  expect(extract('a ██ b')).toBeUndefined();
});

test('generated prompts render the same, whatever is moved', async () => {
  const counts = { moved: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(arbitraryBody, fc.nat(), fc.nat(), async (source, first, second) => {
      const places = [...source.matchAll(/(?<=\}\})|(?=\{\{)|\n|^|$/g)].map(({ index }) => index);
      const [start = 0, end = 0] = [first, second]
        .map((nth) => places[nth % places.length] ?? 0)
        .sort((a, b) => a - b);
      const result = extractPartial(parse(source), { start, end }, { name: 'part' });
      if (!result) return;
      counts['refusal' in result ? 'refused' : 'moved']++;
      if ('refusal' in result) return;
      const q = 'q:{{a}}';
      const after = applyEdits(source, result.edits);
      const partials = { q, part: result.partial?.source ?? '' };
      expect({ after, partials, messages: await messagesOf(after, partials) }).toEqual({
        after,
        partials,
        messages: await messagesOf(source, { q }),
      });
    }),
    { numRuns },
  );
  expect(counts.moved).toBeGreaterThan(counts.refused / 4);
});

const { files, absence } = readCorpus();
if (absence) console.warn(`Nothing is extracted from real prompts: ${absence}`);
const real = files.filter(({ text }) => {
  const { dialect, problems } = parse(text);
  return dialect === 'dotprompt' && problems.length === 0;
});

test('real prompts render the same and have no new problems, whichever lines are moved', async () => {
  const counts = { moved: 0, refused: 0 };
  for (const { path, text } of real) {
    const tree = parse(text);
    const partials = Object.fromEntries(
      files.flatMap((file) => {
        const name = /(?:^|\/)_([^/]+)\.prompt$/.exec(file.path)?.[1];
        return name === undefined ? [] : [[name, file.text]];
      }),
    );
    const data = fc.sample(arbitraryData(text), { seed: 7, numRuns: 2 });
    const breaks = [...text.matchAll(/\n|(?<=\})/g)].map(({ index }) => index + 1);
    const places = breaks.filter((at) => at >= tree.templateRange.start);
    const seed = fc.sample(fc.tuple(fc.nat(), fc.nat()), { seed: 3, numRuns: 6 });
    for (const [one, other] of seed) {
      const [start = 0, end = 0] = [one, other]
        .map((nth) => places[nth % Math.max(1, places.length)] ?? 0)
        .sort((a, b) => a - b);
      const result = extractPartial(tree, { start, end }, { name: 'fresh-part' });
      if (!result) continue;
      counts['refusal' in result ? 'refused' : 'moved']++;
      if ('refusal' in result) continue;
      const after = applyEdits(text, result.edits);
      const more = { ...partials, 'fresh-part': result.partial?.source ?? '' };
      for (const each of data) {
        const shown = (source: string, known: Record<string, string>) =>
          render(source, each, { partials: known }).then(
            ({ messages }) => messages,
            (error: unknown) => (error as { code?: unknown }).code,
          );
        expect([path, start, end, await shown(after, more)]).toEqual([
          path,
          start,
          end,
          await shown(text, partials),
        ]);
      }
      const known = errors(text, partials);
      expect(errors(after, more).filter((code) => !known.includes(code))).toEqual([]);
    }
  }
  if (!absence) expect(counts.moved).toBeGreaterThan(100);
}, 60_000);

function errors(text: string, partials: Record<string, string>): string[] {
  return check(text, { partials })
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(({ code }) => code);
}
