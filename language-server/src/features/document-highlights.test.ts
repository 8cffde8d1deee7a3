import { DocumentHighlightKind } from 'vscode-languageserver';
import { open, type OpenOptions } from '../testing/context';
import { documentHighlights } from './document-highlights';

test('every use of a variable is found, and its declaration, but no other variable of that name', async () => {
  const { context, document, textDocument, position } = await open(
    '---\ninput:\n  schema:\n    name: string\n    user(object): { name: string }\n---\n{{na█me}} {{user.name}} {{#if name}}{{@root.name}}{{/if}}',
  );
  const highlights = await documentHighlights(context, { textDocument, position });
  const found = highlights.map(({ range }) => document.lines.offsetAt(range.start));
  const at = (text: string, from = 0) => document.text.indexOf(text, from);
  expect(found).toEqual([at('name: string'), at('{{name}}') + 2, at('#if name') + 4, at('@root.name') + 6]);
});

/** The text with what is highlighted in brackets: `<read>`, `[written]`. */
async function highlights(marked: string, options?: OpenOptions): Promise<string> {
  const { context, document, textDocument, position } = await open(marked, options);
  const found = await documentHighlights(context, { textDocument, position });
  let text = document.text;
  for (const { range, kind } of found.toSorted(
    (a, b) => document.lines.offsetAt(b.range.start) - document.lines.offsetAt(a.range.start),
  )) {
    const [start, end] = [document.lines.offsetAt(range.start), document.lines.offsetAt(range.end)];
    const [open, close] = kind === DocumentHighlightKind.Write ? '[]' : '<>';
    text = text.slice(0, start) + open + text.slice(start, end) + close + text.slice(end);
  }
  return text;
}

test.each([
  [
    '{{#each a as |it█em|}}{{item.x}}{{/each}}{{item}}',
    '{{#each a as |[item]|}}{{<item>.x}}{{/each}}{{item}}',
  ],
  [
    '{{> gr█eet}}{{#> greet x=1}}{{/greet}}{{> other}}',
    '{{> <greet>}}{{#> <greet> x=1}}{{/<greet>}}{{> other}}',
  ],
  [
    '---\ninput: { default: { a: 1 } }\nprompthub.tests: [ { vars: { a: 2 } } ]\n---\n{{█a}}',
    '---\ninput: { default: { [a]: 1 } }\nprompthub.tests: [ { vars: { [a]: 2 } } ]\n---\n{{<a>}}',
  ],
  [
    '{{> greet na█me=x}} {{#> greet name=y}}{{/greet}} {{name}}',
    '{{> greet [name]=x}} {{#> greet [name]=y}}{{/greet}} {{name}}',
  ],
  ['te█xt', 'text'],
])('%s', async (marked, expected) => {
  expect(await highlights(marked, { files: { '_greet.prompt': '{{name}}', '_other.prompt': '' } })).toBe(
    expected,
  );
});

test('in a suite: the values of the same variable', async () => {
  const files = { 'a.prompt': '---\ninput: { schema: { city: string } }\n---\n' };
  const suite = '- vars: { ci█ty: a }\n- vars: { city: b, other: c }\n';
  expect(await highlights(suite, { files, path: 'a.tests.yaml' })).toBe(
    '- vars: { [city]: a }\n- vars: { [city]: b, other: c }\n',
  );
});
