import { open } from '../testing/context';
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
