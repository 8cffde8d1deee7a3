import * as vscode from 'vscode';

type Stubbed =
  'showInputBox' | 'showQuickPick' | 'showInformationMessage' | 'showWarningMessage' | 'showErrorMessage';

/**
 * Answers dialogs in place of a person: the editor refuses to show them in tests. Each list is worked off in order; an
 * answer may be a function of the dialog's arguments. What was shown is kept.
 */
export class Person {
  readonly shown: { dialog: Stubbed; args: unknown[] }[] = [];
  readonly #originals = new Map<Stubbed, unknown>();
  readonly #answers = new Map<Stubbed, unknown[]>();

  constructor() {
    const window = vscode.window as unknown as Record<Stubbed, unknown>;
    const dialogs: Stubbed[] = [
      'showInputBox',
      'showQuickPick',
      'showInformationMessage',
      'showWarningMessage',
      'showErrorMessage',
    ];
    for (const dialog of dialogs) {
      this.#originals.set(dialog, window[dialog]);
      window[dialog] = (...args: unknown[]): Promise<unknown> => {
        this.shown.push({ dialog, args });
        const answer = this.#answers.get(dialog)?.shift();
        const given: unknown =
          typeof answer === 'function' ? (answer as (...all: unknown[]) => unknown)(...args) : answer;
        return Promise.resolve(given);
      };
    }
  }

  will(dialog: Stubbed, ...answers: unknown[]): this {
    this.#answers.set(dialog, [...(this.#answers.get(dialog) ?? []), ...answers]);
    return this;
  }

  /** Messages and titles that were shown, as one text. */
  get heard(): string {
    return this.shown
      .map(({ args }) => (typeof args[0] === 'string' ? args[0] : JSON.stringify(args)))
      .join('\n');
  }

  leave(): void {
    const window = vscode.window as unknown as Record<Stubbed, unknown>;
    this.#originals.forEach((original, dialog) => (window[dialog] = original));
  }
}
