import * as vscode from 'vscode';
import type { KeyPlace } from './provider-keys';

/**
 * A workspace may name the server that `model: name/…` goes to. Before anything is sent to such a server, the person is
 * asked, once for each workspace and host. A refusal is not remembered, so that the next run asks again.
 */
export class EndpointConsent {
  readonly #memory: vscode.Memento;
  readonly #file: () => string;
  readonly #asking = new Map<string, Promise<boolean>>();

  /**
   * @param memory of the workspace
   * @param file the file that names the servers, as the person knows it
   */
  constructor(memory: vscode.Memento, file: () => string) {
    this.#memory = memory;
    this.#file = file;
  }

  /** True when the person agrees, now or earlier. Questions at the same time about one host are asked once. */
  ask({ provider, host }: KeyPlace): Promise<boolean> {
    const name = `endpoint-consent:${provider}@${host.toLowerCase()}`;
    if (this.#memory.get<boolean>(name) === true) return Promise.resolve(true);
    const asking =
      this.#asking.get(name) ?? this.#ask({ provider, host }, name).finally(() => this.#asking.delete(name));
    this.#asking.set(name, asking);
    return asking;
  }

  async #ask({ provider, host }: KeyPlace, name: string): Promise<boolean> {
    const send = 'Allow This Address';
    const choice = await vscode.window.showWarningMessage(
      `Send prompts, and your ${provider} key if you have stored one, to ${host}?`,
      {
        modal: true,
        detail: `This address is set by the workspace, in ${this.#file()}. Whoever runs ${host} can read what is sent. Agree only when you trust it. PromptHub remembers this for ${host} in this workspace.`,
      },
      send,
    );
    if (choice !== send) return false;
    await this.#memory.update(name, true);
    return true;
  }
}
