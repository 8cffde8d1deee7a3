import * as protocol from '@prompthub/protocol';
import type { z } from 'zod';
import { listing, type PageOptions } from './listing';
import { OAuthClient } from './oauth-client';
import { OrganizationClient } from './organization-client';
import { ProjectClient } from './project-client';
import { Transport, type HubClientOptions } from './transport';

const API = protocol.API_PREFIX;

/**
 * A hub, from the caller's side. Every method rejects with HubError (the hub said no), HubUnreachableError (no whole
 * answer) or HubProtocolError (whatever answered is no hub); never with anything that holds a token.
 */
export class HubClient {
  readonly oauth: OAuthClient;
  readonly #transport: Transport;

  /** @throws TypeError for an address that is not http(s) or holds a password. */
  constructor(options: HubClientOptions) {
    this.#transport = new Transport(options);
    this.oauth = new OAuthClient(this.#transport);
  }

  /** Without a slash at the end. */
  get baseUrl(): string {
    return this.#transport.baseUrl;
  }

  organization(slug: string): OrganizationClient {
    return new OrganizationClient(this.#transport, slug);
  }

  /** @param name `organization/project` */
  project(name: string): ProjectClient {
    return new ProjectClient(this.#transport, name);
  }

  /** Resolves when a hub answers at this address; it need not know the caller. */
  live(options: { signal?: AbortSignal } = {}) {
    return this.#transport.json({ path: '/health/live', ...options }, protocol.health);
  }

  me(options: { signal?: AbortSignal } = {}) {
    return this.#transport.json({ path: `${API}/me`, ...options }, protocol.me);
  }

  organizations({ signal, ...query }: PageOptions = {}) {
    return this.#transport.json(
      { path: `${API}/organizations`, query, signal },
      listing(protocol.organization),
    );
  }

  createOrganization(body: z.input<typeof protocol.createOrganization>) {
    return this.#transport.json(
      { method: 'POST', path: `${API}/organizations`, body },
      protocol.organization,
    );
  }

  acceptInvitation(body: z.input<typeof protocol.acceptInvitation>) {
    const request = { method: 'POST', path: `${API}/invitations/accept`, body } as const;
    return this.#transport.json(request, protocol.tokenResponse);
  }

  personalTokens({ signal, ...query }: PageOptions = {}) {
    return this.#transport.json({ path: `${API}/me/tokens`, query, signal }, listing(protocol.personalToken));
  }

  /** The answer's `token` is shown this once. */
  createPersonalToken(body: z.input<typeof protocol.createPersonalToken>) {
    return this.#transport.json(
      { method: 'POST', path: `${API}/me/tokens`, body },
      protocol.createdPersonalToken,
    );
  }

  deletePersonalToken(id: string) {
    return this.#transport.send({ method: 'DELETE', path: `${API}/me/tokens/${encodeURIComponent(id)}` });
  }
}
