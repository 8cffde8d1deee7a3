import { PassThrough } from 'node:stream';
import {
  createConnection,
  createProtocolConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
  type ClientCapabilities,
  type InitializeParams,
  type InitializeResult,
  type ProtocolConnection,
} from 'vscode-languageserver/node';
import type { Engine } from '../context';
import type { FileSystem } from '../file-system';
import { startServer } from '../server';
import type { TokenCounter } from '../tokens/token-counter';
import { MemoryFileSystem } from './memory-file-system';

export interface TestClientOptions {
  readonly files?: Readonly<Record<string, string>>;
  readonly capabilities?: ClientCapabilities;
  readonly fileSystem?: FileSystem;
  readonly initializationOptions?: unknown;
  readonly engine?: () => Promise<Engine>;
  readonly tokenCounter?: TokenCounter;
  readonly folders?: readonly string[] | null;
}

export const ROOT = 'file:///workspace';

/** A plain LSP client that speaks to a server in this process through a pair of streams. */
export interface TestClient {
  readonly connection: ProtocolConnection;
  readonly initialized: InitializeResult;
  open(uri: string, text: string, version?: number): void;
  request<T>(method: string, params: unknown): Promise<T>;
  /** The parameters of the next notification of that kind for which `wanted` holds; earlier unread ones count. */
  next<T>(method: string, wanted?: (params: T) => boolean): Promise<T>;
  dispose(): void;
}

export async function startTestClient(options: TestClientOptions = {}): Promise<TestClient> {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const server = createConnection(
    ProposedFeatures.all,
    new StreamMessageReader(toServer),
    new StreamMessageWriter(toClient),
  );
  startServer(server, {
    fileSystem: options.fileSystem ?? new MemoryFileSystem(options.files ?? {}),
    tokenCounter: options.tokenCounter,
    loadEngine: options.engine ?? (() => import('@prompthub/engine')),
  });
  const connection = createProtocolConnection(
    new StreamMessageReader(toClient),
    new StreamMessageWriter(toServer),
  );
  const inbox = new Inbox(connection);
  connection.onRequest('client/registerCapability', () => null);
  connection.listen();
  const folders = options.folders === undefined ? [ROOT] : options.folders;
  const params: InitializeParams = {
    processId: null,
    rootUri: null,
    capabilities: options.capabilities ?? {},
    initializationOptions: options.initializationOptions,
    workspaceFolders: folders?.map((uri) => ({ uri, name: 'workspace' })) ?? null,
  };
  const initialized = await connection.sendRequest<InitializeResult>('initialize', params);
  await connection.sendNotification('initialized', {});
  return {
    connection,
    initialized,
    open: (uri, text, version = 1) =>
      void connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId: uri.endsWith('.prompt') ? 'dotprompt' : 'yaml', version, text },
      }),
    request: (method, sent) => connection.sendRequest(method, sent),
    next: (method, wanted) => inbox.next(method, wanted),
    dispose: () => {
      connection.dispose();
      server.dispose();
    },
  };
}

interface Waiting {
  readonly method: string;
  readonly wanted: (params: never) => boolean;
  readonly resolve: (params: never) => void;
}

class Inbox {
  readonly #unread: { method: string; params: unknown }[] = [];
  #waiting: Waiting[] = [];

  constructor(connection: ProtocolConnection) {
    connection.onUnhandledNotification(({ method, params }) => this.#receive(method, params));
  }

  next<T>(method: string, wanted: (params: T) => boolean = () => true): Promise<T> {
    const index = this.#unread.findIndex(
      (message) => message.method === method && wanted(message.params as T),
    );
    if (index >= 0) return Promise.resolve(this.#unread.splice(index, 1)[0]?.params as T);
    return new Promise((resolve) => this.#waiting.push({ method, wanted, resolve }));
  }

  #receive(method: string, params: unknown): void {
    const index = this.#waiting.findIndex((each) => each.method === method && each.wanted(params as never));
    if (index < 0) this.#unread.push({ method, params });
    else this.#waiting.splice(index, 1)[0]?.resolve(params as never);
  }
}
