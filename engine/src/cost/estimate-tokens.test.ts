import fc from 'fast-check';
import { chatFormatTokens, estimateContentTokens, estimateRequestTokens } from './estimate-request-tokens';
import { estimateTokens } from './estimate-tokens';

test.each([
  ['', 0],
  ['Hello, world!', 4],
  ['The quick brown fox jumps over the lazy dog.', 10],
  ['1234567', 3],
  ['你好世界', 4],
  ['a\n\n\nb', 3],
])('%j is about %i tokens', (text, tokens) => {
  expect(estimateTokens(text)).toBe(tokens);
});

test('a text of one letter, thirty million times', () => {
  expect(estimateTokens('x'.repeat(30_000_000)) / 5_000_000).toBeCloseTo(1, 2);
});

test('English prose is within a quarter of a token for four characters', () => {
  const prose =
    'Please summarise the customer message below in two sentences and keep the tone friendly. '.repeat(20);
  const ruleOfThumb = prose.length / 4;
  expect(estimateTokens(prose)).toBeGreaterThan(ruleOfThumb * 0.7);
  expect(estimateTokens(prose)).toBeLessThan(ruleOfThumb * 1.3);
});

test('never has more tokens than characters, and two texts together have no more than both', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
      expect(estimateTokens(a)).toBeLessThanOrEqual(a.length);
      expect(estimateTokens(`${a} ${b}`)).toBeLessThanOrEqual(estimateTokens(a) + estimateTokens(b) + 1);
    }),
  );
});

test('a request counts messages, media and tools', () => {
  const messages = [
    { role: 'user' as const, content: [{ text: 'hello' }, { media: { url: 'https://x/y.png' } }] },
  ];
  const plain = estimateRequestTokens({ messages });
  const tools = [{ name: 'weather', inputSchema: { type: 'object' } }];
  expect(plain).toBe(805);
  expect([estimateContentTokens({ messages }), chatFormatTokens(1)]).toEqual([801, 4]);
  expect(estimateRequestTokens({ messages, tools })).toBeGreaterThan(plain);
});
