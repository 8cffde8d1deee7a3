import * as vscode from 'vscode';
import type { App } from '../../app';
import { describeFailure } from './describe-failure';

const LOGS = 'Show Logs';
const AGAIN = 'Try Again';
const TEST = 'Run Tests on the Hub';

export interface FailureContext {
  /** What did not work, as a sentence without its full stop. */
  readonly doing: string;
  readonly actions?: readonly string[];
  /** Does the same once more; offered when the hub was away. */
  readonly again?: () => Thenable<unknown>;
}

/** Tells the person what went wrong and what can be done. Answers with the chosen one of `actions`. */
export async function tellFailure(
  app: Pick<App, 'log'>,
  error: unknown,
  { doing, actions = [], again }: FailureContext,
): Promise<string | undefined> {
  const { text, signIn, away } = describeFailure(error);
  app.log.error(`${doing}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  const untested = untestedVersion(error);
  const offers = [
    ...actions,
    ...(untested === undefined ? [] : [TEST]),
    ...(away && again ? [AGAIN] : []),
    ...(signIn ? ['Sign In'] : []),
    LOGS,
  ];
  const choice = await vscode.window.showErrorMessage(`${doing}. ${text}`, ...offers);
  if (choice === LOGS) app.log.show();
  if (choice === TEST) await vscode.commands.executeCommand('prompthub.startTestRun', untested);
  if (choice === 'Sign In') await vscode.commands.executeCommand('prompthub.signIn');
  if (choice === AGAIN) await again?.();
  return choice;
}

/** The commit that the hub refused because its tests have not passed there; undefined for other refusals. */
function untestedVersion(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'tests-required') return undefined;
  const problem: unknown = 'problem' in error ? error.problem : undefined;
  if (typeof problem !== 'object' || problem === null || !('commit' in problem)) return undefined;
  return typeof problem.commit === 'string' ? problem.commit : undefined;
}
