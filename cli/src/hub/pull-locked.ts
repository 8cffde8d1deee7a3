import { resolve } from 'node:path';
import { usageError } from '../command-error';
import { count, note, print, printable, printJson } from '../terminal/output';
import { openWorkingCopy } from './connect';
import { selects, toProjectPaths } from './project-paths';

interface PullLockedOptions {
  readonly json?: boolean;
  readonly environment: readonly string[];
  readonly label: readonly string[];
  readonly commit: readonly string[];
  readonly out?: string;
}

/** `prompthub pull --lock`: prompthub.lock, beside prompthub.yaml or where `--out` says. */
export async function pullLocked(paths: string[], options: PullLockedOptions): Promise<void> {
  const selectors = [
    ...options.environment.map((environment) => ({ environment })),
    ...options.label.map((label) => ({ label })),
    ...options.commit.map((commit) => ({ commit })),
  ];
  if (selectors.length === 0)
    throw usageError('Say what to lock: --environment production, --label stable or --commit <id>.');
  const { copy, link, hub } = await openWorkingCopy();
  const wanted = toProjectPaths(link, paths);
  const { pullLock, LOCK_FILE } = await import('@prompthub/client/node');
  const lock = await pullLock(options.out === undefined ? link.root : resolve(options.out), {
    hub: hub.baseUrl,
    project: copy.project,
    selectors,
    includes: (path) => selects(wanted, path),
  });
  if (options.json) return printJson(lock);
  for (const { path, commit, selector } of lock.prompts) {
    const [name = ''] = Object.values(selector);
    print(`${commit.slice(0, 7)}  ${printable(name)}  ${printable(path)}`);
  }
  note(`${count(lock.prompts.length, 'prompt')} in ${LOCK_FILE}. Commit it with the folder .prompthub-lock.`);
}
