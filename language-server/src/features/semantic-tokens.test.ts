import { open } from '../testing/context';
import { legend, semanticTokens, semanticTokensRange } from './semantic-tokens';
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
