import { open, type OpenOptions, type Opened } from '../testing/context';
import { defaultSettings, type Settings } from '../settings';
import { inlayHints } from './inlay-hints';

async function hints({ context, document, textDocument }: Opened): Promise<string[]> {
  const range = { start: { line: 0, character: 0 }, end: document.lines.positionAt(document.text.length) };
  const found = await inlayHints(context, { textDocument, range });
  return found.map(
    ({ position, label }) =>
      `${position.line}:${position.character} ${JSON.stringify(label).slice(1, -1).replaceAll('\\', '')}`,
  );
}

/** Values alone, if nothing else is said. */
const shown = async (text: string, options?: OpenOptions) => {
  const opened = await open(text, options);
  if (!options?.context?.settings) onlyValues(opened);
  return hints(opened);
};

function onlyValues({ context }: Opened): void {
  context.settings = { ...context.settings, inlayHints: { tokens: false, types: false } };
}

const with_ = (settings: Partial<Settings>): OpenOptions => ({
  context: { settings: { ...defaultSettings, inlineValues: { enabled: false }, ...settings } },
});

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
  onlyValues(opened);
  const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
  const [name, title] = await inlayHints(opened.context, { textDocument: opened.textDocument, range });
  expect(name?.label).toBe(`= "${long.slice(0, 38)}…`);
  expect(name?.tooltip).toBe(`"${long}"\n\nin the test “one”`);
  expect(title?.tooltip).toBe(`1. "A"\n2. "${long}"\n\nin the test “one”`);
});

test('the selected test decides', async () => {
  const opened = await open(prompt);
  onlyValues(opened);
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
  onlyValues(opened);
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

describe('tokens', () => {
  const chat = `---
prompthub.tests:
  - description: one
    vars: { name: Ada, turns: [a, b] }
---
{{role "system"}}Be kind to {{name}}.
{{#each turns}}{{role "user"}}{{this}}{{/each}}`;
  const tokens = with_({ inlayHints: { tokens: true, types: false } });

  test('of each message where it begins, and in all, as the preview counts them', async () => {
    expect(await shown(chat, tokens)).toEqual([
      '4:3 ≈ 8 tokens in all',
      '5:17 ≈ 6 tokens',
      '6:30 ≈ 2 tokens (2 messages)',
    ]);
  });

  test('a message that a partial begins is counted where the partial is used', async () => {
    const files = { '_rules.prompt': '{{role "system"}}Be kind.' };
    expect(await shown('Hi\n{{> rules}}', { ...tokens, files })).toEqual([
      '0:0 ≈ 2 tokens',
      '1:11 ≈ 3 tokens',
    ]);
  });

  test('one message is all', async () => {
    expect(await shown('---\nname: x\n---\nHi', tokens)).toEqual(['2:3 ≈ 1 token in all']);
  });

  test('the tooltip says how they were counted, and with which values', async () => {
    const { context, textDocument } = await open(chat, tokens);
    const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
    const [first] = await inlayHints(context, { textDocument, range });
    expect(first?.tooltip).toMatch(/Estimated.*test “one”/);
  });

  test('not for what does not render, for partials, without an engine, or where they are switched off', async () => {
    expect(await shown('{{#if a', tokens)).toEqual([]);
    expect(await shown('{{> missing}}', tokens)).toEqual([]);
    expect(await shown('Hi', { ...tokens, path: '_a.prompt' })).toEqual([]);
    const loadEngine = () => Promise.reject(new Error('no engine'));
    expect(await shown('Hi', { context: { ...tokens.context, loadEngine } })).toEqual([]);
    expect(await shown('Hi', with_({ inlayHints: { tokens: false, types: true } }))).toEqual([]);
  });
});

test('names of blocks have their types, where the schema tells them', async () => {
  const source =
    '---\ninput:\n  schema: { xs(array): { a: string }, names(array): string, any: any }\n---\n' +
    '{{#each xs as |x i|}}{{/each}}{{#each names as |name|}}{{/each}}{{#with any as |y|}}{{/with}}';
  const types = with_({ inlayHints: { tokens: false, types: true } });
  expect(await shown(source, types)).toEqual(['4:16 : object', '4:18 : integer', '4:52 : string']);
  expect(await shown(source, with_({ inlayHints: { tokens: false, types: false } }))).toEqual([]);
});
