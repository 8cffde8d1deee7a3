import { open } from '../testing/context';
import fc from 'fast-check';
import type { SemanticTokensEdit } from 'vscode-languageserver';
import { legend, semanticTokens, semanticTokensDelta, semanticTokensRange } from './semantic-tokens';
import type { PromptDocument } from '../documents';

function decode({ lines, text }: PromptDocument, data: readonly number[]): string[] {
  const found: string[] = [];
  let [line, character] = [0, 0];
  for (let i = 0; i < data.length; i += 5) {
    const [deltaLine = 0, deltaStart = 0, length = 0, type = 0] = data.slice(i, i + 5);
    line += deltaLine;
    character = deltaLine > 0 ? deltaStart : character + deltaStart;
    const start = lines.offsetAt({ line, character });
    found.push(`${legend.tokenTypes[type]} ${text.slice(start, start + length)}`);
  }
  return found;
}

test('every part of an expression has its type', async () => {
  const { context, document, textDocument } = await open(
    '{{#each items as |item|}}{{item.name}}{{/each}} {{json a indent=2}} {{> sign x="y"}} {{lookup a (lookup b c)}}',
  );
  expect(decode(document, semanticTokens(context, { textDocument }).data)).toEqual([
    'keyword each',
    'variable items',
    'parameter item',
    'variable item',
    'property name',
    'function json',
    'variable a',
    'parameter indent',
    'number 2',
    'macro sign',
    'parameter x',
    'string "y"',
    'function lookup',
    'variable a',
    'function lookup',
    'variable b',
    'variable c',
  ]);
});

test('a token that spans lines comes in parts', async () => {
  const { context, document, textDocument } = await open('{{! one\ntwo }}');
  expect(decode(document, semanticTokens(context, { textDocument }).data)).toEqual([
    'comment {{! one',
    'comment two }}',
  ]);
});

test('a range gives the tokens in it', async () => {
  const { context, document, textDocument } = await open('{{a}}\n{{b}}\n{{c}}');
  const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 5 } };
  expect(decode(document, semanticTokensRange(context, { textDocument, range }).data)).toEqual([
    'variable b',
  ]);
});

test('a foreign dialect has none', async () => {
  const { context, textDocument } = await open('{% if x %}{{ x }}{% endif %}\n'.repeat(3));
  expect(semanticTokens(context, { textDocument }).data).toEqual([]);
});

function patched(data: readonly number[], edits: readonly SemanticTokensEdit[]): number[] {
  const result = [...data];
  for (const { start, deleteCount, data: inserted } of edits)
    result.splice(start, deleteCount, ...(inserted ?? []));
  return result;
}

test('what has changed makes all tokens of the last version those of this one, in whole tokens', async () => {
  const piece = fc.constantFrom(
    '{{a}}',
    '{{a.b}}',
    'text',
    '\n',
    '{{#each xs as |x|}}',
    '{{/each}}',
    '{{json a}}',
    '{{',
  );
  const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 2, maxLength: 5 }), async ([first = '', ...others]) => {
      const { context, textDocument } = await open(first);
      let { data, resultId } = semanticTokens(context, { textDocument });
      for (const [index, other] of others.entries()) {
        context.documents.change(textDocument.uri, index + 2, [{ text: other }]);
        const delta = semanticTokensDelta(context, { textDocument, previousResultId: resultId ?? '' });
        if (!('edits' in delta)) throw new Error('the last answer is forgotten');
        for (const { start, deleteCount, data: inserted } of delta.edits)
          expect([start % 5, deleteCount % 5, (inserted?.length ?? 0) % 5]).toEqual([0, 0, 0]);
        data = patched(data, delta.edits);
        resultId = delta.resultId;
        expect(data).toEqual(semanticTokensRange(context, { textDocument, range: everything }).data);
      }
    }),
  );
});

const everything = { start: { line: 0, character: 0 }, end: { line: 1e6, character: 0 } };

test('a keystroke in a long text changes one token', async () => {
  const { context, textDocument, document } = await open('{{aa}} and {{bb}}\n'.repeat(5000));
  const { resultId = '' } = semanticTokens(context, { textDocument });
  const start = { line: 2500, character: 3 };
  context.documents.change(textDocument.uri, 2, [{ range: { start, end: start }, text: 'x' }]);
  const delta = semanticTokensDelta(context, { textDocument, previousResultId: resultId });
  expect(document.text).toHaveLength(5000 * 18);
  expect(delta).toMatchObject({ edits: [{ start: 25_000, deleteCount: 10 }] });
});

test('without a change there are no edits, and for an answer that is forgotten all tokens come', async () => {
  const { context, textDocument } = await open('{{a}}');
  const { resultId = '', data } = semanticTokens(context, { textDocument });
  const same = semanticTokensDelta(context, { textDocument, previousResultId: resultId });
  expect(same).toEqual({ resultId: expect.any(String) as string, edits: [] });
  expect(semanticTokensDelta(context, { textDocument, previousResultId: resultId })).toMatchObject({ data });
  context.documents.close(textDocument.uri);
  expect(semanticTokensDelta(context, { textDocument, previousResultId: resultId })).toEqual({ data: [] });
});
