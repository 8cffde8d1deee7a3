import type { NestFastifyApplication } from '@nestjs/platform-fastify';

type CrossOrigin = NonNullable<Parameters<NestFastifyApplication['enableCors']>[0]>;

const OPEN: CrossOrigin = {
  origin: '*',
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  exposedHeaders: ['etag', 'retry-after', 'x-git-type', 'x-request-id'],
  maxAge: 600,
  strictPreflight: false,
};

const CLOSED: CrossOrigin = { origin: false };

/**
 * Web applications of every origin may use the API with a token of theirs: it takes bearer tokens and never a cookie, so a page
 * gains nothing from who else is signed in to the browser. The hub's own pages, which take cookies, are closed to others.
 */
export const crossOrigin: CrossOrigin = {
  delegator: (request, done) => done(null, request.url.startsWith('/api/v1/') ? OPEN : CLOSED),
};
