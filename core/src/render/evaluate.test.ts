import { readCorpus } from '@prompthub/test-fixtures';
import fc from 'fast-check';
import { parse } from '../parse';
import { arbitraryTemplate } from '../syntax/template.arbitrary';
import { arbitraryData } from './data.arbitrary';
import { evaluate } from './evaluate';
import { render } from './render';

/** Each expression as written, with its values. */
async function values(source: string, input = {}, options = {}): Promise<[string, readonly unknown[]][]> {
  const { expressions } = await evaluate(parse(source), { input }, options);
  return expressions.map(({ range, values: all }) => [source.slice(range.start, range.end), all]);
}

describe('the values of expressions', () => {
  it('are listed in order, raw, and once for each turn of a loop', async () => {
    const source =
      '{{a}} {{b.c}} {{#each list as |x|}}{{x}}{{@index}}{{/each}} {{json b}} {{lookup b "c"}} {{#if no}}{{a}}{{/if}}';
    expect(await values(source, { a: 1, b: { c: null }, list: ['x', 'y'] })).toEqual([
      ['{{a}}', [1]],
      ['{{b.c}}', [null]],
      ['{{x}}', ['x', 'y']],
      ['{{@index}}', [0, 1]],
      ['{{json b}}', ['{"c":null}']],
      ['{{lookup b "c"}}', [null]],
      ['{{a}}', []],
    ]);
  });

  it('leave out roles and other structure, and see block parameters before helpers', async () => {
    const source = '{{role "system"}}{{#each list as |json|}}{{json}}{{/each}}{{history}}{{media url="x"}}';
    expect(await values(source, { list: [1] })).toEqual([['{{json}}', [1]]]);
  });

  it('come also from a file with syntax errors, unknown helpers and missing partials', async () => {
    const source =
      'Hi {{name}} {{> nobody}} {{shout name}} {{#if }}{{name}}{{/if}} {{role "x"}} {{#each list}}{{this}} {{user.';
    const { messages, expressions } = await evaluate(parse(source), { input: { name: 'Ada', list: [1, 2] } });
    expect(expressions.map(({ values: all }) => all)).toEqual([['Ada'], [], ['Ada'], [1, 2], []]);
    expect(messages[0]?.content[0]).toEqual({ text: 'Hi Ada   Ada  1 2 ' });
  });

  it('come from what a missing partial encloses', async () => {
    expect(await values('{{#> nobody}}{{a}}{{> other}}{{/nobody}}{{a}}', { a: 1 })).toEqual([
      ['{{a}}', [1]],
      ['{{a}}', [1]],
    ]);
  });

  it('are told up to the point where partials go in circles', async () => {
    const options = { partials: { a: '{{> a}}' } };
    expect(await values('{{x}}{{> a}}{{x}}', { x: 1 }, options)).toEqual([
      ['{{x}}', [1]],
      ['{{x}}', []],
    ]);
  });

  it('never fail, whatever the template', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryTemplate, async (source) => {
        await evaluate(parse(source), { input: { a: { b: [1] } } });
      }),
      { numRuns: 500 },
    );
  });
});

describe('the messages of an evaluation', () => {
  const corpus = readCorpus();
  if (corpus.absence !== undefined) console.warn(`skipped: ${corpus.absence}`);
  (corpus.absence === undefined ? it : it.skip)(
    'are those of rendering, where that is possible',
    async () => {
      let compared = 0;
      for (const { text } of corpus.files) {
        const tree = parse(text);
        const [data] = fc.sample(arbitraryData(text), { numRuns: 1, seed: 7 });
        const rendered = await render(tree, data).catch(() => undefined);
        if (rendered === undefined) continue;
        const { messages } = await evaluate(tree, data);
        expect(messages).toEqual(rendered.messages);
        compared++;
      }
      expect(compared).toBeGreaterThan(50);
    },
  );
});
