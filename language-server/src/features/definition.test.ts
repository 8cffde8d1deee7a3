import { open, type OpenOptions } from '../testing/context';
import { definition } from './definition';

const prompt =
  '---\ninput:\n  schema:\n    user(object): { name: string }\n    items(array): { title: string }\n  default: { city: Rome }\n---\n';

/** `file:text` that the cursor leads to. */
async function target(marked: string, options?: OpenOptions): Promise<string | undefined> {
  const { context, document, textDocument, position } = await open(marked, options);
  const [link] = await definition(context, { textDocument, position });
  if (!link || !('targetUri' in link)) return undefined;
  const { start, end } = link.targetSelectionRange;
  const text = document.text.slice(document.lines.offsetAt(start), document.lines.offsetAt(end));
  return `${link.targetUri.replace('file:///workspace/', '')}:${text}`;
}

test.each([
  ['{{us█er}}', 'test.prompt:user'],
  ['{{user.na█me}}', 'test.prompt:name'],
  ['{{#each items as |item|}}{{item.ti█tle}}{{/each}}', 'test.prompt:title'],
  ['{{#each items as |item|}}{{it█em.title}}{{/each}}', 'test.prompt:item'],
  ['{{#with user}}{{@root.it█ems}}{{/with}}', 'test.prompt:items'],
  ['{{ci█ty}}', 'test.prompt:city'],
  ['{{unkn█own}}', undefined],
  ['te█xt', undefined],
])('%s leads to %s', async (body, expected) => {
  expect(await target(prompt + body)).toBe(expected);
});

test('a partial leads to its file, the nearest of that name', async () => {
  const files = { '_sign.prompt': 'far', 'mail/_sign.prompt': 'near' };
  expect(await target('{{> si█gn}}', { files, path: 'mail/reply.prompt' })).toBe('mail/_sign.prompt:');
  expect(await target('{{> si█gn}}', { files })).toBe('_sign.prompt:');
});

test('a value of a test leads to its variable', async () => {
  const source =
    '---\ninput: { schema: { city: string } }\nprompthub.tests:\n  - vars: { ci█ty: Rome }\n---\n';
  expect(await target(source)).toBe('test.prompt:city');
});
