import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type {
  CodeAction,
  CompletionItem,
  Diagnostic,
  DocumentDiagnosticReport,
  PublishDiagnosticsParams,
  WorkspaceDiagnosticReport,
} from 'vscode-languageserver';
import type { RunProgress, RunResult, TestProgress, TestRunResult } from '@prompthub/protocol';
import { ROOT, startTestClient, type TestClient, type TestClientOptions } from './testing/client';
import { MemoryFileSystem } from './testing/memory-file-system';

let client: TestClient;
const start = async (options?: TestClientOptions): Promise<TestClient> =>
  (client = await startTestClient(options));
afterEach(() => client.dispose());

const uri = `${ROOT}/test.prompt`;
const textDocument = { uri };
const codes = (diagnostics: readonly Diagnostic[]): unknown[] => diagnostics.map(({ code }) => code);
const change = (text: string, version: number, range?: object): void =>
  void client.connection.sendNotification('textDocument/didChange', {
    textDocument: { uri, version },
    contentChanges: [range ? { range, text } : { text }],
  });

describe('a client that does not ask for diagnostics', () => {
  test('is told them at opening and after each change, and never for an old text', async () => {
    await start();
    client.open(uri, '{{role "System"}}Hi');
    const first = await client.next<PublishDiagnosticsParams>(
      'textDocument/publishDiagnostics',
      ({ diagnostics }) => diagnostics.length > 0,
    );
    expect(first).toMatchObject({ uri, version: 1 });
    expect(codes(first.diagnostics)).toEqual(['unknown-role']);
    change('system', 2, { start: { line: 0, character: 8 }, end: { line: 0, character: 14 } });
    const second = await client.next<PublishDiagnosticsParams>(
      'textDocument/publishDiagnostics',
      ({ version }) => version === 2,
    );
    expect(second.diagnostics).toEqual([]);
  });

  test('no longer sees those of a closed file', async () => {
    await start();
    client.open(uri, '{{role "System"}}Hi');
    await client.next('textDocument/publishDiagnostics');
    void client.connection.sendNotification('textDocument/didClose', { textDocument });
    const last = await client.next<PublishDiagnosticsParams>(
      'textDocument/publishDiagnostics',
      ({ diagnostics }) => diagnostics.length === 0,
    );
    expect(last.uri).toBe(uri);
  });

  test('hears of a partial that is gone', async () => {
    const fileSystem = new MemoryFileSystem({ '_sign.prompt': 'bye' });
    await start({ fileSystem });
    client.open(uri, 'Hi {{> sign}}');
    await client.next<PublishDiagnosticsParams>(
      'textDocument/publishDiagnostics',
      ({ diagnostics }) => diagnostics.length === 0,
    );
    fileSystem.remove(`${ROOT}/_sign.prompt`);
    void client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: `${ROOT}/_sign.prompt`, type: 3 }],
    });
    const missing = await client.next<PublishDiagnosticsParams>(
      'textDocument/publishDiagnostics',
      ({ diagnostics }) => diagnostics.length > 0,
    );
    expect(codes(missing.diagnostics)).toEqual(['missing-partial']);
  });
});

describe('a client that asks for diagnostics', () => {
  const capabilities = { textDocument: { diagnostic: {} } };
  const ask = (previousResultId?: string) =>
    client.request<DocumentDiagnosticReport & { items: Diagnostic[]; resultId: string }>(
      'textDocument/diagnostic',
      { textDocument, previousResultId },
    );

  test('is not told again what has not changed', async () => {
    await start({ capabilities, engine: () => new Promise(() => undefined) });
    expect(client.initialized.capabilities.diagnosticProvider).toBeDefined();
    client.open(uri, '{{role "System"}}Hi');
    const first = await ask();
    expect(codes(first.items)).toEqual(['unknown-role']);
    expect(await ask(first.resultId)).toEqual({ kind: 'unchanged', resultId: first.resultId });
    change('{{role "system"}}Hi', 2);
    expect((await ask(first.resultId)).items).toEqual([]);
  });

  test('gets those of the files that are not open', async () => {
    await start({ capabilities, files: { 'a.prompt': '{{role "System"}}Hi', 'b.prompt': 'Hi {{name}}' } });
    const { items } = await client.request<WorkspaceDiagnosticReport>('workspace/diagnostic', {
      previousResultIds: [],
    });
    const found = items.map((item) => [
      item.uri.split('/').at(-1),
      item.kind === 'full' ? codes(item.items) : item.kind,
    ]);
    expect(found[0]).toEqual(['a.prompt', ['unknown-role']]);
    const again = await client.request<WorkspaceDiagnosticReport>('workspace/diagnostic', {
      previousResultIds: items.map((item) => ({ uri: item.uri, value: item.resultId })),
    });
    expect(again.items.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['unchanged', 'unchanged']));
  });
});

test('a quick fix makes the text clean', async () => {
  await start({ capabilities: { textDocument: { diagnostic: {} } } });
  const text = '{{role "System"}}Hi';
  client.open(uri, text);
  const report = await client.request<{ items: Diagnostic[] }>('textDocument/diagnostic', { textDocument });
  const [diagnostic] = report.items;
  const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
    textDocument,
    range: diagnostic?.range,
    context: { diagnostics: report.items },
  });
  const fix = actions.find(({ kind }) => kind === 'quickfix');
  expect(fix).toMatchObject({ isPreferred: true, diagnostics: [diagnostic] });
  expect(fix?.edit?.changes?.[uri]).toHaveLength(1);
  expect(actions.map(({ kind }) => kind)).toContain('source.fixAll.prompthub');
});

test('settings of the client decide on severities, now and when they change', async () => {
  const asks = { textDocument: { publishDiagnostics: {} }, workspace: { configuration: true } };
  await start({ capabilities: asks });
  let level = 'hint';
  client.connection.onRequest('workspace/configuration', () => [{ lint: { 'unknown-role': level } }]);
  client.open(uri, '{{role "System"}}Hi');
  const told = (wanted: number) =>
    client.next<PublishDiagnosticsParams>(
      'textDocument/publishDiagnostics',
      ({ diagnostics }) => diagnostics[0]?.severity === wanted,
    );
  await told(4);
  level = 'info';
  void client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await told(3);
});

test('a client that has no settings of its own may send them', async () => {
  await start();
  client.open(uri, '{{role "System"}}Hi');
  void client.connection.sendNotification('workspace/didChangeConfiguration', {
    settings: { prompthub: { lint: { 'unknown-role': 'off' } } },
  });
  await client.next<PublishDiagnosticsParams>(
    'textDocument/publishDiagnostics',
    ({ diagnostics }) => diagnostics.length === 0,
  );
});

test('an error in one request does not end the server', async () => {
  await start();
  client.open(uri, 'Hi {{name}}');
  await expect(client.request('prompthub/run', { wrong: true })).rejects.toMatchObject({ code: -32602 });
  await expect(client.request('prompthub/preview', { uri: `${ROOT}/none.prompt` })).rejects.toThrow(
    /prompthub\/preview failed in .*none\.prompt does not exist/,
  );
  expect(
    await client.request<CompletionItem[]>('textDocument/completion', {
      textDocument,
      position: { line: 0, character: 5 },
    }),
  ).not.toHaveLength(0);
});

test.each([
  [undefined, { lenses: false, executes: false }],
  [{ ownCommands: true }, { lenses: true, executes: false }],
  [{ executeCommands: true }, { lenses: true, executes: true }],
])('with the options %j lenses are offered where somebody runs what they say', async (options, expected) => {
  const { capabilities } = (await start({ initializationOptions: options })).initialized;
  expect({
    lenses: capabilities.codeLensProvider !== undefined,
    executes: capabilities.executeCommandProvider !== undefined,
  }).toEqual(expected);
});

test('a run streams its text and answers', async () => {
  await start();
  client.open(uri, '---\nmodel: echo/echo\nprompthub.tests:\n  - vars: { name: Ada }\n---\nHi {{name}}');
  const result = await client.request<RunResult>('prompthub/run', { uri, runId: 'r1' });
  expect(result).toMatchObject({ runId: 'r1', status: 'succeeded', model: 'echo/echo' });
  expect(result.text).toContain('Hi Ada');
  const progress = await client.next<RunProgress>('prompthub/runProgress');
  expect(progress.runId).toBe('r1');
  expect(result.text.startsWith(progress.text)).toBe(true);
});

test('a run without a key says what is missing, and sends nothing anywhere', async () => {
  await start();
  const asked: unknown[] = [];
  client.connection.onRequest('prompthub/credentials', (params: unknown) => {
    asked.push(params);
    return {};
  });
  client.open(uri, '---\nmodel: openai/gpt-5-mini\n---\nHi');
  const result = await client.request<RunResult>('prompthub/run', { uri, runId: 'r' });
  expect(result).toMatchObject({ status: 'failed', error: { code: 'missing-credentials' } });
  expect(asked).toEqual([{ provider: 'openai', host: 'api.openai.com', workspaceHost: false }]);
});

test('an address that the workspace brought is named as such', async () => {
  await start({
    files: { 'prompthub.yaml': 'endpoints: { local: { kind: openai, baseUrl: "http://localhost:9/v1" } }' },
  });
  const asked: unknown[] = [];
  client.connection.onRequest('prompthub/credentials', (params: unknown) => {
    asked.push(params);
    return {};
  });
  client.open(uri, '---\nmodel: local/x\n---\nHi');
  await client.request<RunResult>('prompthub/run', { uri, runId: 'r' });
  expect(asked).toEqual([{ provider: 'local', host: 'localhost:9', workspaceHost: true }]);
});

test.each([
  ['the person refuses', () => ({ refused: 'You did not agree.' }), 'You did not agree.'],
  ['the client cannot ask', undefined, 'Nothing was sent: 127.0.0.1:'],
])('nothing is sent to an address of the workspace when %s', async (_case, answer, message) => {
  const seen: string[] = [];
  const server = createServer((request, response) => (seen.push(request.url ?? ''), response.end('{}')));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await start({
    files: { 'prompthub.yaml': `endpoints: { local: { baseUrl: "http://127.0.0.1:${port}/v1" } }` },
  });
  if (answer) client.connection.onRequest('prompthub/credentials', answer);
  client.open(uri, '---\nmodel: local/x\n---\nHi');
  const result = await client.request<RunResult>('prompthub/run', { uri, runId: 'r' });
  server.close();
  expect(result.error?.message).toContain(message);
  expect(seen).toEqual([]);
});

test('the editor’s model is asked back, and its text streams', async () => {
  await start();
  client.connection.onRequest(
    'prompthub/editorModel',
    async ({ requestId, messages }: { requestId: string; messages: { text: string }[] }) => {
      await client.connection.sendNotification('prompthub/editorModelDelta', { requestId, text: 'Hello ' });
      await client.connection.sendNotification('prompthub/editorModelDelta', { requestId, text: 'there' });
      return { text: `Hello there ${messages.length}`, model: 'copilot' };
    },
  );
  client.open(uri, '---\nmodel: vscode/gpt\n---\nHi');
  expect(await client.request<RunResult>('prompthub/run', { uri, runId: 'r' })).toMatchObject({
    status: 'succeeded',
    text: 'Hello there',
  });
});

test('tests run, their outcome streams, and shows in hints', async () => {
  await start();
  client.open(
    uri,
    `---
model: echo/echo
prompthub.tests:
  - description: says the name
    vars: { name: Ada }
    assert: [ { type: contains, value: Ada } ]
  - description: fails
    mode: render
    vars: { name: Bob }
    assert:
      - { type: contains, value: Bob }
      - { type: contains, value: Eve }
---
Hi {{name}}`,
  );
  const total = await client.request<TestRunResult>('prompthub/test', { uri, runId: 't' });
  expect(total).toMatchObject({ runId: 't', passed: 1, failed: 1, errored: 0, skipped: 0 });
  const ended = await client.next<TestProgress>(
    'prompthub/testProgress',
    (each) => each.type === 'ended' && each.outcome.status === 'failed',
  );
  if (ended.type !== 'ended') throw new Error('not ended');
  expect(ended.outcome.assertions.map(({ pass, range }) => [pass, range.start.line])).toEqual([
    [true, 10],
    [false, 11],
  ]);
  const only = await client.request<TestRunResult>('prompthub/test', { uri, runId: 't', ids: [`${uri}#0`] });
  expect(only).toMatchObject({ passed: 1, failed: 0 });
  const range = { start: { line: 0, character: 0 }, end: { line: 20, character: 0 } };
  const hints = await client.request<{ label: string; position: { line: number } }[]>(
    'textDocument/inlayHint',
    { textDocument, range },
  );
  expect(hints.map(({ label, position }) => `${position.line} ${label.replace(/ \d+ ms/, '')}`)).toEqual([
    '13 = "Ada"',
    '12 ≈ 2 tokens in all',
    '3 ✓ passed',
    '6 ✗ failed',
  ]);
});

test('a cancelled run ends as such', async () => {
  await start();
  client.connection.onRequest('prompthub/editorModel', () => new Promise(() => undefined));
  client.open(uri, '---\nmodel: vscode/gpt\n---\nHi');
  const { CancellationTokenSource } = await import('vscode-languageserver');
  const source = new CancellationTokenSource();
  const asked = new Promise<void>((resolve) =>
    client.connection.onRequest('prompthub/editorModel', () => (resolve(), new Promise(() => undefined))),
  );
  const running = client.connection.sendRequest('prompthub/run', { uri, runId: 'r' }, source.token);
  await asked;
  source.cancel();
  await expect(running).rejects.toMatchObject({ code: -32800 });
});

test('the thread that counts tokens ends before the server has shut down', async () => {
  let hasEnded = false;
  const dispose = async (): Promise<void> => {
    await new Promise(setImmediate);
    hasEnded = true;
  };
  await start({ tokenCounter: { count: () => Promise.resolve(undefined), dispose } });
  await client.request('shutdown', undefined);
  expect(hasEnded).toBe(true);
});
