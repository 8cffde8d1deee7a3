import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResolvedPrompt } from '@prompthub/protocol';
import { HubClient } from '../../hub-client';
import { promptRequest } from '../../prompts/prompt-request';
import type { PromptLock } from '../../prompts/prompt-source';
import { blobId } from '../blob-id';
import { errorCode } from '../../error-code';
import { parseJson } from '../parse-json';
import { resolveSafely } from '../safe-path';
import {
  integrityOf,
  LOCK_FILE,
  lockedFolder,
  LockFileError,
  lockFile,
  type LockedText,
  type LockFile,
} from './lock-file';

export interface FromLockOptions {
  /** The address under which the application knows the lock's hub, where that is another one than the lock was written with. */
  readonly hub?: string;
}

/**
 * The prompts that `prompthub pull --lock` wrote into a folder, for `new PromptClient({ lock })`. All are read and checked
 * now: a lock that is damaged shows when the application starts, not when the hub is away.
 * @throws LockFileError naming the file that is missing or was changed; TypeError for a `hub` that is no address
 */
export async function fromLock(folder: string, { hub }: FromLockOptions = {}): Promise<PromptLock> {
  const lock = await readLock(folder);
  const prompts = new Map<string, ResolvedPrompt>();
  for (const entry of lock.prompts) {
    prompts.set(promptRequest(entry.path, entry.selector).id, await readPrompt(folder, entry));
  }
  return {
    // As a client writes it: without a slash at the end, the host in small letters.
    hub: hub === undefined ? lock.hub : new HubClient({ baseUrl: hub }).baseUrl,
    project: lock.project,
    find: ({ id }) => prompts.get(id),
  };
}

async function readLock(folder: string): Promise<LockFile> {
  const file = join(folder, LOCK_FILE);
  const parsed = lockFile.safeParse(parseJson(await read(file).then(String)));
  if (parsed.success) return parsed.data;
  throw new LockFileError(file, 'is no lock that this version can read.');
}

async function readPrompt(folder: string, entry: LockFile['prompts'][number]): Promise<ResolvedPrompt> {
  const { commit, selector, path, blob } = entry;
  const texts = lockedFolder(folder, commit);
  const partials: ResolvedPrompt['partials'] = {};
  for (const [name, partial] of Object.entries(entry.partials)) {
    partials[name] = { path: partial.path, blob: partial.blob, content: await readText(texts, partial) };
  }
  const content = await readText(texts, entry);
  return { path, blob, content, commit, ...('commit' in selector ? {} : selector), partials };
}

async function readText(folder: string, { path, blob, integrity }: LockedText): Promise<string> {
  const file = await resolveSafely(folder, path);
  const bytes = await read(file);
  if (integrityOf(bytes) === integrity && blobId(bytes) === blob) return bytes.toString('utf8');
  throw new LockFileError(file, 'is not the text that was locked.');
}

async function read(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    throw new LockFileError(file, `cannot be read (${errorCode(error)}).`);
  }
}
