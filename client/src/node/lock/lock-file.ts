import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { objectId } from '@prompthub/protocol';
import { z } from 'zod';

/** What an application brings along: which versions of which prompts. Committed or packed with it. */
export const LOCK_FILE = 'prompthub.lock';
/** Beside it, the texts: `<commit>/<path>`. Hidden, so that no tool takes them for prompts of the folder. */
export const LOCK_FOLDER = '.prompthub-lock';

const lockedText = z.strictObject({
  path: z.string(),
  /** Git's id of the text. */
  blob: objectId,
  /** `sha256-` and base64, of the file's bytes, as in W3C Subresource Integrity. */
  integrity: z.string(),
});
export type LockedText = z.infer<typeof lockedText>;

const selector = z.union([
  z.strictObject({ environment: z.string() }),
  z.strictObject({ label: z.string() }),
  z.strictObject({ commit: z.string() }),
]);

export const lockFile = z.strictObject({
  version: z.literal(1),
  hub: z.string(),
  project: z.string(),
  prompts: z.array(
    lockedText.extend({
      /** What was asked for. */
      selector,
      /** What that was when the lock was written. */
      commit: objectId,
      /** By the names that `{{> name}}` uses. */
      partials: z.record(z.string(), lockedText),
    }),
  ),
});
export type LockFile = z.infer<typeof lockFile>;

/** The lock, or a text that it names, cannot be used. */
export class LockFileError extends Error {
  readonly file: string;
  constructor(file: string, problem: string) {
    super(`${file} ${problem} Write the lock anew with \`prompthub pull --lock\`.`);
    this.name = 'LockFileError';
    this.file = file;
  }
}

/** The folder of the texts of one version. */
export function lockedFolder(folder: string, commit: string): string {
  return join(folder, LOCK_FOLDER, commit);
}

export function integrityOf(bytes: Uint8Array): string {
  return `sha256-${createHash('sha256').update(bytes).digest('base64')}`;
}
