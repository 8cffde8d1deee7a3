/** The client's parts that need files and processes: the link file, the working copy, signing in from a terminal. */
export { findLink, LinkFileError, parseLinkFile, type Link } from './link';
export { WorkingCopy, type Overview, type PublishOptions, type PublishResult } from './working-copy';
export { BranchSwitchedError, CommitInDoubtError } from './copy-errors';
export { PublishConflictError } from './publish';
export { LostTextError, type SendOptions, type SendResult } from './send-queue';
export {
  NoSuchBranchError,
  SwitchRefusedError,
  type SwitchOptions,
  type SwitchResult,
} from './switch-branch';
export type { TakenBack } from './uncommit-last';
export { NewerStateError, UnsentCommitsError, type QueuedCommit } from './working-state';
export type { FileState, FileStatus } from './file-status';
export type { PullConflict, PullOptions, PullResult, Resolution } from './pull';
export { UnsharableFileError } from './read-text-file';
export { resolveSafely, UnsafePathError } from './safe-path';
export { listSharedFiles } from './shared-files';
export { blobId } from './blob-id';
export { FileWriteError, writeFileAtomically } from './atomic-file';
export { LockTimeoutError } from './file-lock';
export { signInWithBrowser, SignInError, type SignInOptions } from './login/loopback-sign-in';
export { configFolder, TokenStore, type StoredToken } from './login/token-store';
export { tokenSource, type TokenSourceOptions } from './login/token-source';
export { fromLock, type FromLockOptions } from './lock/from-lock';
export { LOCK_FILE, LockFileError, type LockFile } from './lock/lock-file';
export { NothingToLockError, pullLock, type PullLockOptions } from './lock/pull-lock';
