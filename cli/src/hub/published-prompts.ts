import type { ProjectClient } from '@prompthub/client';
import { CommandError } from '../command-error';
import { openWorkingCopy } from './connect';
import { toProjectPath } from './project-paths';

/** Which version the hub runs. */
export interface ChosenVersion {
  /** A branch or a commit. */
  readonly ref?: string;
  /** What is deployed there, instead. */
  readonly environment?: string;
}

/** A prompt of the linked project, in one version. */
export interface PublishedPrompt extends ChosenVersion {
  readonly project: ProjectClient;
  readonly path: string;
}

/**
 * The prompts that files of the linked folder stand for at the hub, which runs what was published. Where none is chosen, that is
 * the current branch, and what is here must be the same; else whatever that version has.
 * @throws CommandError when a file lies elsewhere, was never published, or it or a partial was changed since
 */
export async function publishedPrompts(
  files: readonly string[],
  { ref, environment }: ChosenVersion = {},
): Promise<Map<string, PublishedPrompt>> {
  const { copy, link } = await openWorkingCopy();
  const paths = new Map(files.map((file) => [file, toProjectPath(link, file)]));
  if (ref === undefined && environment === undefined) {
    const { isPartial } = await import('@prompthub/core');
    const wanted = new Set(paths.values());
    const states = new Map((await copy.status()).map(({ path, state }) => [path, state]));
    for (const path of wanted) {
      if (states.has(path) && states.get(path) !== 'new') continue;
      throw new CommandError(`The hub runs published versions, and ${path} has none yet. Push it first.`);
    }
    const changed = [...states].filter(
      ([path, state]) => state !== 'in-sync' && (wanted.has(path) || isPartial(path)),
    );
    if (changed.length > 0) throw differs(changed.map(([path]) => path).join(', '), copy.branch);
  }
  const version = {
    project: copy.project,
    ...(environment === undefined ? { ref: ref ?? copy.branch } : { environment }),
  };
  return new Map([...paths].map(([file, path]) => [file, { ...version, path }]));
}

function differs(paths: string, branch: string): CommandError {
  return new CommandError(
    `The hub runs published versions, and not the same stands here and there: ${paths}. ` +
      `Push or pull first, or run what is published with --ref ${branch}.`,
  );
}
