import * as vscode from 'vscode';

interface Agreement {
  readonly question: string;
  /** What will be different. */
  readonly detail: string;
  readonly yes: string;
}

/** Whether the person really means it: for what changes what applications get. */
export async function agree({ question, detail, yes }: Agreement): Promise<boolean> {
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
}
