import * as vscode from 'vscode';
import type { Accounts } from '../auth/accounts';
import { parseVersionUri, VERSION_SCHEME, versionUriParts, type VersionAddress } from './version-uri';

const KEPT = 200;

/** The text of published versions, read-only. A commit never changes, so what was fetched stays good. */
export class VersionContent implements vscode.TextDocumentContentProvider {
  readonly #accounts: Accounts;
  readonly #texts = new Map<string, string>();

  constructor(accounts: Accounts) {
    this.#accounts = accounts;
  }

  /** @throws with words for the person when the hub cannot be asked */
  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const address = parseVersionUri(uri);
    if (!address) throw vscode.FileSystemError.FileNotFound(uri);
    return this.text(address);
  }

  async text(address: VersionAddress): Promise<string> {
    if (address.missing) return '';
    const key = JSON.stringify(address);
    const known = this.#texts.get(key);
    if (known !== undefined) return known;
    const client = await this.#accounts.client(address.hub);
    const { content } = await client.project(address.project).file(address.path, { ref: address.commit });
    const oldest = this.#texts.keys().next();
    if (this.#texts.size >= KEPT && !oldest.done) this.#texts.delete(oldest.value);
    this.#texts.set(key, content);
    return content;
  }

  register(): vscode.Disposable {
    return vscode.workspace.registerTextDocumentContentProvider(VERSION_SCHEME, this);
  }
}

export function versionUri(address: VersionAddress): vscode.Uri {
  return vscode.Uri.from(versionUriParts(address));
}
