import { check, checkTests } from '@prompthub/core';
import { readCorpus } from '@prompthub/test-fixtures';
import { GRADED_TYPES } from './assertions/graded/registry';
import { judge } from './assertions/judge';
import { ASSERTION_TYPES } from './assertions/registry';
import { checkKnowledge } from './check-knowledge';
import type { AssertionSpec } from './runner/test-case';

const observed = { output: '5', vars: {}, prompt: '', model: 'echo/echo', latencyMs: 1, costUsd: 1 };

const values: readonly unknown[] = [
  undefined,
  null,
  '',
  'a',
  '5',
  5,
  true,
  [],
  ['a'],
  {},
  { type: 'object' },
  '{"type":"object"}',
  '[',
  '/(/',
  '/a/i',
  ' , ',
];

/** Whether there is a model, a program or a call to look at, and what a map says inside, shows when these run. */
const NEED_MORE =
  /^(?:json-distance|(?:is|contains)-sql|is-valid-.+|trajectory:.+|trace-.+|skill-used|perplexity.*|python|ruby|webhook|similar.*|max-score)$/;
const needsMore = (type: string): boolean => GRADED_TYPES.has(type) || NEED_MORE.test(type);

describe('a value is complained of exactly when the assertion cannot be decided, and never when it can', () => {
  it.each(ASSERTION_TYPES)('%s', async (type) => {
    for (const value of values) {
      for (const more of [
        {},
        { threshold: 3 },
        { assert: [{ type: 'contains', value: 'a' }] },
        { assert: [] },
      ]) {
        const spec = { type, ...(value !== undefined && { value }), ...more } as AssertionSpec;
        // Whether code does what it should shows when it runs.
        if (type === 'javascript' && typeof value === 'string') continue;
        const { errored = false, reason } = await judge(spec, observed, { index: 0 });
        const found = checkTests(JSON.stringify([{ assert: [spec] }]), checkKnowledge);
        const codes = found.map(({ code }) => code).filter((code) => code !== 'invalid-test');
        const expected = errored && !(needsMore(type) && codes.length === 0) ? ['assertion-value'] : [];
        expect({ spec, reason, codes }).toEqual({ spec, reason, codes: expected });
      }
    }
  });
});

it('tells how far settings go', () => {
  const found = (model: string, config: string) =>
    check(`---\nmodel: ${model}\nconfig: ${config}\n---\nHi {{x}}`, checkKnowledge).diagnostics.map(
      ({ message }) => message,
    );
  expect(found('anthropic/claude-sonnet-4-5', '{ temperature: 1.5 }')).toEqual([
    '`temperature` goes from 0 to 1 at anthropic.',
  ]);
  expect(found('claude-sonnet-4-5', '{ temperature: 1.5, max_tokens: 100000 }')).toEqual([
    '`temperature` goes from 0 to 1 at anthropic.',
    '`claude-sonnet-4-5` writes at most 64000 tokens.',
  ]);
  expect(found('openai/gpt-4o', '{ temperature: 1.5, maxOutputTokens: 0, custom: 1 }')).toEqual([
    '`maxOutputTokens` goes from 1 up at openai.',
  ]);
  expect(found('ollama/llama3', '{ temperature: 5, maxOutputTokens: 1000000 }')).toEqual([]);
});

const { files, absence } = readCorpus();
if (absence) console.info(`skipped: what we know about real prompts (${absence})`);

(absence ? it.skip : it)('finds no error in real prompts that the language alone would not find', () => {
  const errors = (text: string, options = {}) =>
    check(text, options).diagnostics.filter(({ severity }) => severity === 'error');
  for (const { path, text } of files)
    expect({ path, errors: errors(text, checkKnowledge) }).toEqual({ path, errors: errors(text) });
});
