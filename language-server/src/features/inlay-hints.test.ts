import { open, type OpenOptions, type Opened } from '../testing/context';
import { inlayHints } from './inlay-hints';

async function hints({ context, document, textDocument }: Opened): Promise<string[]> {
  const range = { start: { line: 0, character: 0 }, end: document.lines.positionAt(document.text.length) };
  const found = await inlayHints(context, { textDocument, range });
  return found.map(
    ({ position, label }) =>
      `${position.line}:${position.character} ${JSON.stringify(label).slice(1, -1).replaceAll('\\', '')}`,
  );
}

const shown = async (text: string, options?: OpenOptions) => hints(await open(text, options));

const prompt = `---
input:
  schema: { name: string, items(array): { title: string } }
prompthub.tests:
  - description: one
    vars: { name: Ada, items: [ { title: A }, { title: B } ] }
  - description: two
    vars: { name: Bob, items: [] }
---
{{role "system"}}Hi {{name}}!
{{#each items}}{{title}}{{/each}}`;

test('each expression shows its value for the first test, in loops the first and how often', async () => {
  expect(await shown(prompt)).toEqual(['9:28 = "Ada"', '10:24 = "A", … (2 ×)']);
  expect(await shown(prompt.replace('title: B', 'title: A'))).toContain('10:24 = "A" (2 ×)');
});

test('a long value is cut, and whole in the tooltip; a loop lists what it printed', async () => {
  const long = 'abc '.repeat(30).trim();
  const opened = await open(prompt.replace('Ada', long).replace('title: B', `title: ${long}`));
  const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
  const [name, title] = await inlayHints(opened.context, { textDocument: opened.textDocument, range });
  expect(name?.label).toBe(`= "${long.slice(0, 38)}…`);
  expect(name?.tooltip).toBe(`"${long}"\n\nin the test “one”`);
  expect(title?.tooltip).toBe(`1. "A"\n2. "${long}"\n\nin the test “one”`);
});

test('the selected test decides', async () => {
  const opened = await open(prompt);
  opened.context.session.select(opened.uri, `${opened.uri}#1`);
  expect(await hints(opened)).toEqual(['9:28 = "Bob"', '10:24 = not reached']);
});

test('without tests the defaults are shown, without both nothing', async () => {
  expect(await shown('---\ninput: { default: { city: Rome } }\n---\n{{city}}')).toEqual(['3:8 = "Rome"']);
  expect(await shown('{{city}}')).toEqual([]);
});

test('half-typed text still shows what has a value', async () => {
  expect(await shown(`${prompt} {{#if na`)).toContain('9:28 = "Ada"');
});

test('settings turn values off, and verdicts stay', async () => {
  const opened = await open(prompt);
  opened.context.settings = { ...opened.context.settings, inlineValues: { enabled: false } };
  opened.context.session.record({
    id: `${opened.uri}#1`,
    status: 'failed',
    output: '',
    latencyMs: 12,
    assertions: [
      {
        type: 'contains',
        pass: false,
        reason: 'expected x',
        uri: opened.uri,
        range: { start: opened.position, end: opened.position },
      },
    ],
  });
  expect(await hints(opened)).toEqual(['6:20 ✗ failed 12 ms']);
});
