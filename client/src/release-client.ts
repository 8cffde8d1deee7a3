import * as protocol from '@prompthub/protocol';
import type { z } from 'zod';
import type { PageOptions } from './listing';
import type { Transport } from './transport';

interface SignalOption {
  readonly signal?: AbortSignal;
}

/**
 * What runs where in one project: environments, deployments, labels. Prompts go by path or name. With `expected` nothing is done when
 * something else stands there: HubError with code `release-moved`.
 */
export class ReleaseClient {
  readonly #transport: Transport;
  /** Of the project. */
  readonly #path: string;

  constructor(transport: Transport, path: string) {
    this.#transport = transport;
    this.#path = path;
  }

  /** In the order of promotion; with `path`, what concerns that prompt. */
  async environments({ path, signal }: SignalOption & { path?: string } = {}): Promise<
    protocol.Environment[]
  > {
    const request = { path: this.#sub('environments'), query: { path }, signal };
    return (await this.#transport.json(request, protocol.environmentList)).items;
  }

  createEnvironment(body: z.input<typeof protocol.createEnvironment>): Promise<protocol.Environment> {
    const request = { method: 'POST', path: this.#sub('environments'), body } as const;
    return this.#transport.json(request, protocol.environment);
  }

  updateEnvironment(name: string, body: protocol.UpdateEnvironment): Promise<protocol.Environment> {
    const request = { method: 'PATCH', path: this.#sub('environments', name), body } as const;
    return this.#transport.json(request, protocol.environment);
  }

  /** @throws HubError with code `environment-in-use` while anything is deployed there */
  deleteEnvironment(name: string): Promise<void> {
    return this.#transport.send({ method: 'DELETE', path: this.#sub('environments', name) });
  }

  /** Newest first; with `path`, of that prompt's own version alone. */
  deployments(
    environment: string,
    { signal, ...query }: PageOptions & { path?: string } = {},
  ): Promise<protocol.DeploymentPage> {
    const path = this.#sub('environments', environment, 'deployments');
    return this.#transport.json({ path, query, signal }, protocol.deploymentPage);
  }

  /** `ref` null takes away what is there. */
  deploy(environment: string, body: z.input<typeof protocol.deploy>): Promise<protocol.Deployment> {
    return this.#move(environment, 'deployments', body);
  }

  /** Puts there what another environment runs; without `from`, the one before it. */
  promote(environment: string, body: z.input<typeof protocol.promote>): Promise<protocol.Deployment> {
    return this.#move(environment, 'promotions', body);
  }

  /** Puts there what ran before, each time one deployment further. */
  rollBack(environment: string, body: z.input<typeof protocol.rollBack>): Promise<protocol.Deployment> {
    return this.#move(environment, 'rollbacks', body);
  }

  labels({ signal, ...query }: PageOptions & { path?: string } = {}): Promise<protocol.LabelPage> {
    return this.#transport.json({ path: this.#sub('labels'), query, signal }, protocol.labelPage);
  }

  moveLabel(label: string, body: z.input<typeof protocol.moveLabel>): Promise<protocol.LabelMove> {
    const request = { method: 'PUT', path: this.#sub('labels', label), body } as const;
    return this.#transport.json(request, protocol.labelMove);
  }

  /** Puts the label where it was before, each time one move further. */
  undoLabel(label: string, body: z.input<typeof protocol.undoLabel>): Promise<protocol.LabelMove> {
    const request = { method: 'POST', path: this.#sub('labels', label, 'undo'), body } as const;
    return this.#transport.json(request, protocol.labelMove);
  }

  deleteLabel(label: string, query: { path: string; expected?: string }): Promise<void> {
    return this.#transport.send({ method: 'DELETE', path: this.#sub('labels', label), query });
  }

  /** Newest first. */
  labelMoves(
    label: string,
    { signal, ...query }: PageOptions & { path: string },
  ): Promise<protocol.LabelMovePage> {
    const path = this.#sub('labels', label, 'moves');
    return this.#transport.json({ path, query, signal }, protocol.labelMovePage);
  }

  /** Who includes a partial, itself or through others; without `ref`, on the default branch. */
  usedBy(path: string, { signal, ref }: SignalOption & { ref?: string } = {}): Promise<protocol.UsedBy> {
    return this.#transport.json(
      { path: this.#sub('used-by'), query: { path, ref }, signal },
      protocol.usedBy,
    );
  }

  #move(environment: string, kind: string, body: unknown): Promise<protocol.Deployment> {
    const request = { method: 'POST', path: this.#sub('environments', environment, kind), body } as const;
    return this.#transport.json(request, protocol.deployment);
  }

  #sub(...parts: string[]): string {
    return [this.#path, ...parts.map(encodeURIComponent)].join('/');
  }
}
