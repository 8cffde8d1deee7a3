import { commitConflict, rejectedCommit } from '@prompthub/protocol';
import { CommitConflictError, CommitRejectedError, HubError } from './errors';

/** Makes of a refused commit the error that says what the hub found; anything else stays as it is. */
export function commitFailure(error: unknown): unknown {
  if (!(error instanceof HubError)) return error;
  const conflict = commitConflict.safeParse(error.problem);
  if (conflict.success) return new CommitConflictError(error.problem, conflict.data);
  const rejected = rejectedCommit.safeParse(error.problem);
  if (rejected.success) return new CommitRejectedError(error.problem, rejected.data.diagnostics);
  return error;
}
