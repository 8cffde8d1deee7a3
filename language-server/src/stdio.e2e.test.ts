import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';
import type { RunResult } from '@prompthub/protocol';
import type {
  CodeAction,
  CompletionItem,
  InitializeResult,
  PublishDiagnosticsParams,
} from 'vscode-languageserver';

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

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

class PlainClient {
  readonly #server: ChildProcessWithoutNullStreams;
  readonly #waiting: { wanted: (message: Message) => boolean; resolve: (message: Message) => void }[] = [];
  readonly #unread: Message[] = [];
  #bytes = Buffer.alloc(0);
  #count = 0;

  constructor(server: ChildProcessWithoutNullStreams) {
    this.#server = server;
    server.stdout.on('data', (more: Buffer) => this.#read(more));
  }

  async request<T = unknown>(method: string, params?: unknown): Promise<T> {
    const id = ++this.#count;
    this.#send({ id, method, params });
    const { result, error } = await this.next((message) => message.id === id && message.method === undefined);
    if (error) throw new Error(error.message);
    return result as T;
  }

  notify(method: string, params?: unknown): void {
    this.#send({ method, params });
  }

  next(wanted: (message: Message) => boolean): Promise<Message> {
    const index = this.#unread.findIndex(wanted);
    const [known] = index < 0 ? [] : this.#unread.splice(index, 1);
    return known ? Promise.resolve(known) : new Promise((resolve) => this.#waiting.push({ wanted, resolve }));
  }

  async diagnostics(version: number): Promise<PublishDiagnosticsParams> {
    const wanted = ({ method, params }: Message) =>
      method === 'textDocument/publishDiagnostics' && (params as { version: number }).version === version;
    return (await this.next(wanted)).params as PublishDiagnosticsParams;
  }

  #send(message: object): void {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    this.#server.stdin.write(Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]));
  }

  #read(more: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, more]);
    for (;;) {
      const head = this.#bytes.indexOf('\r\n\r\n');
      const length = Number(/Content-Length: (\d+)/.exec(this.#bytes.subarray(0, head).toString())?.[1]);
      if (head < 0 || this.#bytes.length < head + 4 + length) return;
      this.#receive(JSON.parse(this.#bytes.subarray(head + 4, head + 4 + length).toString()) as Message);
      this.#bytes = this.#bytes.subarray(head + 4 + length);
    }
  }

  #receive(message: Message): void {
    const index = this.#waiting.findIndex(({ wanted }) => wanted(message));
    if (index < 0) this.#unread.push(message);
    else this.#waiting.splice(index, 1)[0]?.resolve(message);
  }
}

let server: ChildProcessWithoutNullStreams;
let client: PlainClient;

beforeAll(() => {
  const nodePath = join(__dirname, '../../node_modules');
  buildSync({
    entryPoints: [join(__dirname, 'main.node.ts')],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    conditions: ['prompthub-source'],
    external: ['quickjs-emscripten', 'openai', '@anthropic-ai/sdk'],
    logLevel: 'silent',
  });
  writeFileSync(join(folder, 'reply.prompt'), source);
  server = spawn(process.execPath, [script, '--stdio'], { env: { ...process.env, NODE_PATH: nodePath } });
  client = new PlainClient(server);
});

afterAll(() => {
  server.kill();
  rmSync(folder, { recursive: true });
});

test('initialize → diagnostics → completion → quick fix → clean → run → test → shutdown', async () => {
  const { capabilities } = await client.request<InitializeResult>('initialize', {
    processId: null,
    rootUri: pathToFileURL(folder).href,
    capabilities: {},
  });
  expect(capabilities).toMatchObject({
    hoverProvider: true,
    textDocumentSync: { change: 2 },
    positionEncoding: 'utf-16',
  });
  client.notify('initialized', {});

  let text = readFileSync(join(folder, 'reply.prompt'), 'utf8');
  client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'dotprompt', version: 1, text } });
  const { diagnostics } = await client.diagnostics(1);
  expect(diagnostics.map(({ code }) => code)).toEqual(['unknown-role']);

  const items = await client.request<CompletionItem[]>('textDocument/completion', {
    textDocument: { uri },
    position: { line: 10, character: 22 },
  });
  expect(items.map(({ label }) => label)).toContain('name');

  const range = diagnostics[0]?.range;
  const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
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
  client.notify('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges: edits.map(({ range: place, newText }) => ({ range: place, text: newText })),
  });
  expect((await client.diagnostics(2)).diagnostics).toEqual([]);
  expect(text).toContain('{{role "system"}}');

  const run = await client.request<RunResult>('prompthub/run', { uri, runId: 'r1' });
  expect(run).toMatchObject({ status: 'succeeded', model: 'echo/echo' });
  expect(run.text).toContain('Hi Ada');
  expect(await client.request('prompthub/test', { uri, runId: 't1' })).toMatchObject({
    passed: 1,
    failed: 0,
    errored: 0,
  });

  const exited = new Promise((resolve) => server.once('exit', resolve));
  await client.request('shutdown');
  client.notify('exit');
  expect(await exited).toBe(0);
});
