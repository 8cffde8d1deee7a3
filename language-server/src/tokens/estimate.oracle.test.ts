import { estimateTokens } from '@prompthub/engine';
import { readCorpus } from '@prompthub/test-fixtures';
import { countExactly, type Vocabulary } from './count-exactly';

const corpus = readCorpus();
if (corpus.absence !== undefined) console.warn(`skipped: ${corpus.absence}`);

(corpus.absence === undefined ? test.each : test.skip.each)([
  ['o200k_base', () => import('gpt-tokenizer/encoding/o200k_base')],
  ['cl100k_base', () => import('gpt-tokenizer/encoding/cl100k_base')],
] as const)('on real prompts the estimate is near what %s counts', async (name, load) => {
  const vocabulary: Vocabulary = await load();
  const errors = corpus.files
    .flatMap(({ text }) => {
      const exact = countExactly(vocabulary, text);
      return exact ? [estimateTokens(text) / exact - 1] : [];
    })
    .sort((a, b) => a - b);
  const at = (share: number): number => errors[Math.round(share * (errors.length - 1))] ?? Number.NaN;
  const percent = (share: number): string => `${(at(share) * 100).toFixed(1)} %`;
  console.info(
    `${name}, ${errors.length} prompts: estimated ${percent(0.5)} off in the middle, ${percent(0.05)} to ${percent(0.95)} ` +
      `for nine in ten, ${percent(0)} to ${percent(1)} for all`,
  );
  expect(errors.length).toBeGreaterThan(corpus.files.length * 0.9);
  expect(Math.abs(at(0.5))).toBeLessThan(0.15);
  expect([at(0.05) > -0.25, at(0.95) < 0.25]).toEqual([true, true]);
  expect([at(0) > -0.4, at(1) < 0.4]).toEqual([true, true]);
});
