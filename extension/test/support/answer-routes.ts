import type { RequestListener } from 'node:http';
import type { TestHub } from './test-hub';

export interface RouteRequest {
  /** After the project: `branches`, `graph`. */
  readonly route: string;
  readonly query: URLSearchParams;
  readonly body: Record<string, unknown>;
}

/** Answers routes of the project that the test's hub does not know. */
export function answerRoutes(
  hub: TestHub,
  routes: readonly string[],
  answer: (request: RouteRequest) => { status: number; value: unknown },
): void {
  const [other] = hub.server.listeners('request') as RequestListener[];
  hub.server.removeAllListeners('request').on('request', (request, response) => {
    const url = new URL(request.url ?? '/', hub.url);
    const route = url.pathname.replace('/api/v1/projects/acme/desk/', '');
    if (!routes.includes(route)) return void other?.(request, response);
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const body = JSON.parse(text || '{}') as Record<string, unknown>;
      const { status, value } = answer({ route, query: url.searchParams, body });
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    });
  });
}
