import { readCorpus } from '@prompthub/test-fixtures';
import fc from 'fast-check';
import { format } from './format/format';
import { parse } from './parse';
import { evaluate } from './render/evaluate';
import { render } from './render/render';
import { RenderError } from './render/rendered-prompt';

/** Everything a text goes through; only `render` may refuse, and only with a RenderError. */
async function survives(source: string): Promise<void> {
  const tree = parse(source);
  format(source);
  await evaluate(tree, { input: {} }, { partials: {} });
  await render(tree, { input: {} }, { partials: {} }).catch((error: unknown) => {
    if (!(error instanceof RenderError)) throw error;
  });
}

/** All prefixes and single-character deletions of a text, or a few picked by `seed`. */
function damaged(text: string, seed: number): string[] {
  const all = Array.from({ length: text.length }, (_, at) => at);
  const picked = process.env['PROMPTHUB_FULL']
    ? all
    : all.filter((at) => (at * 7919 + seed) % text.length < 2);
  return picked.flatMap((at) => [text.slice(0, at), text.slice(0, at) + text.slice(at + 1)]);
}

describe('damaged prompts', () => {
  const corpus = readCorpus();
  if (corpus.absence !== undefined) console.warn(`skipped: ${corpus.absence}`);
  (corpus.absence === undefined ? it : it.skip)(
    'go through parsing, formatting, evaluating and rendering',
    async () => {
      let count = 0;
      for (const [index, { text }] of corpus.files.entries()) {
        for (const source of damaged(text, index)) {
          await survives(source);
          count++;
        }
      }
      expect(count).toBeGreaterThan(corpus.files.length);
    },
    3_600_000,
  );

  it('also when they are no text at all', async () => {
    await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary' }), survives));
    const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => String.fromCharCode(...array));
    await fc.assert(fc.asyncProperty(bytes, survives));
    await survives('\uD800{{a\uDFFF}}');
    await survives('---\na: &a [*a]\n---\n{{@metadata.prompt.raw}}');
  });

  it('also when YAML multiplies', async () => {
    const levels = Array.from(
      { length: 20 },
      (_, i) => `l${i}: &l${i} [${`*l${i - 1},`.repeat(i === 0 ? 0 : 9)}1]`,
    );
    await survives(`---\n${levels.join('\n')}\n---\nx`);
  });
});
