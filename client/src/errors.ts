import type { CheckedDiagnostic, FileConflict, MergeConflicts, Problem } from '@prompthub/protocol';

/** The hub understood and said no. `code` is stable and comes from the hub's problem details (RFC 9457). */
export class HubError extends Error {
  readonly status: number;
  readonly code: string;
  readonly problem: Problem;
  /** How long the hub asked to be left alone (`Retry-After`), in milliseconds. */
  readonly retryAfterMs: number | undefined;
  constructor(problem: Problem, retryAfterMs?: number) {
    super(problem.detail ?? problem.title);
    this.name = 'HubError';
    this.retryAfterMs = retryAfterMs;
    this.status = problem.status;
    this.code = problem.code;
    this.problem = problem;
  }
}

/** 409: someone else changed the same paths since the parent that the commit named. */
export class CommitConflictError extends HubError {
  /** The branch's commit now. */
  readonly head: string;
  readonly paths: readonly string[];
  constructor(problem: Problem, conflict: { head: string; paths: readonly string[] }) {
    super(problem);
    this.name = 'CommitConflictError';
    this.head = conflict.head;
    this.paths = conflict.paths;
  }
}

/** 409: what was to be brought to a branch does not fit to what it has. Nothing was written. */
export class MergeConflictsError extends HubError {
  /** The branch's commit: `expectedHead` of a request that settles the conflicts. */
  readonly head: string;
  /** What is brought: `from` or `commit` of that request. */
  readonly commit: string;
  readonly conflicts: readonly FileConflict[];
  constructor(problem: Problem, { head, commit, conflicts }: Omit<MergeConflicts, 'code'>) {
    super(problem);
    this.name = 'MergeConflictsError';
    this.head = head;
    this.commit = commit;
    this.conflicts = conflicts;
  }
}

/** 422: the hub checked the prompts and found errors, so it stored nothing. */
export class CommitRejectedError extends HubError {
  readonly diagnostics: readonly CheckedDiagnostic[];
  constructor(problem: Problem, diagnostics: readonly CheckedDiagnostic[]) {
    super(problem);
    this.name = 'CommitRejectedError';
    this.diagnostics = diagnostics;
  }
}

export type UnreachableReason = 'refused' | 'not-found' | 'timeout' | 'cut' | 'tls' | 'gateway' | 'network';

/** No answer, or not a whole one. Nothing is known about whether the hub acted. */
export class HubUnreachableError extends Error {
  readonly url: string;
  readonly reason: UnreachableReason;
  /** How long a gateway asked to be left alone (`Retry-After`), in milliseconds. */
  readonly retryAfterMs: number | undefined;
  constructor(
    url: string,
    reason: UnreachableReason,
    { message, retryAfterMs }: { message: string; retryAfterMs?: number },
  ) {
    super(message);
    this.name = 'HubUnreachableError';
    this.url = url;
    this.reason = reason;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Something answered at this address, but not as a hub does. */
export class HubProtocolError extends Error {
  readonly url: string;
  constructor(url: string, message: string) {
    super(`${url} ${message}`);
    this.name = 'HubProtocolError';
    this.url = url;
  }
}
