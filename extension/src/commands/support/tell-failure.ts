import * as vscode from 'vscode';
import type { App } from '../../app';
import { describeFailure } from './describe-failure';

const LOGS = 'Show Logs';

/** Tells the person what went wrong and what can be done. Answers with the chosen one of `actions`. */
export async function tellFailure(
  app: Pick<App, 'log'>,
  error: unknown,
  { doing, actions = [] }: { doing: string; actions?: readonly string[] },
): Promise<string | undefined> {
  const { text, signIn } = describeFailure(error);
  app.log.error(`${doing}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  const offers = [...actions, ...(signIn ? ['Sign In'] : []), LOGS];
  const choice = await vscode.window.showErrorMessage(`${doing}. ${text}`, ...offers);
  if (choice === LOGS) app.log.show();
  if (choice === 'Sign In') await vscode.commands.executeCommand('prompthub.signIn');
  return choice;
}
