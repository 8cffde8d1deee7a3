import { STATUS_CODES } from 'node:http';
import type { Problem } from '@prompthub/protocol';

/** Members of a problem beyond the standard ones, such as `errors` of a 422 or `head` of a conflict. */
export type ProblemExtension = Record<string, unknown>;

/**
 * An expected failure of a request. The one HTTP filter turns it into problem details (RFC 9457).
 * `code` is stable and for programs; `detail` says to a person what happened and what to do.
 */
export class ProblemError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly extra: ProblemExtension = {},
  ) {
    super(detail);
    this.name = 'ProblemError';
  }

  /** Headers that belong to the answer, such as `retry-after`. */
  headers: Readonly<Record<string, string>> = {};

  /** The same, with more members. */
  with(extra: ProblemExtension): ProblemError {
    return new ProblemError(this.status, this.code, this.detail, { ...this.extra, ...extra }).withHeaders(
      this.headers,
    );
  }

  withHeaders(headers: Readonly<Record<string, string>>): this {
    this.headers = headers;
    return this;
  }
}

/** 401, with the header that it must have (RFC 9110 §15.5.2). */
export function unauthenticated(detail: string): ProblemError {
  return new ProblemError(401, 'unauthenticated', detail).withHeaders({ 'www-authenticate': 'Bearer' });
}

/** What is told of an error that nobody expected: nothing. */
export function asProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  return new ProblemError(
    500,
    'internal-error',
    'Something went wrong in the hub. Quote the request id when you report it.',
  );
}

export function toProblem(error: ProblemError, requestId: string): Problem {
  return {
    type: `urn:prompthub:problem:${error.code}`,
    title: STATUS_CODES[error.status] ?? 'Error',
    status: error.status,
    detail: error.detail,
    ...error.extra,
    code: error.code,
    requestId,
  };
}
