import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { partialNameOf } from '@prompthub/core';
import type { Environment, Label, ResolvedPrompt } from '@prompthub/protocol';
import { blobId } from '../node/blob-id';
import { startLoopback } from './loopback';
import { problemOf } from './registry-server';

type Files = Readonly<Record<string, string>>;

const MOVED = { why: 'tested', by: { id: '01890a5d-ac96-774b-bcce-b302099a8057', name: 'Ada' } };
const AT = '2026-01-01T00:00:00.000Z';

/** For tests: versions of `acme/desk`, and what its environments and labels point to, over real HTTP. */
export class ReleaseServer {
  readonly #commits = new Map<string, Files>();
  readonly #environments = new Map<string, string>();
  /** By `label path`. */
  readonly #labels = new Map<string, string>();
  #close: () => Promise<void> = () => Promise.resolve();
  url = '';
  /** What was asked and with which status it was answered, in order. */
  readonly answers: { readonly route: string; readonly status: number }[] = [];

  static async start(): Promise<ReleaseServer> {
    const server = new ReleaseServer();
    const loopback = await startLoopback((request, response) => server.#answer(request, response));
    server.url = loopback.url;
    server.#close = () => loopback.close();
    return server;
  }

  close(): Promise<void> {
    return this.#close();
  }

  /** The id of a version with these files. */
  commit(files: Files): string {
    const id = createHash('sha1').update(JSON.stringify(files)).digest('hex');
    this.#commits.set(id, files);
    return id;
  }

  deploy(environment: string, files: Files): string {
    const id = this.commit(files);
    this.#environments.set(environment, id);
    return id;
  }

  withdraw(environment: string): void {
    this.#environments.delete(environment);
  }

  moveLabel(label: string, path: string, commit: string): void {
    this.#labels.set(`${label} ${path}`, commit);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const route = url.pathname.replace('/api/v1/projects/acme/desk/', '');
    const query = (name: string) => url.searchParams.get(name) ?? undefined;
    const send = (status: number, value: unknown, headers: Record<string, string> = {}): void => {
      this.answers.push({ route, status });
      const type = status < 400 ? 'application/json' : 'application/problem+json';
      response.writeHead(status, { 'content-type': type, ...headers });
      response.end(status === 304 ? undefined : JSON.stringify(value));
    };
    if (route === 'environments') return send(200, { items: this.#listEnvironments() });
    if (route === 'labels') return send(200, { items: this.#listLabels() });
    if (route === 'files') {
      const commit = this.#find(query('ref'));
      return commit ? send(200, this.#listFiles(commit)) : send(404, problemOf(404, 'ref-not-found'));
    }
    if (route !== 'prompt') return send(404, problemOf(404, 'not-found'));
    const prompt = this.#resolve({
      path: query('path') ?? '',
      environment: query('environment'),
      label: query('label'),
      commit: query('commit'),
    });
    if (typeof prompt === 'string') return send(404, problemOf(404, prompt));
    const etag = `"${prompt.commit}"`;
    return send(request.headers['if-none-match'] === etag ? 304 : 200, prompt, { etag });
  }

  #resolve(wanted: Wanted): ResolvedPrompt | string {
    const { path, environment, label } = wanted;
    const commit = this.#commitOf(wanted);
    if (!commit) return environment ? 'not-deployed' : label ? 'label-not-found' : 'ref-not-found';
    const files = this.#commits.get(commit) ?? {};
    if (files[path] === undefined) return 'file-not-found';
    const partials: ResolvedPrompt['partials'] = {};
    for (const name of Object.keys(files)) {
      const partial = partialNameOf(name);
      if (partial !== undefined) partials[partial] = sourceOf(name, files);
    }
    return { ...sourceOf(path, files), commit, environment, label, partials };
  }

  #commitOf({ path, environment, label, commit }: Wanted): string | undefined {
    if (environment !== undefined) return this.#environments.get(environment);
    if (label !== undefined) return this.#labels.get(`${label} ${path}`);
    return this.#find(commit);
  }

  #find(digits = '-'): string | undefined {
    return [...this.#commits.keys()].find((id) => id.startsWith(digits));
  }

  #listEnvironments(): Environment[] {
    return [...this.#environments].map(([name, commit]) => ({
      name,
      protected: false,
      project: { commit, behind: 0, at: AT, ...MOVED },
      prompts: [],
    }));
  }

  #listLabels(): Label[] {
    return [...this.#labels].map(([key, commit]) => {
      const [label = '', path = ''] = key.split(' ');
      return { label, path, commit, at: AT, ...MOVED };
    });
  }

  #listFiles(commit: string) {
    const files = this.#commits.get(commit) ?? {};
    const items = Object.keys(files).map((path) => ({
      path,
      blob: sourceOf(path, files).blob,
      size: Buffer.byteLength(files[path] ?? ''),
    }));
    return { ref: commit, commit, items };
  }
}

interface Wanted {
  readonly path: string;
  readonly environment: string | undefined;
  readonly label: string | undefined;
  readonly commit: string | undefined;
}

function sourceOf(path: string, files: Files) {
  const content = files[path] ?? '';
  return { path, content, blob: blobId(Buffer.from(content)) };
}
