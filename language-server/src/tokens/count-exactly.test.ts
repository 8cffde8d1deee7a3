import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { countExactly, type Vocabulary } from './count-exactly';

const encodings = ['o200k_base', 'cl100k_base'] as const;
type Encoding = (typeof encodings)[number];

let vocabularies: Record<Encoding, Vocabulary>;
beforeAll(async () => {
  vocabularies = {
    o200k_base: await import('gpt-tokenizer/encoding/o200k_base'),
    cl100k_base: await import('gpt-tokenizer/encoding/cl100k_base'),
  };
});

const data = (file: string): string =>
  readFileSync(join(require.resolve('gpt-tokenizer/package.json'), '../data', file), 'utf8');

describe.each(encodings)('%s', (encoding) => {
  const count = (text: string) => countExactly(vocabularies[encoding], text);

  /** From the tests of Microsoft's tokenizer, made with OpenAI's: the library carries them. */
  test('counts the published samples as published', () => {
    const plans = data('TestPlans.txt').matchAll(
      /^EncodingName: (.*)\nSample: ([^]*?)\nEncoded: \[(.*)\]$/gm,
    );
    const samples = [...plans].filter(([, name]) => name === encoding);
    expect(samples.length).toBeGreaterThan(50);
    const counted = samples.map(([, , text = '']) => [text, count(text)]);
    expect(counted).toEqual(
      samples.map(([, , text, tokens = '']) => [text, tokens ? tokens.split(',').length : 0]),
    );
  });

  test('agrees with byte pair encoding as the textbook has it, on the ranks that OpenAI publishes', () => {
    const reference = textbook(encoding);
    const word = fc.constantFrom(
      'the',
      ' of',
      'naïve',
      'İ',
      '你好',
      '😀',
      '{{',
      '\n\n',
      '  ',
      "'s",
      '1234',
      'का',
      '<|endoftext|>',
    );
    const text = fc.array(fc.oneof(word, fc.string({ unit: 'grapheme-ascii' })), { maxLength: 12 });
    fc.assert(
      fc.property(text, (words) => {
        expect(count(words.join(''))).toBe(reference(words.join('')));
      }),
      { numRuns: 300 },
    );
  });

  test('any text at all has a count or none, and never more tokens than bytes', () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ unit: 'grapheme' }));
    fc.assert(
      fc.property(text, (given) => {
        expect(count(given) ?? 0).toBeLessThanOrEqual(Buffer.byteLength(given));
      }),
    );
    expect(count('\uD800')).toBeGreaterThan(0);
  });

  test('the name of a special token is text', () => {
    expect(count('<|endoftext|>')).toBeGreaterThan(1);
  });

  test.each([' ', 'a', '你', '_', '\n', '!', 'é'])('a megabyte of %j is not counted', (character) => {
    expect(count(character.repeat(1_000_000))).toBeNull();
    expect(count(character.repeat(500))).toBeGreaterThan(0);
  });

  test('where tokenizers differ nothing is counted', () => {
    expect([count('a\u0085b'), count('\uFEFFa')]).toEqual([null, null]);
  });
});

/** The published pattern of each encoding cuts a text in pieces; then the pair of lowest rank is merged until there is none. */
function textbook(encoding: Encoding): (text: string) => number {
  const lines = data(`${encoding}.tiktoken`).trim().split('\n');
  const ranks = new Map(
    lines.map((line) => {
      const [token = '', rank] = line.split(' ');
      return [Buffer.from(token, 'base64').toString('latin1'), Number(rank)] as const;
    }),
  );
  const contraction = "'(?:s|t|re|ve|m|ll|d)";
  const pieces = {
    cl100k_base: `${contraction}|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`,
    o200k_base:
      `[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?:${contraction})?` +
      `|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*(?:${contraction})?` +
      '|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+',
  };
  const pattern = new RegExp(pieces[encoding], 'gu');
  return (text) => {
    let tokens = 0;
    for (const [piece] of text.matchAll(pattern)) {
      const parts = [...Buffer.from(piece).toString('latin1')];
      for (;;) {
        const pairs = parts.slice(1).map((part, index) => ranks.get(`${parts[index]}${part}`) ?? Infinity);
        const least = Math.min(...pairs, Infinity);
        if (least === Infinity) break;
        const at = pairs.indexOf(least);
        parts.splice(at, 2, `${parts[at]}${parts[at + 1]}`);
      }
      tokens += parts.length;
    }
    return tokens;
  };
}
