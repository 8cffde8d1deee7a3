import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Commit } from '@prompthub/protocol';
import { TestLabels } from './test-labels';
import { TestRegistry } from './test-registry';
import { TestReleases, type Answer, type Request } from './test-releases';

const ME = {
  id: randomUUID(),
  email: 'ann@example.org',
  name: 'Ann',
  memberships: [{ organization: 'acme', organizationName: 'Acme', role: 'owner' }],
};
export const PERSONAL_TOKEN = 'phub_test-token';

/** Just enough of a hub, in memory, over real HTTP: sign-in with PKCE and one branch of `acme/desk`. */
export class TestHub {
  readonly server = createServer((request, response) => void this.#answer(request, response));
  readonly revoked: string[] = [];
  readonly #codes = new Map<string, { challenge: string; redirect: string }>();
  readonly registry = new TestRegistry();
  readonly labels = new TestLabels();
  #tokens = 0;
  #port = 0;
  /** The refresh token that is good now. */
  refreshToken = '';
  accessTokens = new Set([PERSONAL_TOKEN]);
  readonly releases = new TestReleases((pointer) => this.#behind(pointer));
  /** What was asked to be run here. */
  readonly executed: Record<string, unknown>[] = [];
  /** Whether questions are broken off unanswered, as on a bad network; and how many were. */
  breaksOff = false;
  brokenOff = 0;

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.#port = (this.server.address() as AddressInfo).port;
    return this;
  }

  async goAway(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  async comeBack(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(this.#port, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Of `main`, the oldest first. */
  get messages(): string[] {
    return this.registry
      .log('main')
      .map(({ commit }) => commit.message)
      .reverse();
  }

  get files(): Record<string, string> {
    return this.filesOf('main');
  }

  filesOf(branch: string): Record<string, string> {
    return Object.fromEntries(this.registry.at(branch)?.tree ?? []);
  }

  set refuse(reason: { file: string; message: string } | undefined) {
    this.registry.refuse = reason;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  /** What the sign-in page does when the person agrees: gives the address that the browser is sent back to. */
  agree(page: string): URL {
    const query = new URL(page).searchParams;
    const code = randomUUID();
    const redirect = query.get('redirect_uri') ?? '';
    this.#codes.set(code, { challenge: query.get('code_challenge') ?? '', redirect });
    const back = new URL(redirect);
    back.searchParams.set('code', code);
    back.searchParams.set('state', query.get('state') ?? '');
    return back;
  }

  /** Somebody else publishes. */
  commit(
    changes: readonly { path: string; content: string | null }[],
    message: string,
    branch?: string,
  ): Commit {
    return this.registry.commit(changes, message, branch);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    if (this.breaksOff) {
      if (url.pathname.startsWith('/api/')) this.brokenOff++;
      request.destroy();
      return;
    }
    const body = await readJson(request);
    if (url.pathname === '/oauth/token') return this.#token(response, body);
    if (url.pathname === '/oauth/revoke') {
      this.revoked.push(body.token ?? '');
      return send(response, 200, {});
    }
    const token = (request.headers.authorization ?? '').replace('Bearer ', '');
    if (!this.accessTokens.has(token)) return refuse(response, 401, 'unauthorized');
    if (url.pathname === '/api/v1/me') return send(response, 200, ME);
    const route = url.pathname.replace('/api/v1/projects/acme/desk/', '');
    const query = (name: string) => url.searchParams.get(name) ?? '';
    const asked = { method: request.method ?? 'GET', route, query, body };
    if (route === 'execute') return this.#execute(body, response);
    const answer = this.#part(route).answer(asked);
    if (answer === undefined) return refuse(response, 404, 'not-found');
    if ('value' in answer) return send(response, answer.status, answer.value);
    refuse(response, answer.status, answer.code, { detail: answer.detail, ...answer.more });
  }

  #part(route: string): { answer(request: Request): Answer | undefined } {
    if (route.startsWith('environments')) return this.releases;
    return route.startsWith('labels') ? this.labels : this.registry;
  }

  #token(response: ServerResponse, body: Record<string, string>): void {
    if (body.grant_type === 'refresh_token') {
      if (body.refresh_token !== this.refreshToken) return send(response, 400, { error: 'invalid_grant' });
      return this.#newTokens(response);
    }
    const known = this.#codes.get(body.code ?? '');
    const challenge = createHash('sha256')
      .update(body.code_verifier ?? '')
      .digest('base64url');
    this.#codes.delete(body.code ?? '');
    if (known?.challenge !== challenge || known.redirect !== body.redirect_uri) {
      return send(response, 400, { error: 'invalid_grant' });
    }
    this.#newTokens(response);
  }

  #newTokens(response: ServerResponse): void {
    this.#tokens += 1;
    const access = `access-${this.#tokens}`;
    this.refreshToken = `refresh-${this.#tokens}`;
    this.accessTokens = new Set([PERSONAL_TOKEN, access]);
    send(response, 200, {
      access_token: access,
      refresh_token: this.refreshToken,
      token_type: 'Bearer',
      expires_in: 900,
    });
  }

  #behind({ commit, path }: { commit: string; path: string | undefined }): number {
    const known = this.registry.log(commit).map((stored) => stored.commit.id);
    return this.registry.history(path ?? '').filter(({ id }) => !known.includes(id)).length;
  }

  /** Answers with the values it was given, as three pieces; `slow/…` goes on until nobody listens, `openai/…` has no key. */
  #execute(body: Record<string, unknown>, response: ServerResponse): void {
    const head = this.registry.at('main');
    const content = head?.tree.get(String(body.path));
    if (!head || content === undefined) return refuse(response, 404, 'file-not-found');
    const model = typeof body.model === 'string' ? body.model : 'echo/echo';
    if (model.startsWith('openai/')) return refuse(response, 422, 'missing-provider-key');
    this.executed.push(body);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const event = (name: string, data: unknown) =>
      response.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
    const pieces = ['The hub ', 'was given ', JSON.stringify(body.vars)];
    for (const text of pieces) event('text', { text });
    if (model.startsWith('slow/')) return;
    const usage = { inputTokens: 1200, outputTokens: 34, estimated: false };
    const figures = { usage, costUsd: 0.0042, latencyMs: 1500, timeToFirstTokenMs: 300 };
    event('done', {
      ...{
        id: randomUUID(),
        commit: head.commit.id,
        model,
        text: pieces.join(''),
        toolCalls: [],
        finishReason: 'stop',
        attempts: [],
        ...figures,
      },
    });
    response.end();
  }
}

function send(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

function refuse(response: ServerResponse, status: number, code: string, more: object = {}): void {
  send(response, status, {
    type: 'about:blank',
    title: code,
    status,
    code,
    detail: `It is ${code}.`,
    ...more,
  });
}

async function readJson(request: IncomingMessage): Promise<Record<string, string>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text === '' ? {} : (JSON.parse(text) as Record<string, string>);
}
