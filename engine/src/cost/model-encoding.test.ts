import { encodingOf } from './model-encoding';

test.each([
  ['openai/gpt-4o', 'o200k_base'],
  ['gpt-4o-mini-2024-07-18', 'o200k_base'],
  ['openai/chatgpt-4o-latest', 'o200k_base'],
  ['openai/gpt-4.1-nano', 'o200k_base'],
  ['o3-mini', 'o200k_base'],
  ['openai/o1', 'o200k_base'],
  ['openai/gpt-5', 'o200k_base'],
  ['openai/gpt-5.4-mini', 'o200k_base'],
  ['openai/gpt-4', 'cl100k_base'],
  ['gpt-4-turbo-2024-04-09', 'cl100k_base'],
  ['openai/gpt-3.5-turbo', 'cl100k_base'],
])('%s is counted by %s', (model, encoding) => {
  expect(encodingOf(model)).toBe(encoding);
});

test.each([
  ...['anthropic/claude-haiku-4-5', 'claude-opus-4-1', 'ollama/llama3', 'echo/echo', 'vscode/gpt-4o'],
  ...[
    'azure/gpt-4o',
    'openai/gpt-6-luna',
    'openai/gpt-50',
    'openai/o10',
    'openai/',
    'openai',
    'gpt',
    '',
    '/',
  ],
])('nobody has published how %s cuts text, or nobody knows', (model) => {
  expect(encodingOf(model)).toBeUndefined();
});
