import path from 'node:path';
import type { KeyFile } from './key-file';

/**
 * Where the embedded PostgreSQL lives. Root's PostgreSQL runs as another user, who may not be able to reach the data
 * directory (a home of mode 0700): it gets a folder of its own, named after this hub.
 */
export function clusterFolder(dataDir: string, keys: Pick<KeyFile, 'instance'>): string {
  if (process.getuid?.() === 0) return path.join('/var/lib/prompthub', keys.instance);
  return path.join(dataDir, 'postgres');
}

/** Root of the checkout (or of the installed package): the parent of `backend/`. */
export const REPOSITORY = path.resolve(__dirname, '..', '..', '..');
