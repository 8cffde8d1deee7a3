import type { FastifyReply } from 'fastify';

/** Aborted when the client goes away before its answer is complete. */
export function goneSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  // Who left while the request was looked at has been closed already.
  if (reply.raw.destroyed) controller.abort();
  return controller.signal;
}
