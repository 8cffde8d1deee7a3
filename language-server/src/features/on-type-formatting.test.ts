import { TextDocument } from 'vscode-languageserver-textdocument';
import { open } from '../testing/context';
import { onTypeFormatting } from './on-type-formatting';

async function typed(marked: string, path?: string): Promise<string> {
  const { context, document, textDocument, position } = await open(
    marked,
    path === undefined ? {} : { path },
  );
  const options = { tabSize: 2, insertSpaces: true };
  const edits = onTypeFormatting(context, { textDocument, position, ch: '}', options });
  return TextDocument.applyEdits(TextDocument.create('file:///x', 'dotprompt', 1, document.text), edits);
}

test.each([
  ['{{#if  a}}█ text', '{{#if a}}{{/if}} text'],
  ['{{#each items as |item|}}█', '{{#each items as |item|}}{{/each}}'],
  ['{{#if a}}█{{/if}}', '{{#if a}}{{/if}}'],
  ['{{#if a}}{{#each b}}█{{/if}}', '{{#if a}}{{#each b}}{{/each}}{{/if}}'],
  ['{{ name  }}█', '{{name}}'],
  ['{{ name  }}█{{other}}', '{{name}}{{other}}'],
])('the last brace makes %s to %s', async (marked, expected) => {
  expect(await typed(marked)).toBe(expected);
});

test('a tests file has no blocks', async () => {
  expect(await typed('- description: "{{#if a}}█"', 'x.tests.yaml')).toBe('- description: "{{#if a}}"');
});
