import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';
import type { PublishDiagnosticsParams } from 'vscode-languageserver';
import { bundleTokenizer } from './bundle-tokenizer';

const SOURCES = join(__dirname, '..');

/** Bundles the server from its sources into one script, as it is shipped, and beside it the one that counts tokens. */
export function bundleServer(outfile: string): void {
  buildSync({
    entryPoints: [join(SOURCES, 'main.node.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    conditions: ['prompthub-source'],
    external: ['quickjs-emscripten', 'openai', '@anthropic-ai/sdk'],
    logLevel: 'silent',
  });
  bundleTokenizer(join(dirname(outfile), 'tokenizer.js'));
}

export interface Message {
  readonly id?: number | null;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** A server process, and a client that knows nothing but how the protocol frames its text. */
export class StdioServer {
  /** Resolves to the exit code. */
  readonly exited: Promise<number | null>;
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #waiting: { wanted: (message: Message) => boolean; resolve: (message: Message) => void }[] = [];
  readonly #unread: Message[] = [];
  #bytes = Buffer.alloc(0);
  #count = 0;

  /** `node` are options of Node itself. */
  constructor(script: string, { node = [] }: { node?: readonly string[] } = {}) {
    const env = { ...process.env, NODE_PATH: join(SOURCES, '../../node_modules') };
    this.#process = spawn(process.execPath, [...node, script, '--stdio'], { env });
    this.exited = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.stdout.on('data', (more: Buffer) => this.#read(more));
    // What is written to a server that has gone is lost, and that it has gone is seen at its exit.
    this.#process.stdin.on('error', () => undefined);
  }

  /** Rejects with the message of the server's error. */
  async request<T = unknown>(method: string, params?: unknown): Promise<T> {
    const { result, error } = await this.answer(method, params);
    if (error) throw new Error(error.message);
    return result as T;
  }

  /** The whole answer, also when it is an error. */
  answer(method: string, params?: unknown): Promise<Message> {
    const id = ++this.#count;
    this.#send({ id, method, params });
    return this.next((message) => message.id === id && message.method === undefined);
  }

  notify(method: string, params?: unknown): void {
    this.#send({ method, params });
  }

  /** Anything at all, framed or not. */
  write(text: string): void {
    this.#process.stdin.write(text);
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

  /** The client is gone: nobody writes, and nobody reads. */
  hangUp(): void {
    this.#process.stdin.end();
    this.#process.stdout.destroy();
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }

  #send(message: object): void {
    this.write(framed(JSON.stringify({ jsonrpc: '2.0', ...message })));
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

/** The text as one message of the protocol. */
export function framed(body: string): string {
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
