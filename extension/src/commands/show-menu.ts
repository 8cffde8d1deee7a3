import * as vscode from 'vscode';
import type { App, Command } from '../app';

interface MenuItem extends vscode.QuickPickItem {
  /** Undefined for a heading. */
  readonly command?: string;
}

/** What can be done now; the status bar's click. */
export const showMenu: Command = async (app) => {
  const picked = await vscode.window.showQuickPick(menuItems(app), {
    title: 'PromptHub',
    placeHolder: 'What next?',
  });
  if (picked?.command) await vscode.commands.executeCommand(picked.command);
};

function menuItems(app: App): MenuItem[] {
  const { status, runner } = app;
  const { link, account, problem } = status.snapshot;
  return [
    ...(runner.running === 1 ? [item('stopRun', '$(debug-stop) Stop the running prompt')] : []),
    ...(runner.running > 1 ? [item('stopAllRuns', '$(debug-stop) Stop all running prompts')] : []),
    ...(problem ? [item('refresh', '$(refresh) Ask the hub again', problem)] : []),
    ...(link && !account ? [item('signIn', '$(account) Sign in', link.hub)] : []),
    ...(link && account ? projectItems(app, link.branch) : []),
    ...(link ? [] : [item('linkFolder', '$(link) Link folder to a project…')]),
    item('showResults', '$(output) Results'),
    item('showRuns', '$(history) Runs of the prompt'),
    item('newPrompt', '$(new-file) New prompt…'),
    item('setProviderKey', '$(key) Provider keys…'),
    ...(account ? [item('signOut', '$(sign-out) Sign out', account)] : []),
    item('showLogs', '$(output) Logs'),
  ];
}

function projectItems(app: App, branch: string): MenuItem[] {
  const { queue } = app.status.snapshot;
  const prompt = openPrompt(app);
  return [
    item('publish', '$(cloud-upload) Publish…'),
    ...(queue.length > 0
      ? [item('sendQueued', '$(cloud-upload) Send what waits', waiting(queue.length))]
      : []),
    item('pull', '$(cloud-download) Pull'),
    item('findPrompt', '$(search) Find a prompt…'),
    heading('Branches and history'),
    item('switchBranch', '$(git-branch) Switch branch…', branch),
    item('mergeBranch', '$(git-merge) Merge a branch…', `into ${branch}`),
    item('showProjectHistory', '$(history) History of the project'),
    ...(prompt === undefined ? [] : [item('showHistory', '$(history) History of the prompt', prompt)]),
    heading('Releases'),
    item('deploy', '$(rocket) Deploy…'),
    item('promote', '$(arrow-up) Promote…'),
    item('rollBack', '$(discard) Roll back…'),
    ...(prompt === undefined ? [] : [item('labels', '$(tag) Labels of the prompt…', prompt)]),
    heading('PromptHub'),
    item('showSpending', '$(credit-card) Spending and keys'),
    item('manageMembers', '$(organization) Members…'),
  ];
}

/** The path of the prompt that is being edited, when it is one of the project. */
function openPrompt({ links }: App): string | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document?.languageId === 'dotprompt' ? links.projectPath(document.uri) : undefined;
}

function item(command: string, label: string, description?: string): MenuItem {
  return { command: `prompthub.${command}`, label, ...(description === undefined ? {} : { description }) };
}

function heading(label: string): MenuItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

const waiting = (count: number): string => (count === 1 ? '1 commit' : `${count} commits`);
