import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';
import type {
  CallHierarchyItem,
  CodeAction,
  CompletionItem,
  Diagnostic,
  InitializeResult,
  InlayHint,
  Position,
  TextEdit,
} from 'vscode-languageserver';
import { features } from './features/registry';
import { bundleServer, StdioServer } from './testing/stdio-server';

/**
 * Every method, asked by the plainest of clients: it counts bytes, knows no snippets, no Markdown, no pulled diagnostics and no versions of
 * documents. The server has no network.
 */
const folder = mkdtempSync(join(tmpdir(), 'prompthub-lsp-plain-'));
const script = join(folder, 'server.js');
const offline = join(folder, 'no-network.js');
const uriOf = (file: string): string => pathToFileURL(join(folder, file)).href;
const uri = uriOf('reply.prompt');
const textDocument = { uri };
const GREETING = 'Hello {{who}}!\n';
const SOURCE = `---
model: echo/echo
input:
  schema:
    name: string, 顾客的名字
    city?: string
prompthub.tests:
  - description: greets
    vars: { name: Ada }
    assert: [ { type: contains, value: Ada } ]
---
{{role "system"}}
🙂 {{name}} 你好 {{nmae}}
{{#if   city }}
{{> greeting who=name}}
{{/if}}
`;
const EVERYTHING = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
let text = SOURCE;
let server: StdioServer;
let diagnostics: Diagnostic[];

/** Where `|` stands in a piece of the text, in bytes. */
function at(piece: string): Position {
  const offset = text.indexOf(piece.replace('|', '')) + piece.indexOf('|');
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length - 1, character: Buffer.byteLength(lines.at(-1) ?? '') };
}

function around(piece: string) {
  return { start: at(`|${piece}`), end: at(`${piece}|`) };
}

const here = (piece: string) => ({ textDocument, position: at(piece) });

beforeAll(async () => {
  bundleServer(script);
  const entry = join(__dirname, 'testing/no-network.ts');
  buildSync({ entryPoints: [entry], outfile: offline, bundle: true, platform: 'node', format: 'cjs' });
  writeFileSync(join(folder, 'reply.prompt'), SOURCE);
  writeFileSync(join(folder, '_greeting.prompt'), GREETING);
  server = new StdioServer(script, { node: ['--require', offline] });
  const { capabilities } = await server.request<InitializeResult>('initialize', {
    processId: process.pid,
    rootUri: pathToFileURL(folder).href,
    capabilities: { general: { positionEncodings: ['utf-8'] } },
  });
  expect(capabilities.positionEncoding).toBe('utf-8');
  expect(capabilities).not.toHaveProperty('diagnosticProvider');
  server.notify('initialized', {});
  server.notify('textDocument/didOpen', {
    textDocument: { uri, languageId: 'dotprompt', version: 1, text: SOURCE },
  });
  ({ diagnostics } = await server.diagnostics(1));
});

afterAll(() => {
  server.kill();
  rmSync(folder, { recursive: true });
});

test('the guard of the network is awake', async () => {
  for (const reach of [
    "fetch('http://127.0.0.1:4999')",
    "require('node:https').get('https://127.0.0.1:4999')",
    "require('node:dns').promises.resolve4('localhost')",
    "require('node:http').createServer().listen(0)",
  ]) {
    const code = await new Promise((resolve) => {
      execFile(process.execPath, ['--require', offline, '-e', reach], (error) => resolve(error?.code));
    });
    expect([reach, code]).toEqual([reach, 97]);
  }
});

test('diagnostics are pushed, with places in bytes', () => {
  expect(diagnostics.map(({ code, range }) => [code, range])).toEqual([
    ['undefined-variable', around('nmae')],
  ]);
});

test('what is asked has answers', async () => {
  const call = here('{{> gree|ting');
  const items = await server.request<CompletionItem[]>('textDocument/completion', here('{{nm|ae}}'));
  const actions = await server.request<CodeAction[]>('textDocument/codeAction', {
    textDocument,
    range: around('nmae'),
    context: { diagnostics },
  });
  const options = { tabSize: 2, insertSpaces: true };
  const [item] = await server.request<CallHierarchyItem[]>('textDocument/prepareCallHierarchy', call);
  const [hint] = await server.request<InlayHint[]>('textDocument/inlayHint', {
    textDocument,
    range: EVERYTHING,
  });
  const whole = { start: { line: 0, character: 0 }, end: at('{{/if}}|') };
  const location = { uri, range: { start: at('    |name: string'), end: at('    name|: string') } };
  const edit = (range: object, newText: string) => ({ range, newText });
  const asked: Record<string, readonly [params: unknown, answer: unknown]> = {
    'textDocument/completion': [
      here('{{nm|ae}}'),
      expect.arrayContaining([expect.objectContaining({ label: 'name' })]),
    ],
    'completionItem/resolve': [
      items.find(({ label }) => label === 'name'),
      expect.objectContaining({ documentation: expect.anything() }),
    ],
    'textDocument/codeAction': [
      { textDocument, range: around('nmae'), context: { diagnostics } },
      expect.arrayContaining([
        expect.objectContaining({ edit: { changes: { [uri]: [edit(around('nmae'), 'name')] } } }),
      ]),
    ],
    'codeAction/resolve': [actions[0], expect.objectContaining({ title: actions[0]?.title })],
    'textDocument/signatureHelp': [
      here('{{> greeting |who'),
      expect.objectContaining({
        signatures: [expect.objectContaining({ label: expect.stringContaining('who') })],
      }),
    ],
    'textDocument/linkedEditingRange': [
      here('{{#i|f'),
      expect.objectContaining({ ranges: [expect.anything(), expect.anything()] }),
    ],
    'textDocument/hover': [
      here('🙂 {{na|me}}'),
      expect.objectContaining({
        contents: {
          kind: 'plaintext',
          value: expect.stringMatching(/^name: string \(required\)\n\n顾客的名字\n/) as string,
        },
      }),
    ],
    'textDocument/definition': [here('🙂 {{na|me}}'), expect.anything()],
    'textDocument/references': [
      { ...here('🙂 {{na|me}}'), context: { includeDeclaration: true } },
      expect.arrayContaining([
        location,
        { uri, range: { start: at('🙂 {{|name}}'), end: at('🙂 {{name|}}') } },
      ]),
    ],
    'textDocument/prepareRename': [here('🙂 {{na|me}}'), expect.anything()],
    'textDocument/rename': [
      { ...here('🙂 {{na|me}}'), newName: 'fullName' },
      { changes: { [uri]: expect.arrayContaining([edit(location.range, 'fullName')]) } },
    ],
    'workspace/willRenameFiles': [
      { files: [{ oldUri: uriOf('_greeting.prompt'), newUri: uriOf('_welcome.prompt') }] },
      { changes: { [uri]: [edit({ start: at('{{> |greeting'), end: at('{{> greeting|') }, 'welcome')] } },
    ],
    'textDocument/prepareCallHierarchy': [
      call,
      [expect.objectContaining({ uri: uriOf('_greeting.prompt') })],
    ],
    'callHierarchy/incomingCalls': [
      { item },
      [expect.objectContaining({ from: expect.objectContaining({ uri }) })],
    ],
    'callHierarchy/outgoingCalls': [{ item }, []],
    'workspace/symbol': [{ query: 'greet' }, [expect.objectContaining({ name: 'greeting' })]],
    'textDocument/documentLink': [
      { textDocument },
      [expect.objectContaining({ target: uriOf('_greeting.prompt') })],
    ],
    'textDocument/selectionRange': [
      { textDocument, positions: [at('🙂 {{na|me}}')] },
      [expect.objectContaining({ range: { start: at('🙂 {{|name}}'), end: at('🙂 {{name|}}') } })],
    ],
    'textDocument/documentHighlight': [
      here('🙂 {{na|me}}'),
      expect.arrayContaining([expect.objectContaining({ range: location.range })]),
    ],
    'textDocument/documentSymbol': [
      { textDocument },
      expect.arrayContaining([expect.objectContaining({ name: 'frontmatter' })]),
    ],
    'textDocument/foldingRange': [
      { textDocument },
      expect.arrayContaining([expect.objectContaining({ startLine: at('|{{#if').line })]),
    ],
    'textDocument/formatting': [
      { textDocument, options },
      [expect.objectContaining({ newText: expect.any(String) })],
    ],
    'textDocument/rangeFormatting': [
      { textDocument, options, range: around('{{#if   city }}') },
      [expect.objectContaining({ newText: expect.any(String) })],
    ],
    'textDocument/onTypeFormatting': [
      { ...here('{{#if   city }}|'), ch: '}', options },
      [expect.objectContaining({ newText: expect.any(String) })],
    ],
    'textDocument/codeLens': [
      { textDocument },
      expect.arrayContaining([
        expect.objectContaining({ command: expect.objectContaining({ title: '▶ Run' }) }),
      ]),
    ],
    'textDocument/inlayHint': [
      { textDocument, range: whole },
      expect.arrayContaining([expect.objectContaining({ label: expect.stringContaining('Ada') })]),
    ],
    'inlayHint/resolve': [hint, expect.objectContaining({ tooltip: expect.any(String) })],
    'textDocument/semanticTokens/full': [
      { textDocument },
      expect.objectContaining({ data: expect.arrayContaining([expect.any(Number)]) }),
    ],
    'textDocument/semanticTokens/full/delta': [
      { textDocument, previousResultId: 'unknown' },
      expect.objectContaining({ data: expect.arrayContaining([expect.any(Number)]) }),
    ],
    'textDocument/semanticTokens/range': [
      { textDocument, range: whole },
      expect.objectContaining({ data: expect.arrayContaining([expect.any(Number)]) }),
    ],
    'textDocument/diagnostic': [{ textDocument }, expect.objectContaining({ kind: 'full' })],
    'workspace/diagnostic': [
      { previousResultIds: [] },
      expect.objectContaining({ items: expect.anything() }),
    ],
    'workspace/executeCommand': [
      { command: 'prompthub.test', arguments: [uri] },
      expect.objectContaining({ passed: 1 }),
    ],
  };
  for (const { method } of features) {
    const [params, answer] = asked[method] ?? [undefined, 'a question, in this test'];
    expect({ [method]: await server.request(method, params) }).toEqual({ [method]: answer });
  }
  expect(items.filter(({ insertTextFormat }) => insertTextFormat === 2)).toEqual([]);
  expect(actions.length).toBeGreaterThan(0);
});

test('a change arrives as an increment in bytes, and formatting is right on top of it', async () => {
  const range = around('nmae');
  text = text.replace('nmae', 'city');
  server.notify('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges: [{ range, text: 'city' }],
  });
  expect((await server.diagnostics(2)).diagnostics).toEqual([]);
  const edits = await server.request<TextEdit[]>('textDocument/formatting', {
    textDocument,
    options: { tabSize: 2, insertSpaces: true },
  });
  expect(applied(text, edits)).toBe(text.replace('{{#if   city }}', '{{#if city}}'));
});

test('a thread counts the tokens for a model whose vocabulary is published', async () => {
  const chat = uriOf('chat.prompt');
  server.notify('textDocument/didOpen', {
    textDocument: {
      ...{ uri: chat, languageId: 'dotprompt', version: 1 },
      text: '---\nmodel: openai/gpt-4o\n---\n{{role "system"}}antidisestablishmentarianism{{role "user"}}hello world',
    },
  });
  const hints = await server.request<InlayHint[]>('textDocument/inlayHint', {
    ...{ textDocument: { uri: chat }, range: EVERYTHING },
  });
  expect(hints.map(({ label }) => label)).toEqual(['8 tokens in all', '6 tokens', '2 tokens']);
  expect(hints[0]?.tooltip).toContain('by o200k_base, the vocabulary of openai/gpt-4o');
});

test('which branches tests reach', async () => {
  expect(await server.request('prompthub/coverage', { prompts: [{ uri }] })).toMatchObject({
    files: [
      {
        uri,
        branches: [
          { written: true, reachedBy: 0 },
          { written: false, reachedBy: 1 },
        ],
      },
    ],
  });
});

test('what tests may cost, and how they end in several columns', async () => {
  const columns = [{ label: 'echo', model: 'echo/echo' }];
  expect(await server.request('prompthub/estimateTests', { prompts: [{ uri }], columns })).toMatchObject({
    ...{ questions: 1, aboutUsd: 0, models: ['echo/echo'] },
  });
  expect(
    await server.request('prompthub/testMatrix', { runId: 'm1', prompts: [{ uri }], columns }),
  ).toMatchObject({ report: { totals: { total: 1 }, prompts: [{ prompt: 'reply.prompt' }] } });
});

test('the models of a prompt, and how two answers differ', async () => {
  expect(await server.request('prompthub/listModels', { uri })).toMatchObject({ own: 'echo/echo' });
  expect(
    await server.request('prompthub/compareTexts', { before: 'a b', after: 'a c', by: 'words' }),
  ).toMatchObject({ pieces: [{ kind: 'same' }, { kind: 'removed' }, { kind: 'added' }] });
});

test('a prompt runs without a network, and the server ends well', async () => {
  expect(await server.request('prompthub/run', { uri, runId: 'r1', vars: { name: 'Ada' } })).toMatchObject({
    status: 'succeeded',
    text: expect.stringContaining('Ada'),
  });
  await server.request('shutdown');
  server.notify('exit');
  expect(await server.exited).toBe(0);
});

/** What such a client makes of edits, which stand in order and apart. */
function applied(source: string, edits: readonly TextEdit[]): string {
  let bytes = Buffer.from(source);
  const offsetOf = ({ line, character }: Position): number =>
    Buffer.byteLength(
      source
        .split('\n')
        .slice(0, line)
        .map((each) => `${each}\n`)
        .join(''),
    ) + character;
  for (const { range, newText } of [...edits].reverse())
    bytes = Buffer.concat([
      bytes.subarray(0, offsetOf(range.start)),
      Buffer.from(newText),
      bytes.subarray(offsetOf(range.end)),
    ]);
  return bytes.toString();
}
