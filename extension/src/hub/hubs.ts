import type { HubClient } from '@prompthub/client';

/** Gives the token for a hub; see HubClientOptions.token. */
export type TokenSource = (hub: string, refused?: string) => Promise<string | undefined>;

/** Clients of hubs by address, made when first needed: the SDK loads then, not at activation. */
export class Hubs {
  readonly #token: TokenSource;
  readonly #clients = new Map<string, Promise<HubClient>>();

  constructor(token: TokenSource) {
    this.#token = token;
  }

  /** With the token of whoever is signed in there. */
  client(hub: string): Promise<HubClient> {
    const known = this.#clients.get(hub);
    if (known) return known;
    const made = import('@prompthub/client').then(
      ({ HubClient }) => new HubClient({ baseUrl: hub, token: (refused) => this.#token(hub, refused) }),
    );
    this.#clients.set(hub, made);
    return made;
  }

  /** With a fixed token, or none: for signing in. */
  async clientWith(hub: string, token?: string): Promise<HubClient> {
    const { HubClient } = await import('@prompthub/client');
    return new HubClient({ baseUrl: hub, token: () => Promise.resolve(token) });
  }
}
