import { expectFindings, fixed } from './testing';

const found = (lines: string) => expectFindings('invalid-value', `---\n${lines}\n---\nHi {{x}}`);
const repaired = (lines: string) =>
  fixed('invalid-value', `---\n${lines}\n---\nHi {{x}}`).slice(4, -'\n---\nHi {{x}}'.length);

it.each([
  ['model: «5»', '`model` must be a text.'],
  ['tools: «search»', '`tools` must be a list.'],
  ['tools: [a, «5»]', 'An item of `tools` must be a text.'],
  ['config: «low»', '`config` must be a map.'],
  ['input: { schema: { x: string }, default: «[]» }', '`input.default` must be a map.'],
  [
    'prompthub.limits: { maxInputTokens: «1.5», maxCostUsd: 0.5 }',
    '`prompthub.limits.maxInputTokens` must be a whole number above 0.',
  ],
  ['prompthub.limits: { maxCostUsd: «-1» }', '`prompthub.limits.maxCostUsd` must be a number above 0.'],
  [
    'prompthub.meta: { stability: «stabel» }',
    '`prompthub.meta.stability` must be one of draft, stable, deprecated. Did you mean `stable`?',
  ],
  [
    'prompthub.lint: { unused-input: «loud» }',
    '`prompthub.lint.unused-input` must be one of off, hint, info, warning, error.',
  ],
  ['prompthub.requires: «upper»', '`prompthub.requires` must be a map.'],
])('%s', (line, message) => expect(found(line)).toMatchObject([{ message }]));

it('is an error only where rendering fails', () => {
  expect(found('tools: «search»')).toMatchObject([{ severity: 'error' }]);
  expect(found('config: «low»')).toMatchObject([{ severity: 'warning' }]);
});

it.each([
  'model:',
  'tools:',
  'input:\n  schema:',
  'prompthub.meta: { owner: }',
  'prompthub.lint: { unused-input: false }',
  'version: 1.0',
])('says nothing of %j', (line) => void found(line));

it.each([
  ['model: 1.0', 'model: "1.0"'],
  ['tools: search', 'tools: [search]'],
  ['prompthub.limits: { maxInputTokens: "2_000" }', 'prompthub.limits: { maxInputTokens: 2000 }'],
  ['prompthub.meta: { stability: Deprecatd }', 'prompthub.meta: { stability: deprecated }'],
  ['prompthub.lint: { unused-input: warn }', undefined],
])('%j can be repaired', (line, expected) => {
  if (expected === undefined) expect(() => repaired(line)).toThrow(/no such fix/);
  else expect(repaired(line)).toBe(expected);
});
