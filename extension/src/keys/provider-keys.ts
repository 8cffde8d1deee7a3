import type * as vscode from 'vscode';

export interface KeyPlace {
  readonly provider: string;
  /** `api.openai.com`, `localhost:11434`. */
  readonly host: string;
}

/**
 * Keys of model providers, in the editor's secret storage, each bound to one host: a key is never given out for
 * another host than it was stored for.
 */
export class ProviderKeys {
  readonly #secrets: vscode.SecretStorage;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
  }

  async get(place: KeyPlace): Promise<string | undefined> {
    return this.#secrets.get(secretName(place));
  }

  async set(place: KeyPlace, key: string): Promise<void> {
    await this.#secrets.store(secretName(place), key);
  }

  async remove(place: KeyPlace): Promise<void> {
    await this.#secrets.delete(secretName(place));
  }

  /** Where keys are stored, without the keys. */
  async list(): Promise<KeyPlace[]> {
    const names = await this.#secrets.keys();
    return names
      .flatMap((name) => parseSecretName(name) ?? [])
      .sort((a, b) => a.provider.localeCompare(b.provider));
  }
}

const PREFIX = 'provider-key:';

function secretName({ provider, host }: KeyPlace): string {
  return `${PREFIX}${provider}@${host.toLowerCase()}`;
}

function parseSecretName(name: string): KeyPlace | undefined {
  const match = /^provider-key:([^@]+)@(.+)$/.exec(name);
  return match?.[1] && match[2] ? { provider: match[1], host: match[2] } : undefined;
}
