import { rm, rmdir } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import type { Settings } from '../config/settings';
import { clusterFolder } from './folders';
import { findKeyFile } from './key-file';
import { LaunchError } from './launch-error';
import { recoverOrphan } from './postgres/postmaster';
import { runningHub } from './start-lock';
import path from 'node:path';

/** Removes the embedded database and its keys, after asking. @returns what to tell. @throws LaunchError */
export async function reset(settings: Settings): Promise<string> {
  if (settings.databaseUrl !== undefined)
    throw new LaunchError(
      'DATABASE_URL is set: this only removes the embedded database. Empty that server yourself.',
    );
  const keys = await findKeyFile(settings.dataDir);
  if (keys === undefined) return `There is nothing to remove in ${settings.dataDir}.`;
  const folder = clusterFolder(settings.dataDir, keys);
  const running = await runningHub(folder);
  if (running !== undefined)
    throw new LaunchError(`The hub is running (process ${running}). Stop it first; nothing was removed.`);
  if (!settings.yes && !(await confirmed(settings.dataDir))) throw new LaunchError('Nothing was removed.');
  await recoverOrphan(path.join(folder, 'data'));
  await rm(folder, { recursive: true, force: true });
  await rm(path.join(settings.dataDir, 'keys.json'), { force: true });
  // Somebody's own files may lie beside ours, for --data-dir can name any folder.
  await rmdir(settings.dataDir).catch(() => undefined);
  return `Removed the database and the keys in ${settings.dataDir}. The next start begins anew.`;
}

async function confirmed(dataDir: string): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new LaunchError('This removes every account, project and version of this hub. Add --yes to do it.');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(
    `This removes every account, project and version in ${dataDir}. Type "yes" to go on: `,
  );
  terminal.close();
  return answer.trim().toLowerCase() === 'yes';
}
