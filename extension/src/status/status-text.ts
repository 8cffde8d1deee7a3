import type { FileStatus } from '@prompthub/client/node';
import { changeGroups, changesText } from '../source-control/change-groups';

export interface StatusFacts {
  readonly project: string | undefined;
  readonly branch: string | undefined;
  readonly hub: string | undefined;
  readonly account: string | undefined;
  readonly files: readonly Pick<FileStatus, 'state'>[];
  readonly problem: string | undefined;
  readonly running: number;
}

/** What the status bar says, and the lines of its tooltip. */
export function statusText(facts: StatusFacts): { text: string; tooltip: string } {
  const { project, branch, hub, account, files, problem, running } = facts;
  const spinner = running > 0 ? '$(loading~spin)' : '$(comment-discussion)';
  const runningLine =
    running > 0 ? [`${running} ${running === 1 ? 'prompt is' : 'prompts are'} running`] : [];
  if (!project)
    return { text: `${spinner} PromptHub`, tooltip: ['Not linked to a project', ...runningLine].join('\n') };
  const groups = changeGroups(files);
  const { changes, incoming, conflicts } = groups;
  const arrows = [
    incoming.length > 0 && `${incoming.length}↓`,
    changes.length > 0 && `${changes.length}↑`,
    conflicts.length > 0 && `${conflicts.length}!`,
  ].filter(Boolean);
  const state = problem
    ? ' $(warning)'
    : account
      ? arrows.length > 0
        ? ` ${arrows.join(' ')}`
        : ''
      : ' $(account)';
  const lines = [
    `${project} on ${hub}, branch ${branch}`,
    account ? `Signed in as ${account}` : 'Not signed in',
    ...(problem ? [`The hub could not be asked: ${problem}`] : []),
    ...(account && !problem ? [changesText(groups) || 'Everything is in sync'] : []),
    ...runningLine,
  ];
  return { text: `${spinner} ${project} · ${branch}${state}`, tooltip: lines.join('\n') };
}
