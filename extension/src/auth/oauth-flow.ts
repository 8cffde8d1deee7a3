import * as vscode from 'vscode';
import { parseCallback, type CallbackResult } from './callback';
import { openPage } from './open-page';

/** A sign-in that did not come to its end; the message is for the person. `quiet` when they stopped it themselves. */
export class SignInError extends Error {
  readonly quiet: boolean;
  constructor(message: string, quiet = false) {
    super(message);
    this.name = 'SignInError';
    this.quiet = quiet;
  }
}

const WAIT_MS = 5 * 60_000;

/**
 * Waits for the browser to come back. Each sign-in is known by its state: an answer with another state belongs to
 * nobody and is dropped.
 */
export class OAuthFlow implements vscode.UriHandler {
  readonly #waiting = new Map<string, (result: CallbackResult) => void>();

  handleUri(uri: vscode.Uri): void {
    if (uri.path !== '/callback') return;
    const result = parseCallback(uri.query);
    if (result.kind !== 'invalid') this.#waiting.get(result.state)?.(result);
  }

  /** Where the browser shall come back to; in a remote or browser window not the same as the editor's own scheme. */
  async redirectUri(extensionId: string): Promise<string> {
    const own = vscode.Uri.parse(`${vscode.env.uriScheme}://${extensionId}/callback`);
    return (await vscode.env.asExternalUri(own)).toString(true);
  }

  /**
   * Opens the page and waits for the code.
   * @throws SignInError when refused, cancelled, or nothing came within five minutes
   */
  async code(page: string, state: string, token: vscode.CancellationToken): Promise<string> {
    const disposables: vscode.Disposable[] = [];
    const answer = new Promise<CallbackResult>((resolve, reject) => {
      this.#waiting.set(state, resolve);
      const timer = setTimeout(
        () => reject(new SignInError('Nothing came back from the browser within five minutes. Try again.')),
        WAIT_MS,
      );
      disposables.push({ dispose: () => clearTimeout(timer) });
      disposables.push(
        token.onCancellationRequested(() => reject(new SignInError('Sign-in was cancelled.', true))),
      );
    });
    answer.catch(() => undefined);
    try {
      const browser = await openPage(page);
      disposables.push(browser);
      if (!browser.opened) throw new SignInError('The browser was not opened.', true);
      const result = await answer;
      if (result.kind === 'refused') throw new SignInError(`The hub did not sign you in: ${result.reason}`);
      if (result.kind === 'invalid') throw new SignInError('The browser came back without a code.');
      return result.code;
    } finally {
      this.#waiting.delete(state);
      disposables.forEach((disposable) => void disposable.dispose());
    }
  }
}
