import * as vscode from 'vscode';
import type { App, Command } from '../app';

interface MenuItem extends vscode.QuickPickItem {
  readonly command: string;
}

/** What can be done now; the status bar's click. */
export const showMenu: Command = async (app) => {
  const picked = await vscode.window.showQuickPick(menuItems(app), {
    title: 'PromptHub',
    placeHolder: 'What next?',
  });
  if (picked) await vscode.commands.executeCommand(picked.command);
};

function menuItems({ status, runner }: App): MenuItem[] {
  const { link, account, queue, problem } = status.snapshot;
  const item = (command: string, label: string, description?: string) => ({
    command: `prompthub.${command}`,
    label,
    description,
  });
  return [
    ...(runner.running > 0 ? [item('stopRun', '$(debug-stop) Stop the running prompt')] : []),
    ...(problem ? [item('refresh', '$(refresh) Ask the hub again', problem)] : []),
    ...(link && !account ? [item('signIn', '$(account) Sign in', link.hub)] : []),
    ...(link && account
      ? [
          item('publish', '$(cloud-upload) Publish…'),
          ...(queue.length > 0
            ? [item('sendQueued', '$(cloud-upload) Send what waits', waiting(queue.length))]
            : []),
          item('pull', '$(cloud-download) Pull'),
          item('switchBranch', '$(git-branch) Switch branch…', link.branch),
          item('showProjectHistory', '$(history) History of the project'),
          item('manageMembers', '$(organization) Members…'),
        ]
      : []),
    ...(link ? [] : [item('linkFolder', '$(link) Link folder to a project…')]),
    item('showResults', '$(output) Results'),
    item('newPrompt', '$(new-file) New prompt…'),
    item('setProviderKey', '$(key) Provider keys…'),
    ...(account ? [item('signOut', '$(sign-out) Sign out', account)] : []),
    item('showLogs', '$(output) Logs'),
  ];
}

const waiting = (count: number): string => (count === 1 ? '1 commit' : `${count} commits`);
