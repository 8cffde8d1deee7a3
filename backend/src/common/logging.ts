import type { Params } from 'nestjs-pino';
import { type DestinationStream, type SerializedError, stdSerializers } from 'pino';
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

/** One JSON line per event. The lines of requests come from `logRequests`, so that pino-http is bound to no route. */
export function loggingParams({ level, stream }: LoggingOptions): Params {
  const options = {
    level,
    base: null,
    redact: {
      paths: SECRET_KEYS.flatMap((key) => [path('', key), path('*', key), path('*.*', key)]),
      censor: '[redacted]',
    },
    wrapSerializers: false,
    serializers: { err: (error: Error) => withoutData(stdSerializers.err(error)) },
  };
  return {
    pinoHttp: stream === undefined ? options : [options, stream],
    forRoutes: [],
  };
}

/** An error of the database also holds the statement's values and the row: passwords' hashes, whole prompts. */
function withoutData({ type, message, stack, code }: SerializedError): object {
  return { type, message, stack, ...(code === undefined ? {} : { errorCode: code as unknown }) };
}

function path(prefix: string, key: string): string {
  if (prefix === '') return key;
  return key.startsWith('[') ? `${prefix}${key}` : `${prefix}.${key}`;
}
