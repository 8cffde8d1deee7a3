import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createCommit, type Commit, type FileChange } from '@prompthub/protocol';
import { blobId } from '../node/blob-id';
import { startLoopback } from './loopback';

type Tree = ReadonlyMap<string, string>;

/** For tests: the registry's routes for one branch `main` of `acme/desk`, in memory, over real HTTP. */
export class RegistryServer {
  readonly #commits: { commit: Commit; tree: Tree }[] = [];
  #close: () => Promise<void> = () => Promise.resolve();
  url = '';
  /** Called before each request is answered; for what shall happen in between. */
  onRequest: (path: string) => void | Promise<void> = () => undefined;
  /** Rewrites the text of a file on its way out. */
  distort: (content: string) => string = (content) => content;

  static async start(files: Readonly<Record<string, string>> = {}): Promise<RegistryServer> {
    const server = new RegistryServer();
    const loopback = await startLoopback((request, response) => void server.#answer(request, response));
    server.url = loopback.url;
    server.#close = () => loopback.close();
    if (Object.keys(files).length > 0) server.change(files);
    return server;
  }

  close(): Promise<void> {
    return this.#close();
  }

  get head(): string | undefined {
    return this.#commits.at(-1)?.commit.id;
  }

  get messages(): string[] {
    return this.#commits.map(({ commit }) => commit.message);
  }

  get files(): Record<string, string> {
    return Object.fromEntries(this.#commits.at(-1)?.tree ?? []);
  }

  /** Someone else commits; null deletes. */
  change(files: Readonly<Record<string, string | null>>, message = 'from elsewhere'): Commit {
    const changes = Object.entries(files).map(([path, content]) => ({ path, content }));
    return this.#commit(changes, message);
  }

  #commit(changes: readonly FileChange[], message: string): Commit {
    const tree = new Map(this.#commits.at(-1)?.tree);
    for (const { path, content } of changes) {
      if (content === null) tree.delete(path);
      else tree.set(path, content);
    }
    const digest = createHash('sha1')
      .update(JSON.stringify([...tree, message, this.#commits.length]))
      .digest('hex');
    const parents = this.head ? [this.head] : [];
    const author = { name: 'Ada', email: 'ada@example.com' };
    const commit = {
      id: digest,
      tree: digest,
      parents,
      author,
      message,
      createdAt: '2026-01-01T00:00:00.000Z',
    };
    this.#commits.push({ commit, tree });
    return commit;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const route = url.pathname.replace('/api/v1/projects/acme/desk/', '');
    await this.onRequest(route);
    const ref = url.searchParams.get('ref');
    const tree = this.#commits.find(({ commit }) => commit.id === ref)?.tree ?? this.#commits.at(-1)?.tree;
    if (route === 'files') return send(response, 200, this.#listing(tree));
    if (route === 'file') return this.#file(response, tree, url.searchParams.get('path') ?? '');
    if (route === 'commits') return this.#create(response, await body(request));
    send(response, 404, problemOf(404, 'not-found'));
  }

  #listing(tree: Tree = new Map()) {
    const items = [...tree].map(([path, content]) => {
      const bytes = Buffer.from(content);
      return { path, blob: blobId(bytes), size: bytes.length };
    });
    return { ref: 'main', commit: this.head, items };
  }

  #file(response: ServerResponse, tree: Tree | undefined, path: string): void {
    const content = tree?.get(path);
    if (content === undefined) return send(response, 404, problemOf(404, 'not-found'));
    send(response, 200, {
      path,
      blob: blobId(Buffer.from(content)),
      commit: this.head,
      content: this.distort(content),
    });
  }

  #create(response: ServerResponse, value: unknown): void {
    const { changes, message, parent } = createCommit.parse(value);
    const seen = this.#commits.find(({ commit }) => commit.id === parent)?.tree ?? new Map<string, string>();
    const now = this.#commits.at(-1)?.tree ?? new Map<string, string>();
    const paths = changes.map(({ path }) => path).filter((path) => seen.get(path) !== now.get(path));
    if (paths.length > 0) {
      return send(response, 409, { ...problemOf(409, 'branch-moved'), head: this.head, paths });
    }
    const rebased = parent !== (this.head ?? null);
    send(response, 201, { commit: this.#commit(changes, message), branch: 'main', rebased });
  }
}

export function problemOf(status: number, code: string) {
  return { type: `urn:prompthub:${code}`, title: code, status, code, detail: `It is ${code}.` };
}

function send(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, {
    'content-type': status < 400 ? 'application/json' : 'application/problem+json',
  });
  response.end(JSON.stringify(value));
}

async function body(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString());
}
