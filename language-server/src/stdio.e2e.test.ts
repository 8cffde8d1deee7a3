import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RunResult } from '@prompthub/protocol';
import type { CodeAction, CompletionItem, InitializeResult } from 'vscode-languageserver';
import { bundleServer, StdioServer } from './testing/stdio-server';

/**
 * The server as any editor meets it: a process that speaks LSP on its standard streams, and a client that knows
 * nothing but the protocol's text. The server is bundled for this test from its sources.
 */
const folder = mkdtempSync(join(tmpdir(), 'prompthub-lsp-'));
const script = join(folder, 'server.js');
const uri = pathToFileURL(join(folder, 'reply.prompt')).href;
const source = `---
model: echo/echo
input:
  schema: { name: string }
prompthub.tests:
  - description: greets
    vars: { name: Ada }
    assert: [ { type: contains, value: Ada } ]
---
{{role "System"}}Be kind.
{{role "user"}}Hi {{name}}
`;

let server: StdioServer;

beforeAll(() => {
  bundleServer(script);
  writeFileSync(join(folder, 'reply.prompt'), source);
  server = new StdioServer(script);
});

afterAll(() => {
  server.kill();
  rmSync(folder, { recursive: true });
});

test('initialize → diagnostics → completion → quick fix → clean → run → test → shutdown', async () => {
  const { capabilities } = await server.request<InitializeResult>('initialize', {
    processId: null,
    rootUri: pathToFileURL(folder).href,
    capabilities: {},
  });
  expect(capabilities).toMatchObject({
    hoverProvider: true,
    textDocumentSync: { change: 2 },
    positionEncoding: 'utf-16',
  });
  server.notify('initialized', {});

  let text = readFileSync(join(folder, 'reply.prompt'), 'utf8');
  server.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'dotprompt', version: 1, text } });
  const { diagnostics } = await server.diagnostics(1);
  expect(diagnostics.map(({ code }) => code)).toEqual(['unknown-role']);

  const items = await server.request<CompletionItem[]>('textDocument/completion', {
    textDocument: { uri },
    position: { line: 10, character: 22 },
  });
  expect(items.map(({ label }) => label)).toContain('name');

  const range = diagnostics[0]?.range;
  const actions = await server.request<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri },
    range,
    context: { diagnostics, only: ['quickfix'] },
  });
  const edits = actions[0]?.edit?.changes?.[uri] ?? [];
  for (const edit of edits) {
    const lines = text.split('\n');
    const line = lines[edit.range.start.line] ?? '';
    expect(edit.range.end.line).toBe(edit.range.start.line);
    lines[edit.range.start.line] =
      line.slice(0, edit.range.start.character) + edit.newText + line.slice(edit.range.end.character);
    text = lines.join('\n');
  }
  server.notify('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges: edits.map(({ range: place, newText }) => ({ range: place, text: newText })),
  });
  expect((await server.diagnostics(2)).diagnostics).toEqual([]);
  expect(text).toContain('{{role "system"}}');

  const run = await server.request<RunResult>('prompthub/run', { uri, runId: 'r1' });
  expect(run).toMatchObject({ status: 'succeeded', model: 'echo/echo' });
  expect(run.text).toContain('Hi Ada');
  expect(await server.request('prompthub/test', { uri, runId: 't1' })).toMatchObject({
    passed: 1,
    failed: 0,
    errored: 0,
  });

  await server.request('shutdown');
  server.notify('exit');
  expect(await server.exited).toBe(0);
});
