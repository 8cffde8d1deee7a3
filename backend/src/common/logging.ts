import type { IncomingMessage } from 'node:http';
import { RequestMethod } from '@nestjs/common';
import type { Params } from 'nestjs-pino';
import type { DestinationStream } from 'pino';
import type { LogLevel } from '../config/hub-config';

/** Keys whose values never reach a log, wherever they turn up. */
const SECRET_KEYS = [
  'authorization',
  'cookie',
  '["set-cookie"]',
  'password',
  'token',
  'access_token',
  'refresh_token',
  'code',
  'code_verifier',
  'key',
  'secret',
  'url',
];

export interface LoggingOptions {
  level: LogLevel;
  /** Where the lines go; default standard output. */
  stream?: DestinationStream;
}

/** One JSON line per request and event. Query strings are dropped whole: they carry one-time tokens and codes. */
export function loggingParams({ level, stream }: LoggingOptions): Params {
  const options = {
    level,
    base: null,
    redact: {
      paths: SECRET_KEYS.flatMap((key) => [path('', key), path('*', key), path('*.*', key)]),
      censor: '[redacted]',
    },
    genReqId: (request: IncomingMessage) => request.id,
    quietReqLogger: true,
    serializers: {
      req: (request: { id: unknown; method: string; url: string; remoteAddress: string }) => ({
        id: request.id,
        method: request.method,
        path: request.url.split('?', 1)[0],
        ip: request.remoteAddress,
      }),
      res: (response: { statusCode: number }) => ({ status: response.statusCode }),
      err: withoutData,
    },
    autoLogging: { ignore: (request: IncomingMessage) => request.url?.startsWith('/health/') === true },
  };
  return {
    pinoHttp: stream === undefined ? options : [options, stream],
    // The library's own default matches nothing on Fastify.
    forRoutes: [{ path: '/{*splat}', method: RequestMethod.ALL }],
  };
}

interface SerializedError {
  type: string;
  message: string;
  stack: string;
  code?: unknown;
}

/** An error of the database also holds the statement's values and the row: passwords' hashes, whole prompts. */
function withoutData({ type, message, stack, code }: SerializedError): object {
  return { type, message, stack, ...(code === undefined ? {} : { errorCode: code }) };
}

function path(prefix: string, key: string): string {
  if (prefix === '') return key;
  return key.startsWith('[') ? `${prefix}${key}` : `${prefix}.${key}`;
}
