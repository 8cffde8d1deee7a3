import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Budget, OrganizationRole, ProviderKey, RateLimit } from '@prompthub/protocol';
import type { TestHub } from './test-hub';

const AT = '2026-11-01T00:00:00.000Z';

/** What the test's hub has of money and keys, in memory. */
export class TestSpending {
  role: OrganizationRole = 'owner';
  budgets: Budget[] = [];
  limits: RateLimit[] = [];
  keys: (ProviderKey & { secret: string })[] = [];
  /** Given in place of the next change. */
  refusal: { status: number; code: string; detail: string } | undefined;
  readonly #hub: TestHub;

  constructor(hub: TestHub) {
    this.#hub = hub;
    const [other] = hub.server.listeners('request') as RequestListener[];
    hub.server.removeAllListeners('request').on('request', (request, response) => {
      const { pathname } = new URL(request.url ?? '/', this.#hub.url);
      if (
        !/^\/api\/v1\/(me$|me\/tokens|organizations\/acme\/|projects\/acme\/desk\/provider-keys)/.test(
          pathname,
        )
      )
        return void other?.(request, response);
      void this.#answer(request, response, pathname.split('/').slice(3));
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse, parts: string[]): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString() || '{}') as Record<string, unknown>;
    const method = request.method ?? 'GET';
    if (method !== 'GET' && this.refusal) return problem(response, this.refusal);
    const [kind, , name, id = ''] = parts[0] === 'projects' ? ['projects', '', ...parts.slice(3)] : parts;
    if (kind === 'me') return send(response, parts.length > 1 ? { items: [] } : this.#me());
    if (name === 'provider-keys') {
      if (this.role === 'viewer') return problem(response, { status: 403, code: 'forbidden', detail: 'No.' });
      const of = kind === 'projects' ? 'project' : 'organization';
      return send(response, this.#keys(method, { of, provider: id, body }));
    }
    if (name === 'budgets') return send(response, this.#budgets(method, id, body));
    if (name === 'rate-limits') return send(response, this.#limits(method, id, body));
    send(response, { items: [] });
  }

  #me(): object {
    const memberships = [{ organization: 'acme', organizationName: 'Acme', role: this.role }];
    return { id: randomUUID(), email: 'ann@example.org', name: 'Ann', memberships };
  }

  #budgets(method: string, id: string, body: Record<string, unknown>): unknown {
    if (method === 'GET') return { items: this.budgets };
    if (method === 'DELETE') return void (this.budgets = this.budgets.filter((one) => one.id !== id));
    const figures = { settledUsd: 0, reservedUsd: 0, periodStart: AT, resetsAt: AT, createdAt: AT };
    const found = this.budgets.find((one) => one.id === id);
    const made = { ...(found ?? { id: randomUUID(), ...figures }), ...body } as Budget;
    this.budgets = [...this.budgets.filter((one) => one.id !== id), made];
    return made;
  }

  #limits(method: string, id: string, body: Record<string, unknown>): unknown {
    if (method === 'GET') return { items: this.limits };
    if (method === 'DELETE') return void (this.limits = this.limits.filter((one) => one.id !== id));
    const found = this.limits.find((one) => one.id === id);
    const made = { ...(found ?? { id: randomUUID(), createdAt: AT }), ...body } as RateLimit;
    this.limits = [...this.limits.filter((one) => one.id !== id), made];
    return made;
  }

  #keys(
    method: string,
    { of, provider, body }: { of: ProviderKey['of']; provider: string; body: Record<string, unknown> },
  ): unknown {
    if (method === 'GET') return { items: this.keys.map(({ secret: _secret, ...key }) => key) };
    this.keys = this.keys.filter((one) => one.of !== of || one.provider !== provider);
    if (method === 'DELETE') return undefined;
    const secret = String(body.key);
    const baseUrl = typeof body.baseUrl === 'string' ? { baseUrl: body.baseUrl } : {};
    const key = { provider, of, hint: secret.slice(-4), updatedAt: AT, ...baseUrl };
    this.keys = [{ ...key, secret }, ...this.keys];
    return key;
  }
}

function send(response: ServerResponse, value: unknown): void {
  response.writeHead(value === undefined ? 204 : 200, { 'content-type': 'application/json' });
  response.end(value === undefined ? undefined : JSON.stringify(value));
}

function problem(
  response: ServerResponse,
  { status, ...rest }: { status: number; code: string; detail: string },
): void {
  response.writeHead(status, { 'content-type': 'application/problem+json' });
  response.end(JSON.stringify({ type: 'about:blank', title: rest.code, status, ...rest }));
}
