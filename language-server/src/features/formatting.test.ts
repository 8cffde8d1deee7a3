import { format } from '@prompthub/core';
import fc from 'fast-check';
import { open } from '../testing/context';
import { formatting } from './formatting';

async function formatted(text: string): Promise<string> {
  const { context, document, textDocument } = await open(text);
  const edits = formatting(context, { textDocument, options: { tabSize: 2, insertSpaces: true } });
  return edits.reduceRight((result, { range, newText }) => {
    const [start, end] = [document.lines.offsetAt(range.start), document.lines.offsetAt(range.end)];
    return result.slice(0, start) + newText + result.slice(end);
  }, text);
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
  expect(formatting(context, { textDocument, options: { tabSize: 2, insertSpaces: true } })).toEqual([]);
});
