import { forEachConcurrently } from '../../concurrency';
import { allPages } from '../../listing';
import type { ProjectClient } from '../../project-client';
import { hubSource } from '../../prompts/hub-source';
import { describeSelector, promptRequest, type PromptSelector } from '../../prompts/prompt-request';
import type { LockFile } from './lock-file';
import { writeLock, type PromptToLock } from './write-lock';

export interface PullLockOptions {
  /** Address of the hub, as applications will name it. */
  readonly hub: string;
  readonly project: ProjectClient;
  readonly selectors: readonly PromptSelector[];
  /** Whether a prompt shall be in the lock; default all. */
  readonly includes?: (path: string) => boolean;
}

/** A selector stands for no prompt at all, or for none of those that were wanted. */
export class NothingToLockError extends Error {
  constructor(selector: PromptSelector) {
    super(
      `There is nothing to lock of ${describeSelector(selector)}. Nothing was written. Is the name right, and was it deployed?`,
    );
    this.name = 'NothingToLockError';
  }
}

const FETCHES = 8;

/**
 * Fetches every prompt that the selectors stand for, then writes the lock of a folder anew.
 * @throws NothingToLockError, HubError; then nothing is written
 */
export async function pullLock(folder: string, options: PullLockOptions): Promise<LockFile> {
  const { hub, project, selectors, includes = () => true } = options;
  const source = hubSource(project);
  const prompts: PromptToLock[] = [];
  for (const selector of selectors) {
    const paths = (await promptsOf(project, selector)).filter(includes);
    if (paths.length === 0) throw new NothingToLockError(selector);
    await forEachConcurrently(paths, FETCHES, async (path) => {
      const signal = new AbortController().signal;
      const answer = await source.fetch(promptRequest(path, selector), { etag: undefined, signal });
      if (answer !== 'unchanged') prompts.push({ selector, prompt: answer.value });
    });
  }
  return writeLock(folder, { hub, project: project.name, prompts });
}

/** Paths of the prompts that a selector stands for. */
async function promptsOf(project: ProjectClient, selector: PromptSelector): Promise<string[]> {
  if (selector.commit !== undefined) return promptsAt(project, selector.commit);
  const paths = new Set<string>();
  if (selector.label !== undefined) {
    for await (const { label, path } of allPages((cursor) =>
      project.releases.labels({ cursor, limit: 200 }),
    )) {
      if (label === selector.label) paths.add(path);
    }
    return [...paths];
  }
  const environments = await project.releases.environments();
  const environment = environments.find(({ name }) => name === selector.environment);
  for (const { path } of environment?.prompts ?? []) paths.add(path);
  if (environment?.project) {
    for (const path of await promptsAt(project, environment.project.commit)) paths.add(path);
  }
  return [...paths];
}

async function promptsAt(project: ProjectClient, ref: string): Promise<string[]> {
  const { isPartial, isPrompt } = await import('@prompthub/core');
  const { items } = await project.files({ ref });
  return items.map(({ path }) => path).filter((path) => isPrompt(path) && !isPartial(path));
}
