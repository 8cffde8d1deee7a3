import * as vscode from 'vscode';

export const MAX_WHY = 1000;

interface WhyQuestion {
  readonly title: string;
  /** What becomes of the answer. */
  readonly prompt: string;
  /** What was typed before. */
  readonly value?: string | undefined;
}

/** The reason for something, trimmed; undefined when the person thought better of it. */
export async function askWhy({ title, prompt, value }: WhyQuestion): Promise<string | undefined> {
  const why = await vscode.window.showInputBox({
    ...{ title, prompt, placeHolder: 'Why?', ignoreFocusOut: true },
    ...(value === undefined ? {} : { value }),
    validateInput: (text) => {
      if (text.trim() === '') return 'Say in a few words why';
      return text.trim().length > MAX_WHY ? `At most ${MAX_WHY} characters` : undefined;
    },
  });
  return why?.trim();
}
