import type { FileStatus } from '@prompthub/client/node';
import { changeGroups, changesText } from '../source-control/change-groups';

export interface StatusFacts {
  readonly project: string | undefined;
  readonly branch: string | undefined;
  readonly hub: string | undefined;
  readonly account: string | undefined;
  readonly files: readonly Pick<FileStatus, 'state'>[];
  /** How many commits wait for the hub. */
  readonly waiting: number;
  readonly problem: string | undefined;
  readonly running: number;
}

/** What the status bar says of the project, and the lines of its tooltip. The branch has an item of its own. */
export function statusText(facts: StatusFacts): { text: string; tooltip: string } {
  const { project, branch, hub, account, files, waiting, problem, running } = facts;
  const icon = running > 0 ? '$(loading~spin)' : '$(comment-discussion)';
  const runningLine =
    running > 0 ? [`${running} ${running === 1 ? 'prompt is' : 'prompts are'} running`] : [];
  if (!project)
    return { text: `${icon} PromptHub`, tooltip: ['Not linked to a project', ...runningLine].join('\n') };
  const sign = problem ? ' $(warning)' : account ? '' : ' $(account)';
  const away = waiting > 0 ? ` ${waiting === 1 ? '1 commit waits' : `${waiting} commits wait`} for it.` : '';
  const lines = [
    `${project} on ${hub}, branch ${branch}`,
    account ? `Signed in as ${account}` : 'Not signed in',
    ...(problem ? [`The hub could not be asked: ${problem}${away}`] : []),
    ...(account && !problem ? [changesText(changeGroups(files)) || 'Everything is in sync'] : []),
    ...runningLine,
  ];
  return { text: `${icon} ${project}${sign}`, tooltip: lines.join('\n') };
}
