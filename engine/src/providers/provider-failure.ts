import { z, ZodError } from 'zod';
import type { CallScope } from './call-scope';
import { ProviderError, type ProviderErrorCode } from './provider';
import { retryAfterOf } from './retry-after';

export interface FailureContext {
  readonly endpoint: string;
  readonly host: string;
  readonly scope: Pick<CallScope, 'ended' | 'timeoutMs'>;
  redact?(text: string): string;
}

/** What the SDKs' error classes have in common; both copy the HTTP answer into these fields. */
const httpFailure = z.object({
  name: z.string().catch(''),
  message: z.string().catch(''),
  status: z.number().optional().catch(undefined),
  headers: z.instanceof(Headers).optional().catch(undefined),
  error: z.unknown().optional(),
});
type HttpFailure = z.infer<typeof httpFailure>;

const errorBody = z.object({
  message: z.string().nullish().catch(undefined),
  type: z.string().nullish().catch(undefined),
  code: z.coerce.string().nullish().catch(undefined),
});

/** Longer texts of providers are cut. UTF-16 units. */
const MAX_DETAIL_LENGTH = 400;

/** Turns whatever a call threw into a ProviderError whose message helps and holds no key. */
export function toProviderError(thrown: unknown, context: FailureContext): ProviderError {
  const own = ownError(thrown);
  if (context.scope.ended === 'aborted') return new ProviderError('aborted', 'The run was cancelled.');
  if (context.scope.ended === 'timeout') return timeout(context);
  if (own) return own;
  const failure = httpFailure.safeParse(thrown).data;
  if (!failure || failure.name === 'SyntaxError' || thrown instanceof ZodError) return malformed(context);
  const body = bodyOf(failure);
  // An error without a status is a frame in a stream (it has a body) or a connection that failed (it has none).
  if (failure.status === undefined && body === undefined) return network(thrown, context);
  return refusal({ failure, body: body ?? {}, context });
}

/** The answer stopped before its end. */
export function cutStream({ host }: FailureContext): ProviderError {
  return new ProviderError(
    'network',
    `${host} closed the connection before the answer was complete. Run it again.`,
  );
}

/** The answer is not in the provider's format. */
export function malformed({ endpoint, host }: FailureContext): ProviderError {
  return new ProviderError(
    'malformed-response',
    `${host} answered something that is not in the format of ${endpoint}. Check that the base URL leads to the API itself.`,
  );
}

/** Errors of ours travel through the SDKs as the cause of theirs. */
function ownError(thrown: unknown): ProviderError | undefined {
  return causesOf(thrown).find((error) => error instanceof ProviderError);
}

/** An error and what caused it. By shape: errors of Node's own fetch may come from another realm. */
function causesOf(thrown: unknown): object[] {
  const causes: object[] = [];
  for (let error = thrown; typeof error === 'object' && error !== null && causes.length < 6;) {
    causes.push(error);
    error = 'cause' in error ? error.cause : undefined;
  }
  return causes;
}

function timeout({ host, scope }: FailureContext): ProviderError {
  return new ProviderError(
    'timeout',
    `${host} did not finish its answer within ${scope.timeoutMs / 1000} s.`,
  );
}

/** Codes of connections that were never made, so that no question was sent. */
const UNREACHED = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
];

function network(thrown: unknown, context: FailureContext): ProviderError {
  const code = systemCode(thrown);
  const hint =
    code === 'ECONNREFUSED' || code === 'ENOTFOUND'
      ? 'Check the address, and that the server is running and reachable.'
      : 'Check the connection and run it again.';
  return new ProviderError(
    'network',
    `The connection to ${context.host} failed${code ? ` (${code})` : ''}. ${hint}`,
    { unreached: code !== undefined && UNREACHED.includes(code) },
  );
}

/** `ECONNREFUSED` and the like, from wherever in the chain of causes. */
function systemCode(thrown: unknown): string | undefined {
  return causesOf(thrown)
    .map((error) => ('code' in error ? error.code : undefined))
    .find((code): code is string => typeof code === 'string' && /^[A-Z_]+$/.test(code));
}

function bodyOf({ error }: HttpFailure): z.infer<typeof errorBody> | undefined {
  const outer = z.object({ error: z.unknown().optional() }).safeParse(error).data?.error ?? error;
  const body = errorBody.safeParse(outer).data;
  return body && (body.message ?? body.type ?? body.code) !== undefined ? body : undefined;
}

interface Refusal {
  readonly failure: HttpFailure;
  readonly body: z.infer<typeof errorBody>;
  readonly context: FailureContext;
}

function refusal({ failure, body, context }: Refusal): ProviderError {
  const code = codeOf(failure.status, body);
  // What the provider says about a key often quotes a part of it.
  const said = code === 'unauthorized' ? '' : (body.message ?? '');
  const detail = (context.redact?.(said) ?? said).trim().slice(0, MAX_DETAIL_LENGTH);
  const status = failure.status === undefined ? '' : ` (${failure.status})`;
  return new ProviderError(code, `${sentence(code, context)}${status}${detail ? `: ${detail}` : '.'}`, {
    status: failure.status,
    retryAfterMs: retryAfterOf(failure.headers),
  });
}

/** Which words in an error's `code`, `type` or message mean what; the first that matches decides. */
const WORDS: readonly (readonly [code: ProviderErrorCode, words: RegExp])[] = [
  [
    'context-window',
    /context_length_exceeded|context (length|window|size)|maximum context|prompt is too long|too many (input )?tokens|exceeds? .{0,40}token limit/i,
  ],
  [
    'content-policy',
    /content_filter|content_policy|moderation|safety_violation|content management policy|flagged/i,
  ],
  ['quota-exceeded', /insufficient_quota|billing|credit balance|exceeded your current quota|quota_exceeded/i],
];

/** A 429 of this kind passes by waiting, though its text may speak of billing as a way to a higher limit. */
const RATE_LIMIT = /^rate_limit/;

const BY_STATUS: Readonly<Record<number, ProviderErrorCode>> = {
  401: 'unauthorized',
  402: 'quota-exceeded',
  403: 'unauthorized',
  404: 'not-found',
  408: 'timeout',
  429: 'rate-limited',
  503: 'overloaded',
  504: 'timeout',
  529: 'overloaded',
};

/** For error frames inside a stream, which have no status of their own. */
const BY_TYPE: readonly (readonly [code: ProviderErrorCode, words: RegExp])[] = [
  ['overloaded', /overloaded|unavailable/i],
  ['rate-limited', /rate_limit/i],
  ['unauthorized', /authentication|permission|invalid_api_key/i],
  ['not-found', /not_found/i],
  ['invalid-request', /invalid_request/i],
];

function codeOf(status: number | undefined, body: z.infer<typeof errorBody>): ProviderErrorCode {
  if (status === 429 && [body.code, body.type].some((word) => RATE_LIMIT.test(word ?? '')))
    return 'rate-limited';
  const text = [body.code, body.type, body.message].filter(Boolean).join(' ');
  const worded = WORDS.find(([, words]) => words.test(text))?.[0];
  if (worded && status !== 401 && (status === undefined || status < 500)) return worded;
  if (status === undefined) return BY_TYPE.find(([, words]) => words.test(text))?.[0] ?? 'server-error';
  return BY_STATUS[status] ?? (status >= 500 ? 'server-error' : 'invalid-request');
}

function sentence(code: ProviderErrorCode, { endpoint, host }: FailureContext): string {
  switch (code) {
    case 'unauthorized':
      return `${host} refused the key for ${endpoint}. Check the key stored for this host and what it may use`;
    case 'not-found':
      return `${host} does not know this model or address. Check the model's name and the base URL of ${endpoint}`;
    case 'context-window':
      return "The prompt is longer than the model's context window";
    case 'content-policy':
      return `${host} refused the prompt or the answer under its content policy`;
    case 'rate-limited':
      return `${host} asks to slow down`;
    case 'quota-exceeded':
      return `The account at ${host} has no quota or credit left`;
    case 'overloaded':
      return `${host} is overloaded. Run it again later`;
    case 'timeout':
      return `${host} timed out`;
    case 'invalid-request':
      return `${host} did not accept the request`;
    default:
      return `${host} had an internal error. Run it again`;
  }
}
