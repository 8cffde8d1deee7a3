import { errorCode } from './error-code';
import { HubUnreachableError, type UnreachableReason } from './errors';

const reasons: Readonly<Record<string, UnreachableReason>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'not-found',
  EAI_AGAIN: 'not-found',
  ECONNRESET: 'cut',
  EPIPE: 'cut',
  UND_ERR_SOCKET: 'cut',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  ETIMEDOUT: 'timeout',
};

const explanations: Readonly<Record<UnreachableReason, string>> = {
  refused: 'nothing listens there. Is the hub running, and is the address right?',
  'not-found': 'the name is not known. Is the address right, and are you online?',
  timeout: 'it did not answer in time. Try again, or look at the hub.',
  cut: 'the connection was cut before the answer was complete. Try again.',
  tls: 'its certificate was not accepted. Ask whoever runs the hub.',
  gateway: 'a gateway in front of it says that it is not available. Try again later.',
  network: 'the network failed. Are you online, and is the address right?',
};

/**
 * Says in words why there was no (whole) answer. The original error is not kept as `cause`: it may quote request
 * headers, and with them a token.
 */
export function unreachable(
  url: string,
  reason: UnreachableReason,
  retryAfterMs?: number,
): HubUnreachableError {
  const message = `Cannot reach the hub at ${url}: ${explanations[reason]}`;
  return new HubUnreachableError(url, reason, { message, retryAfterMs });
}

/** Maps what `fetch` threw (undici in Node, a bare TypeError in browsers) to a reason. */
export function reasonOf(error: unknown): UnreachableReason {
  let current = error;
  for (let depth = 0; isErrorLike(current) && depth < 5; depth++) {
    const code = errorCode(current);
    if (code !== undefined) {
      const known = reasons[code];
      if (known) return known;
      if (/CERT|TLS|SSL/.test(code)) return 'tls';
      if (code.startsWith('HPE_')) return 'cut';
    }
    if (current.name === 'TimeoutError') return 'timeout';
    if (current.message === 'terminated') return 'cut';
    current = firstCause(current);
  }
  return 'network';
}

function isErrorLike(value: unknown): value is Error {
  return typeof value === 'object' && value !== null && 'message' in value && 'name' in value;
}

/** `localhost` with two addresses gives an AggregateError: its first error tells enough. */
function firstCause(error: Error): unknown {
  return 'errors' in error && Array.isArray(error.errors) ? error.errors[0] : error.cause;
}
