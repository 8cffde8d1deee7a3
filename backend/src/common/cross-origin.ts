import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** The hub's own API, and the prompts in the words of OpenAI's. */
const PREFIXES = ['/api/v1/', '/v1/'];
const EXPOSED =
  'etag, retry-after, x-git-type, x-prompthub-cached-at, x-prompthub-commit, x-prompthub-cost-usd, x-prompthub-execution, ' +
  'x-prompthub-experiment, x-prompthub-model, x-request-id, x-should-retry';
const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';

/**
 * Web applications of every origin may use the API with a token of theirs: it takes bearer tokens and never a cookie, so a page
 * gains nothing from who else is signed in to the browser. The hub's own pages, which take cookies, are closed to others. The same
 * headers for every request of the API: a general middleware, which decides each time, was seen in the throughput of reads.
 */
export function allowOtherOrigins(hub: FastifyInstance): void {
  for (const prefix of PREFIXES) hub.options(`${prefix}*`, answerPreflight);
}

/** For every answer, also a refusal. */
export function toOtherOrigins({ url }: FastifyRequest, reply: FastifyReply): void {
  if (!PREFIXES.some((prefix) => url.startsWith(prefix))) return;
  void reply.header('access-control-allow-origin', '*').header('access-control-expose-headers', EXPOSED);
}

function answerPreflight({ headers }: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply
    .code(204)
    .header('access-control-allow-methods', METHODS)
    .header('access-control-allow-headers', headers['access-control-request-headers'] ?? '')
    .header('access-control-max-age', '600')
    .send();
}
