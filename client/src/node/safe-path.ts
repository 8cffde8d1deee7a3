import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { filePath, LINK_FILE } from '@prompthub/protocol';

/** A file would be written to, or read from, a place where it does not belong. */
export class UnsafePathError extends Error {
  readonly path: string;
  constructor(path: string, reason: string) {
    super(`“${path}” ${reason}. It was left alone.`);
    this.name = 'UnsafePathError';
    this.path = path;
  }
}

/**
 * Whether a path of the project may exist in a working copy. Hidden parts are out, in both directions: a project that
 * could write `.git/hooks` or `.vscode/settings.json` could run programs.
 */
export function isSafePath(path: string): boolean {
  if (!filePath.safeParse(path).success || path === LINK_FILE) return false;
  return path
    .split('/')
    .every((part) => !part.startsWith('.') && part !== 'node_modules' && !isWindowsTrap(part));
}

/** Device names, short names, streams and trailing dots mean something else on Windows. Out everywhere, so that a project is the same everywhere. */
function isWindowsTrap(part: string): boolean {
  return /[<>:"|?*]|[. ]$|~\d/.test(part) || /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(part);
}

/**
 * The absolute place of a path of the project.
 * @throws UnsafePathError when the path is not allowed, or a part of it is a symbolic link
 */
export async function resolveSafely(folder: string, path: string): Promise<string> {
  if (!isSafePath(path)) throw new UnsafePathError(path, 'is not a path that a project may have');
  let current = folder;
  for (const part of path.split('/')) {
    current = join(current, part);
    const stats = await lstat(current).catch(() => undefined);
    if (stats?.isSymbolicLink()) throw new UnsafePathError(path, 'goes through a symbolic link');
  }
  return current;
}
