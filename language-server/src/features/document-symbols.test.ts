import type { DocumentSymbol } from 'vscode-languageserver';
import { open, type OpenOptions } from '../testing/context';
import { documentSymbols } from './document-symbols';

function outline(symbols: readonly DocumentSymbol[], indent = ''): string[] {
  return symbols.flatMap(({ name, detail, children = [] }) => [
    `${indent}${name}${detail ? ` (${detail})` : ''}`,
    ...outline(children, `${indent}  `),
  ]);
}

async function symbols(text: string, options?: OpenOptions): Promise<string[]> {
  const { context, textDocument } = await open(text, options);
  return outline(documentSymbols(context, { textDocument }));
}

test('frontmatter, messages, blocks and tests', async () => {
  const source = `---
model: openai/gpt-5-mini
input:
  schema: { name: string }
prompthub.tests:
  - description: greets
    vars: { name: Ada }
  - mode: render
---
{{role "system"}}
Be kind. {{> rules}}
{{role "user"}}
{{#if name}}{{name}}{{/if}}
`;
  expect(await symbols(source)).toEqual([
    'frontmatter',
    '  model (openai/gpt-5-mini)',
    '  input',
    '    name (string)',
    '  prompthub.tests',
    '    greets',
    '    Test 2 (render)',
    'system',
    '  {{> rules}}',
    'user',
    '  {{#if name}}',
  ]);
});

test('text before the first role is the user’s', async () => {
  expect(await symbols('Hello\n{{role "model"}}\nHi\n{{history}}')).toEqual(['user', 'model', 'history']);
});

test('a tests file lists its tests', async () => {
  expect(
    await symbols('- description: one\n- description: two\n  mode: render\n', { path: 'a.tests.yaml' }),
  ).toEqual(['one', 'two (render)']);
});

test('each message has the blocks and partials that stand in it', async () => {
  const source =
    '{{#if a}}0{{/if}}{{role "user"}}{{> p}}{{role "model"}}x{{role "user"}}{{#if b}}1{{/if}}{{> q}}';
  expect(await symbols(source)).toEqual([
    'user',
    '  {{#if a}}',
    'user',
    '  {{> p}}',
    'model',
    'user',
    '  {{#if b}}',
    '  {{> q}}',
  ]);
});

test.each([
  ['tags', '{{{{a '.repeat(100_000), 5001],
  ['partials', '{{> p}}'.repeat(20_000), 5001],
  ['messages', '{{role "user"}}x'.repeat(20_000), 5000],
  [
    'variables',
    `---\ninput:\n  schema:\n${Array.from({ length: 6000 }, (_, i) => `    a${i}: string`).join('\n')}\n---\n`,
    5002,
  ],
])('very many %s are not all listed', async (_, source, listed) => {
  expect(await symbols(source)).toHaveLength(listed);
});
