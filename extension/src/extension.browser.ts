import * as vscode from 'vscode';
import type { Command, EditingApp } from './app';
import { preview } from './commands/preview';
import { restartServer } from './commands/restart-server';
import { selectTest } from './commands/select-test';
import { showLogs } from './commands/show-logs';
import { toggleInlineValues } from './commands/toggle-inline-values';
import { createBrowserClient } from './language/create-browser-client';
import { LanguageService } from './language/language-service';
import { PreviewPanel } from './preview/preview-panel';

const commands: Readonly<Record<string, Command<EditingApp>>> = {
  'prompthub.preview': preview,
  'prompthub.selectTest': selectTest,
  'prompthub.toggleInlineValues': toggleInlineValues,
  'prompthub.restartServer': restartServer,
  'prompthub.showLogs': showLogs,
};

let running: LanguageService | undefined;

/** The browser edition: editing, checking and previewing. What needs a process, a disk or a model says so. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('PromptHub', { log: true });
  const language = new LanguageService({
    log,
    createClient: (hooks) => createBrowserClient(context, hooks),
  });
  const app: EditingApp = { context, log, language, preview: new PreviewPanel(context, language) };
  context.subscriptions.push(
    ...[log, language, app.preview],
    ...contributedCommands(context).map((id) =>
      vscode.commands.registerCommand(id, (...args: unknown[]) => run(app, id, args)),
    ),
  );
  showNoHub(context);
  running = language;
  language.start().catch((error: unknown) => log.error(String(error)));
}

export async function deactivate(): Promise<void> {
  await running?.stop();
}

async function run(app: EditingApp, id: string, args: unknown[]): Promise<unknown> {
  const command = commands[id];
  if (command) return command(app, ...args);
  return vscode.window.showInformationMessage(
    'Here in the browser prompts can be edited, checked and previewed. Open the folder in the desktop edition, or on a remote machine, to run, test and publish them.',
  );
}

/** The views are empty here, and say why. */
function showNoHub(context: vscode.ExtensionContext): void {
  void vscode.commands.executeCommand('setContext', 'prompthub.inBrowser', true);
  const empty: vscode.TreeDataProvider<never> = { getChildren: () => [], getTreeItem: (row) => row };
  for (const view of ['prompthub.prompts', 'prompthub.versions', 'prompthub.environments'])
    context.subscriptions.push(vscode.window.registerTreeDataProvider(view, empty));
}

function contributedCommands(context: vscode.ExtensionContext): string[] {
  const manifest = context.extension.packageJSON as {
    contributes?: { commands?: { command: string }[] };
  };
  return (manifest.contributes?.commands ?? []).map(({ command }) => command);
}
