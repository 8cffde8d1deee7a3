import type { Context } from '../context';
import { fileNameOf, normalizeUri, relativePath } from '../uri';

/** How people name a file: its path from the workspace's folder. */
export function pathInWorkspace({ workspace }: Context, uri: string): string {
  const key = normalizeUri(uri);
  const root = workspace.rootOf(key);
  return root === undefined ? fileNameOf(key) : relativePath(root, key);
}
