import { format } from '@prompthub/core';
import fc from 'fast-check';
import type { TextEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { open } from '../testing/context';
import { formatting } from './formatting';
import { onTypeFormatting } from './on-type-formatting';
import { rangeFormatting } from './range-formatting';

const options = { tabSize: 2, insertSpaces: true };

async function formatted(text: string): Promise<string> {
  const { context, document, textDocument } = await open(text);
  return applied(document.text, formatting(context, { textDocument, options }));
}

function applied(text: string, edits: TextEdit[]): string {
  return TextDocument.applyEdits(TextDocument.create('file:///a.prompt', 'dotprompt', 1, text), edits);
}

test('the edit turns the text into the formatted one', async () => {
  const text = '---\nmodel:    a/b\n---\n{{#if   a }}x{{/if}}\n';
  expect(await formatted(text)).toBe(format(text));
  expect(await formatted(text)).not.toBe(text);
});

test('so it does for any text', async () => {
  const piece = fc.constantFrom(
    '{{  a }}',
    '{{#if  b}}',
    '{{/if}}',
    '---\n',
    'model:  x\n',
    '\r\n',
    '\n\n\n',
    ' ',
    '😀',
    'é',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
      const text = pieces.join('');
      expect(await formatted(text)).toBe(format(text));
    }),
    { numRuns: 200 },
  );
});

test('a formatted text gets no edit', async () => {
  const { context, textDocument } = await open(format('{{a}}\n'));
  expect(formatting(context, { textDocument, options })).toEqual([]);
});

test('a selection is formatted, and nothing else', async () => {
  const { context, document, textDocument } = await open('{{  a }}\n{{  b }} {{c  }}\n{{  d }}\n');
  const range = { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } };
  expect(applied(document.text, rangeFormatting(context, { textDocument, range, options }))).toBe(
    '{{  a }}\n{{b}} {{c}}\n{{  d }}\n',
  );
});

test.each([
  ['{{ a }} {{  b }}█ {{#if', '{{ a }} {{b}} {{#if'],
  ['{{#each  xs  as  |x|}}{{ x }}{{/ each }}█', '{{#each  xs  as  |x|}}{{ x }}{{/each}}'],
  ['{{{ a }}}█', '{{{a}}}'],
  ['{{ a }} }}█', '{{ a }} }}'],
  ['{{ a }█', '{{ a }'],
  ['}}█', '}}'],
  ['{{ a  = }}█', '{{ a  = }}'],
])('at its last brace a tag is formatted: %s', async (marked, expected) => {
  const { context, document, textDocument, position } = await open(marked);
  const edits = onTypeFormatting(context, { textDocument, position, ch: '}', options });
  expect(applied(document.text, edits)).toBe(expected);
});

test('tests, and what is not open, are left alone', async () => {
  const { context, textDocument, position } = await open('- description:  x }}█', { path: 'a.tests.yaml' });
  const range = { start: { line: 0, character: 0 }, end: position };
  for (const params of [{ textDocument }, { textDocument: { uri: 'file:///other.prompt' } }]) {
    expect(formatting(context, { ...params, options })).toEqual([]);
    expect(rangeFormatting(context, { ...params, range, options })).toEqual([]);
    expect(onTypeFormatting(context, { ...params, position, ch: '}', options })).toEqual([]);
  }
});
