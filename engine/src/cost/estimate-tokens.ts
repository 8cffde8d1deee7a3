/**
 * Estimates tokens without a tokenizer's vocabulary, for answers whose provider reports no usage.
 *
 * The rule follows how byte-pair vocabularies of about 200,000 entries cut text: a common word is one token, a long
 * one a token for every further six letters; three digits, one punctuation run and one run of line breaks are a token
 * each; a Chinese, Japanese or Korean character is about one; other scripts about one for two letters. Expect ±25 %
 * on prose and worse on code or noise: good enough to warn, never to bill.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (let start = 0; start < text.length; start += PIECE)
    for (const [run] of text.slice(start, start + PIECE).matchAll(RUNS)) tokens += tokensOf(run);
  return tokens;
}

/** A regular expression cannot go on for millions of letters without end: its stack runs over. UTF-16 units. */
const PIECE = 1 << 16;

const CJK = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}';
const RUNS = new RegExp(
  `[A-Za-z]+|[0-9]+|[${CJK}]+|[\\p{L}\\p{M}]+|[\\r\\n]+|[^\\S\\r\\n]{2,}|[^\\s\\p{L}\\p{N}]+|\\p{N}`,
  'gu',
);
const IS_CJK = new RegExp(`^[${CJK}]`, 'u');

function tokensOf(run: string): number {
  if (/^[A-Za-z]/.test(run)) return run.length <= 8 ? 1 : 1 + Math.ceil((run.length - 8) / 6);
  if (/^[0-9]/.test(run)) return Math.ceil(run.length / 3);
  if (IS_CJK.test(run)) return run.length;
  if (/^\p{L}/u.test(run)) return Math.ceil(run.length / 2);
  if (/^\s/.test(run)) return 1;
  return Math.ceil(run.length / 3);
}
