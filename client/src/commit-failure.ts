import { commitConflict, mergeConflicts, rejectedCommit } from '@prompthub/protocol';
import { CommitConflictError, CommitRejectedError, HubError, MergeConflictsError } from './errors';

/** Makes of a refused version the error that says what the hub found; anything else stays as it is. */
export function commitFailure(error: unknown): unknown {
  if (!(error instanceof HubError)) return error;
  const conflict = commitConflict.safeParse(error.problem);
  if (conflict.success) return new CommitConflictError(error.problem, conflict.data);
  const conflicts = mergeConflicts.safeParse(error.problem);
  if (conflicts.success) return new MergeConflictsError(error.problem, conflicts.data);
  const rejected = rejectedCommit.safeParse(error.problem);
  if (rejected.success) return new CommitRejectedError(error.problem, rejected.data.diagnostics);
  return error;
}
