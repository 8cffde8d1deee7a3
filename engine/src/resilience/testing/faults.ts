import type { ServerResponse } from 'node:http';
import type { ProviderErrorCode } from '../../providers/provider';
import { textFrames, type WireFrames } from '../../providers/testing/wire-frames';
import type { WireUnderTest } from '../../providers/testing/wire-server';

/** What a server can do to a call, and what shall come of it. */
export interface Fault {
  readonly name: string;
  readonly send: (response: ServerResponse, wire: WireUnderTest) => void;
  readonly code: ProviderErrorCode;
  /** Waits before the second and third attempt; none when there shall be one attempt. Milliseconds, without chance. */
  readonly waits: 'backoff' | readonly number[];
  /** Whether another model answers in its place. */
  readonly fallsBack: boolean;
  /** Nothing comes at all, so that only a time limit ends it. */
  readonly silent?: true;
  /** Text that was shown before it failed. */
  readonly shown?: string;
}

type Body = { readonly type: string; readonly message?: string; readonly code?: string };

function refusal(status: number, error: Body, headers: Record<string, string> = {}): Fault['send'] {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify({ type: 'error', error: { message: 'no', code: error.type, ...error } }));
  };
}

/** Writes parts of a good stream, and then ends it as the fault wants. */
function stream(
  parts: (frames: WireFrames) => string,
  end: (response: ServerResponse) => void,
): Fault['send'] {
  return (response, wire) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(parts(textFrames(wire, ['begun', ' and done'])), () => end(response));
  };
}

const cut = (response: ServerResponse): void => void response.socket?.end();
const close = (response: ServerResponse): void => void response.end();
const begun = ({ head, pieces }: WireFrames): string => head + pieces[0];
const errorFrame = `event: error\ndata: ${JSON.stringify({ type: 'error', error: { type: 'overloaded_error', message: 'busy' } })}\n\n`;
const page: Fault['send'] = (response) =>
  void response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>Sign in</p>');

const rate = { type: 'rate_limit_error' };
const never = { waits: [], fallsBack: true } as const;
const final = { waits: [], fallsBack: false } as const;
const again = { waits: 'backoff', fallsBack: true } as const;
const after = (ms: number) => ({ waits: [ms, ms], fallsBack: true }) as const;
const shown = { shown: 'begun', ...final };
const SENT = 'Mon, 23 Nov 2026 12:00:00 GMT';
const LATER = 'Mon, 23 Nov 2026 12:00:04 GMT';

/** The faults of the matrix. Each goes through every provider. */
export const FAULTS: readonly Fault[] = [
  { name: '401 wrong key', send: refusal(401, { type: 'invalid_api_key' }), code: 'unauthorized', ...never },
  {
    name: '403 not allowed',
    send: refusal(403, { type: 'permission_error' }),
    code: 'unauthorized',
    ...never,
  },
  { name: '404 no such model', send: refusal(404, { type: 'not_found_error' }), code: 'not-found', ...never },
  {
    name: '400 bad request',
    send: refusal(400, { type: 'invalid_request_error' }),
    code: 'invalid-request',
    ...final,
  },
  {
    name: '400 context window',
    send: refusal(400, { type: 'context_length_exceeded' }),
    code: 'context-window',
    ...never,
  },
  {
    name: '400 content policy',
    send: refusal(400, { type: 'content_filter' }),
    code: 'content-policy',
    ...never,
  },
  { name: '402 no credit', send: refusal(402, { type: 'billing_error' }), code: 'quota-exceeded', ...never },
  {
    name: '429 quota, though it says when',
    send: refusal(429, { type: 'insufficient_quota' }, { 'retry-after': '1' }),
    code: 'quota-exceeded',
    ...never,
  },
  { name: '429 rate', send: refusal(429, rate), code: 'rate-limited', ...again },
  {
    name: '429 rate, seconds',
    send: refusal(429, rate, { 'retry-after': '7' }),
    code: 'rate-limited',
    ...after(7000),
  },
  {
    name: '429 rate, date',
    send: refusal(429, rate, { date: SENT, 'retry-after': LATER }),
    code: 'rate-limited',
    ...after(4000),
  },
  {
    name: '429 rate, milliseconds',
    send: refusal(429, rate, { 'retry-after-ms': '250' }),
    code: 'rate-limited',
    ...after(250),
  },
  {
    name: '429 rate, in an hour',
    send: refusal(429, rate, { 'retry-after': '3600' }),
    code: 'rate-limited',
    ...never,
  },
  { name: '408', send: refusal(408, { type: 'timeout_error' }), code: 'timeout', ...again },
  { name: '500', send: refusal(500, { type: 'api_error' }), code: 'server-error', ...again },
  {
    name: '502 as a page',
    send: (response) => void response.writeHead(502).end('<html>Bad gateway</html>'),
    code: 'server-error',
    ...again,
  },
  {
    name: '503, seconds',
    send: refusal(503, { type: 'overloaded_error' }, { 'retry-after': '2' }),
    code: 'overloaded',
    ...after(2000),
  },
  { name: '504', send: refusal(504, { type: 'timeout_error' }), code: 'timeout', ...again },
  { name: '529', send: refusal(529, { type: 'overloaded_error' }), code: 'overloaded', ...again },
  { name: 'a reset', send: (response) => void response.socket?.resetAndDestroy(), code: 'network', ...again },
  { name: 'silence', silent: true, send: () => undefined, code: 'timeout', ...again },
  { name: 'cut before the first token', send: stream(({ head }) => head, cut), code: 'network', ...again },
  {
    name: 'closed before the first token',
    send: stream(({ head }) => head, close),
    code: 'network',
    ...again,
  },
  {
    name: 'overloaded before the first token',
    send: stream(() => errorFrame, close),
    code: 'overloaded',
    ...again,
  },
  { name: 'cut after it', send: stream(begun, cut), code: 'network', ...shown },
  { name: 'closed after it', send: stream(begun, close), code: 'network', ...shown },
  {
    name: 'overloaded after it',
    send: stream((f) => begun(f) + errorFrame, close),
    code: 'overloaded',
    ...shown,
  },
  {
    name: 'invalid JSON after it',
    send: stream((f) => `${begun(f)}event: message_delta\ndata: {"x\n\n`, close),
    code: 'malformed-response',
    ...shown,
  },
  {
    name: 'invalid JSON',
    send: stream(() => 'event: message_start\ndata: {"x\n\n', close),
    code: 'malformed-response',
    ...never,
  },
  { name: 'an empty body', send: stream(() => '\n', close), code: 'malformed-response', ...never },
  { name: 'the wrong content type', send: page, code: 'malformed-response', ...never },
  {
    name: 'a redirect',
    send: (response) => void response.writeHead(307, { location: '/x' }).end(),
    code: 'network',
    ...never,
  },
];
