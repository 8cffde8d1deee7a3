import type { QueuedCommit } from './working-state';

/** Another window or command line switched the folder to another branch. */
export class BranchSwitchedError extends Error {
  constructor(expected: string, actual: string) {
    super(
      `This folder was switched from ${expected} to ${actual} meanwhile. Nothing was done; look, then try again.`,
    );
    this.name = 'BranchSwitchedError';
  }
}

/** Nobody knows whether the hub has the commit that is to be taken back. */
export class CommitInDoubtError extends Error {
  constructor({ message }: QueuedCommit) {
    super(
      `The commit “${message}” was on its way to the hub when that was interrupted, and may have got there. Send again, which finds out; then take it back here, or revert it there.`,
    );
    this.name = 'CommitInDoubtError';
  }
}
