import { open, type OpenOptions } from '../testing/context';
import { documentLinks } from './document-links';

async function links(text: string, options: OpenOptions) {
  const { context, document, textDocument } = await open(text, options);
  return (await documentLinks(context, { textDocument })).map(({ range, target }) => [
    document.text.slice(document.lines.offsetAt(range.start), document.lines.offsetAt(range.end)),
    target?.replace('file:///workspace/', ''),
  ]);
}

test('partials, schemas and the prompt that replaces this one are linked; unknown ones are not', async () => {
  const files = {
    '_greet.prompt': '',
    'mail/_deep.prompt': '',
    'hello.prompt': '',
    's.ts': '\n\ndefineSchema("Ticket", x)',
  };
  const text =
    '---\ninput: { schema: { t: Ticket, u: Unknown } }\nprompthub.meta: { replacedBy: hello }\n---\n{{> greet}}{{#> "mail/deep"}}{{/"mail/deep"}}{{> none}}';
  expect(await links(text, { files })).toEqual([
    ['greet', '_greet.prompt'],
    ['mail/deep', 'mail/_deep.prompt'],
    ['hello', 'hello.prompt'],
    ['Ticket', 's.ts#L3'],
  ]);
});

test('data of a suite is linked', async () => {
  const suite = 'tests:\n  - dataset: ../data/x.csv\n  - dataset: "y.jsonl"\n';
  expect(await links(suite, { path: 'a/b.tests.yaml' })).toEqual([
    ['../data/x.csv', 'data/x.csv'],
    ['y.jsonl', 'a/y.jsonl'],
  ]);
});
