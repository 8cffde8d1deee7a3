import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createBranch, createCommit, type Commit, type FileChange } from '@prompthub/protocol';
import { blobId } from '../node/blob-id';
import { startLoopback } from './loopback';

type Tree = ReadonlyMap<string, string>;

interface Version {
  readonly commit: Commit;
  readonly tree: Tree;
}

/** For tests: the registry's routes for the branches of `acme/desk`, in memory, over real HTTP. */
export class RegistryServer {
  readonly #versions = new Map<string, Version>();
  readonly #heads = new Map<string, string>();
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
    return this.#heads.get('main');
  }

  get messages(): string[] {
    return this.log('main').map(({ message }) => message);
  }

  get files(): Record<string, string> {
    return this.filesOf('main');
  }

  filesOf(branch: string): Record<string, string> {
    return Object.fromEntries(this.#at(branch)?.tree ?? []);
  }

  /** The commits of a branch, oldest first. */
  log(branch: string): Commit[] {
    const commits: Commit[] = [];
    for (let one = this.#at(branch); one !== undefined; one = this.#at(one.commit.parents[0] ?? ''))
      commits.unshift(one.commit);
    return commits;
  }

  /** Someone else commits; null deletes. */
  change(
    files: Readonly<Record<string, string | null>>,
    { branch = 'main', message = 'from elsewhere' } = {},
  ): Commit {
    const changes = Object.entries(files).map(([path, content]) => ({ path, content }));
    return this.#commit(branch, changes, message);
  }

  branch(name: string, from = 'main'): void {
    const head = this.#at(from)?.commit.id;
    if (head !== undefined) this.#heads.set(name, head);
  }

  deleteBranch(name: string): void {
    this.#heads.delete(name);
  }

  /** The version that a branch or an id names. */
  #at(ref: string): Version | undefined {
    return this.#versions.get(this.#heads.get(ref) ?? ref);
  }

  #commit(branch: string, changes: readonly FileChange[], message: string): Commit {
    const tree = new Map(this.#at(branch)?.tree);
    for (const { path, content } of changes) {
      if (content === null) tree.delete(path);
      else tree.set(path, content);
    }
    const head = this.#heads.get(branch);
    const id = createHash('sha1')
      .update(JSON.stringify([...tree, message, this.#versions.size]))
      .digest('hex');
    const author = { name: 'Ada', email: 'ada@example.com' };
    const parents = head === undefined ? [] : [head];
    const commit = { id, tree: id, parents, author, message, createdAt: '2026-01-01T00:00:00.000Z' };
    this.#versions.set(id, { commit, tree });
    this.#heads.set(branch, id);
    return commit;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const route = url.pathname.replace('/api/v1/projects/acme/desk/', '');
    await this.onRequest(route);
    const query = (name: string) => url.searchParams.get(name) ?? '';
    const version = this.#at(query('ref') || 'main');
    if (request.method === 'POST') {
      if (route === 'commits') return this.#create(response, await body(request));
      if (route === 'branches') return this.#createBranch(response, await body(request));
    }
    if (route === 'branches') return send(response, 200, { items: [...this.#heads].map(toBranch) });
    if (version === undefined && query('ref') !== 'main' && route !== 'diff' && !route.startsWith('compare'))
      return send(response, 404, problemOf(404, 'not-found'));
    if (route === 'files') return send(response, 200, listing(version));
    if (route === 'file') return this.#file(response, version, query('path'));
    if (route === 'history')
      return send(response, 200, { items: this.#history(query('ref'), query('path')) });
    if (route === 'diff') return send(response, 200, this.#diff(query('to')));
    if (route.startsWith('compare')) return this.#compare(response, query('from'), query('to'));
    send(response, 404, problemOf(404, 'not-found'));
  }

  #file(response: ServerResponse, version: Version | undefined, path: string): void {
    const content = version?.tree.get(path);
    if (content === undefined) return send(response, 404, problemOf(404, 'not-found'));
    const blob = blobId(Buffer.from(content));
    send(response, 200, { path, blob, commit: version?.commit.id, content: this.distort(content) });
  }

  #create(response: ServerResponse, value: unknown): void {
    const { branch, changes, message, parent } = createCommit.parse(value);
    const seen = this.#at(parent ?? '')?.tree ?? new Map<string, string>();
    const now = this.#at(branch)?.tree ?? new Map<string, string>();
    const head = this.#heads.get(branch);
    const paths = changes.map(({ path }) => path).filter((path) => seen.get(path) !== now.get(path));
    if (paths.length > 0) return send(response, 409, { ...problemOf(409, 'branch-moved'), head, paths });
    const same = changes.every(({ path, content }) => (now.get(path) ?? null) === content);
    if (same) return send(response, 422, problemOf(422, 'nothing-changed'));
    const rebased = parent !== (head ?? null);
    send(response, 201, { commit: this.#commit(branch, changes, message), branch, rebased });
  }

  #createBranch(response: ServerResponse, value: unknown): void {
    const { name, from } = createBranch.parse(value);
    const taken = this.#heads.has(name);
    if (taken || this.#at(from) === undefined)
      return send(
        response,
        taken ? 409 : 404,
        problemOf(taken ? 409 : 404, taken ? 'name-taken' : 'not-found'),
      );
    this.branch(name, from);
    send(response, 201, toBranch([name, this.#heads.get(name) ?? '']));
  }

  #history(ref: string, path: string): (Commit & { blob?: string })[] {
    const commits = this.log(ref || 'main').reverse();
    const touching = commits.map((commit) => ({
      commit,
      file: this.#diff(commit.id).files.find((f) => f.path === path),
    }));
    if (path === '') return commits;
    return touching.flatMap(({ commit, file }) => (file === undefined ? [] : [{ ...commit, blob: file.to }]));
  }

  #diff(to: string) {
    const version = this.#at(to);
    const before = this.#at(version?.commit.parents[0] ?? '')?.tree ?? new Map<string, string>();
    const after = version?.tree ?? new Map<string, string>();
    const blob = (text: string | undefined) => (text === undefined ? undefined : blobId(Buffer.from(text)));
    const files = [...new Set([...before.keys(), ...after.keys()])]
      .map((path) => ({
        path,
        from: blob(before.get(path)),
        to: blob(after.get(path)),
        status: 'modified',
        patch: '',
      }))
      .filter(({ from, to }) => from !== to);
    return { to, files };
  }

  /** Both routes in one answer: the counts, and what only `to` has. */
  #compare(response: ServerResponse, from: string, to: string): void {
    const [there, here] = [this.log(from), this.log(to)];
    if (there.length === 0 || here.length === 0) return send(response, 404, problemOf(404, 'not-found'));
    const known = new Set(there.map(({ id }) => id));
    const items = here.filter(({ id }) => !known.has(id)).reverse();
    const ids = { from: there.at(-1)?.id, to: here.at(-1)?.id };
    send(response, 200, { ...ids, ahead: items.length, behind: 0, files: [], items });
  }
}

function listing(version: Version | undefined) {
  const items = [...(version?.tree ?? [])].map(([path, content]) => {
    const bytes = Buffer.from(content);
    return { path, blob: blobId(bytes), size: bytes.length };
  });
  return { ref: 'main', commit: version?.commit.id, items };
}

function toBranch([name, head]: [string, string]) {
  return { name, head, updatedAt: '2026-01-01T00:00:00.000Z', protected: false };
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
