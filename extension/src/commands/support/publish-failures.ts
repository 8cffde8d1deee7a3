import type { CommitRejectedError } from '@prompthub/client';

/** The hub found errors in what should be published. */
export function isRejection(error: unknown): error is CommitRejectedError {
  return error instanceof Error && error.name === 'CommitRejectedError';
}

/** The same files were changed here and at the hub, whoever noticed it: the hub (409) or the working copy before. */
export function isConflict(error: unknown): error is Error & { readonly paths: readonly string[] } {
  return (
    error instanceof Error &&
    ['CommitConflictError', 'PublishConflictError'].includes(error.name) &&
    'paths' in error
  );
}

/** The hub could not be asked. What was to be sent waits. */
export function isAway(error: unknown): boolean {
  return error instanceof Error && ['HubUnreachableError', 'HubProtocolError'].includes(error.name);
}
