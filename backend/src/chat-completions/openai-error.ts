import type { ErrorForm } from '../common/problem.filter';

/**
 * What is said otherwise than in the hub's own API. The SDKs choose the class of what they throw by the status; of
 * 408, 409, 429 and 5xx they ask again by themselves, unless a header says that they shall not.
 */
const RULES: Readonly<Record<string, { status?: number; code?: string; again?: false }>> = {
  unauthenticated: { code: 'invalid_api_key' },
  'budget-exhausted': { code: 'insufficient_quota' },
  'rate-limit-reached': { code: 'rate_limit_exceeded' },
  'provider-rate-limited': { status: 429, code: 'rate_limit_exceeded' },
  'provider-quota-exceeded': { status: 429, code: 'insufficient_quota', again: false },
  'provider-context-window': { code: 'context_length_exceeded' },
  'provider-content-policy': { code: 'content_policy_violation' },
  // Asking again meets the same key; and what took too long, or came in another form, has probably been paid.
  'provider-unauthorized': { again: false },
  'provider-malformed-response': { again: false },
  'provider-timeout': { again: false },
};

/** Errors of `/v1/…` as OpenAI writes them (platform.openai.com, API reference, "Error codes"), also those of no route there. */
export const OPENAI_ERRORS: ErrorForm = {
  prefix: '/v1/',
  write: ({ status: ours, code, detail, extra, headers }) => {
    const rule = RULES[code];
    const status = rule?.status ?? plainStatus(ours);
    const error = {
      message: detail,
      type: typeOf(status),
      param: typeof extra['param'] === 'string' ? extra['param'] : null,
      code: rule?.code ?? code.replaceAll('-', '_'),
    };
    return {
      status,
      headers: {
        ...headers,
        ...(rule?.again === false ? { 'x-should-retry': 'false' } : {}),
        'content-type': 'application/json; charset=utf-8',
      },
      body: { error },
    };
  },
};

/** OpenAI has no 422; and its SDKs take a 409 for a lock that will be gone in a moment, which no conflict here is. */
function plainStatus(status: number): number {
  return status === 422 || status === 409 ? 400 : status;
}

function typeOf(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 402) return 'insufficient_quota';
  if (status === 403) return 'permission_error';
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}
