import { open, type OpenOptions } from '../testing/context';
import { references } from './references';

/** `file:line:text` of every place, in the order of the answer. */
async function placesOf(marked: string, options: OpenOptions & { includeDeclaration?: boolean } = {}) {
  const { context, textDocument, position } = await open(marked, options);
  const { includeDeclaration = true } = options;
  const found = await references(context, { textDocument, position, context: { includeDeclaration } });
  return Promise.all(
    found.map(async ({ uri, range }) => {
      const document = await context.workspace.load(uri);
      const [start, end] = [document?.lines.offsetAt(range.start), document?.lines.offsetAt(range.end)];
      return `${uri.replace('file:///workspace/', '')}:${range.start.line}:${document?.text.slice(start, end)}`;
    }),
  );
}

const head =
  '---\ninput:\n  schema: { name: string, user(object): { name: string } }\n  default: { name: Ada }\n---\n';

test('of a variable: its declaration, its values and its uses, but nothing else of that name', async () => {
  const files = { 'test.tests.yaml': '- vars: { name: x, user: { name: y } }\n' };
  const text = `${head}{{na█me}} {{user.name}} {{#if @root.name}}{{/if}}{{#with user}}{{name}}{{../name}}{{/with}}`;
  const uses = ['test.prompt:5:name', 'test.prompt:5:name', 'test.prompt:5:name'];
  const values = ['test.prompt:3:name', ...uses, 'test.tests.yaml:0:name'];
  expect(await placesOf(text, { files })).toEqual(['test.prompt:2:name', ...values]);
  expect(await placesOf(text, { files, includeDeclaration: false })).toEqual(values);
});

test('of what a partial reads: the arguments of its callers too', async () => {
  const files = {
    'a.prompt': '{{> greet name=x}}',
    'mail/b.prompt': '\n{{#> greet y=1 name=(json z)}}{{/greet}}',
    'c.prompt': '{{name}}',
  };
  expect(await placesOf('Hi {{na█me}}', { files, path: '_greet.prompt' })).toEqual([
    '_greet.prompt:0:name',
    'a.prompt:0:name',
    'mail/b.prompt:1:name',
  ]);
});

test('of a partial: every include that leads to this very file', async () => {
  const files = {
    '_greet.prompt': '',
    'mail/_greet.prompt': '',
    'a.prompt': '{{> greet}}{{!-- {{> greet}} --}}',
    'mail/b.prompt': '{{> greet}}',
    'c.prompt': '{{> mail/greet}}',
    'd.prompt': '{{#> greet}}{{> "greet"}}{{/greet}}',
  };
  expect(await placesOf('{{> gr█eet}}', { files })).toEqual([
    'a.prompt:0:greet',
    'd.prompt:0:greet',
    'd.prompt:0:greet',
    'd.prompt:0:greet',
    'test.prompt:0:greet',
  ]);
});

test('of a prompt: its name, and who is replaced by it', async () => {
  const old = (by: string) => `---\nprompthub.meta: { replacedBy: ${by} }\n---\n`;
  const files = { 'a.prompt': old('greet'), 'b.prompt': old('test.prompt'), 'c.prompt': old('other') };
  expect(await placesOf('---\nname: gr█eet\n---\n', { files })).toEqual([
    'test.prompt:1:greet',
    'a.prompt:1:greet',
    'b.prompt:1:test.prompt',
  ]);
});

test('of plain text, helpers and prompts that nobody has: none', async () => {
  expect(await placesOf('te█xt')).toEqual([]);
  expect(await placesOf('{{#i█f x}}{{/if}}')).toEqual([]);
  expect(await placesOf('---\nprompthub.meta: { replacedBy: no█ne }\n---\n')).toEqual([]);
  expect(await placesOf('{{> no█ne}}')).toEqual([]);
});

test('no more files are read once nobody waits for the answer', async () => {
  const files = { '_greet.prompt': '', 'a.prompt': '{{> greet}}', 'b.prompt': '{{> greet}}' };
  const { context, textDocument, position } = await open('{{> gr█eet}}', { files });
  const load = jest.spyOn(context.workspace, 'load');
  const token = {
    isCancellationRequested: true,
    onCancellationRequested: () => ({ dispose: () => undefined }),
  };
  const params = { textDocument, position, context: { includeDeclaration: true } };
  expect(await references(context, params, token)).toEqual([]);
  expect(load).not.toHaveBeenCalled();
});
