import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { errorCode } from '../common/error-code';
import { mebibytes } from '../registry/limits';
import { badGitRequest, requestTooLarge } from './git-problems';

const TYPES = ['application/x-git-upload-pack-request', 'application/x-git-receive-pack-request'];

/** Leaves Git's requests unread, so that who sends them is known before the hub reads on. */
export function acceptGitBodies(server: FastifyInstance): void {
  server.addContentTypeParser(TYPES, (_request, _payload, done) => done(null));
}

/**
 * The body of a request, unzipped when it says so.
 * @throws ProblemError 413 past `limit` bytes (after unzipping), 400 when it cannot be unzipped.
 */
export async function* gitBody(request: FastifyRequest, limit: number): AsyncGenerator<Buffer> {
  let size = 0;
  try {
    // Who stops reading here still wants to answer: destroying the stream would close the connection.
    for await (const chunk of unzipped(request).iterator({
      destroyOnReturn: false,
    }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) throw requestTooLarge(mebibytes(limit));
      yield chunk;
    }
  } catch (error) {
    if (errorCode(error)?.startsWith('Z_') === true) throw badGitRequest('it cannot be unzipped');
    throw error;
  }
}

function unzipped(request: FastifyRequest): Readable {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return request.raw;
  if (!/^(?:x-)?gzip$/.test(encoding)) throw badGitRequest(`it is encoded as "${encoding}"`);
  // Errors of both reach whoever reads the result.
  return pipeline(request.raw, createGunzip(), () => undefined);
}
