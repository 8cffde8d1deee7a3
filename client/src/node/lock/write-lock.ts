import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResolvedPrompt } from '@prompthub/protocol';
import type { PromptSelector } from '../../prompts/prompt-request';
import { writeFileAtomically } from '../atomic-file';
import { resolveSafely } from '../safe-path';
import {
  integrityOf,
  LOCK_FILE,
  LOCK_FOLDER,
  lockedFolder,
  lockFile,
  type LockedText,
  type LockFile,
} from './lock-file';

export interface PromptToLock {
  readonly selector: PromptSelector;
  readonly prompt: ResolvedPrompt;
}

type Source = Pick<ResolvedPrompt, 'path' | 'blob' | 'content'>;

/**
 * Writes `prompthub.lock` and its texts. The texts come first and none is ever overwritten by another, then the lock takes
 * the place of the old one, then what nobody names any more goes: stopped at any moment, the lock that stands there is whole.
 * @throws FileWriteError, UnsafePathError
 */
export async function writeLock(
  folder: string,
  { hub, project, prompts }: { hub: string; project: string; prompts: readonly PromptToLock[] },
): Promise<LockFile> {
  for (const { prompt } of prompts) {
    for (const source of [prompt, ...Object.values(prompt.partials)]) {
      await writeText(lockedFolder(folder, prompt.commit), source);
    }
  }
  const lock = lockFile.parse({ version: 1, hub, project, prompts: prompts.map(toEntry).sort(byPlace) });
  await writeFileAtomically(join(folder, LOCK_FILE), `${JSON.stringify(lock, null, 2)}\n`);
  await removeOthers(folder, new Set(prompts.map(({ prompt }) => prompt.commit)));
  return lock;
}

async function writeText(folder: string, { path, content }: Source): Promise<void> {
  const file = await resolveSafely(folder, path);
  const there = await readFile(file, 'utf8').catch(() => undefined);
  if (there !== content) await writeFileAtomically(file, content);
}

function toEntry({ selector, prompt }: PromptToLock): LockFile['prompts'][number] {
  const partials = Object.entries(prompt.partials).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    ...toText(prompt),
    selector: plain(selector),
    commit: prompt.commit,
    partials: Object.fromEntries(partials.map(([name, source]) => [name, toText(source)])),
  };
}

function plain({ environment, label, commit }: PromptSelector): LockFile['prompts'][number]['selector'] {
  if (environment !== undefined) return { environment };
  return label !== undefined ? { label } : { commit };
}

function toText({ path, blob, content }: Source): LockedText {
  return { path, blob, integrity: integrityOf(new TextEncoder().encode(content)) };
}

function byPlace(one: LockFile['prompts'][number], other: LockFile['prompts'][number]): number {
  const [a, b] = [one, other].map(({ selector, path }) => `${JSON.stringify(selector)} ${path}`);
  return (a ?? '') < (b ?? '') ? -1 : 1;
}

async function removeOthers(folder: string, commits: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(join(folder, LOCK_FOLDER)).catch(() => [])) {
    if (!commits.has(name)) await rm(join(folder, LOCK_FOLDER, name), { recursive: true, force: true });
  }
}
