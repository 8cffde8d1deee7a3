import type { ReleaseClient } from '@prompthub/client';
import type { Deployment } from '@prompthub/protocol';
import { note, print, printJson } from '../terminal/output';
import { openWorkingCopy } from './connect';
import { describeMove } from './describe-release';
import { toProjectPath } from './project-paths';

/** Options of every command that moves an environment. */
export interface MoveOptions {
  readonly why: string;
  readonly expected?: string;
  readonly json?: boolean;
}

/** The linked project's releases, and a file of the command line as the project's path. */
export async function openReleases(file: string | undefined): Promise<{
  releases: ReleaseClient;
  path: string | undefined;
  /** The current branch. */
  branch: string;
}> {
  const { copy, link } = await openWorkingCopy();
  const path = file === undefined ? undefined : toProjectPath(link, file);
  return { releases: copy.project.releases, path, branch: copy.branch };
}

/**
 * Moves an environment and says so. That it is there already is no failure, so that a script may be run again; `--json`
 * prints null then.
 */
export async function showDeployment(
  move: () => Promise<Deployment>,
  { json }: Pick<MoveOptions, 'json'>,
): Promise<void> {
  const { HubError } = await import('@prompthub/client');
  try {
    const deployment = await move();
    if (json) printJson(deployment);
    else print(describeMove(deployment, [deployment.environment, deployment.path].filter(Boolean).join(' ')));
  } catch (error) {
    if (!(error instanceof HubError) || error.problem.code !== 'already-there') throw error;
    if (json) printJson(null);
    note(error.message);
  }
}
