import * as protocol from '@prompthub/protocol';
import type { z } from 'zod';
import type { PageOptions } from './listing';
import type { Transport } from './transport';

interface SignalOption {
  readonly signal?: AbortSignal;
}

/** The experiments of one project, and what is observed of them. */
export class ExperimentClient {
  readonly #transport: Transport;
  /** Of the project. */
  readonly #path: string;

  constructor(transport: Transport, path: string) {
    this.#transport = transport;
    this.#path = path;
  }

  /** Newest first. */
  list({
    signal,
    ...query
  }: PageOptions & {
    state?: protocol.ExperimentState;
    environment?: string;
  } = {}): Promise<protocol.ExperimentPage> {
    return this.#transport.json({ path: this.#sub('experiments'), query, signal }, protocol.experimentPage);
  }

  get(id: string, { signal }: SignalOption = {}): Promise<protocol.Experiment> {
    return this.#transport.json({ path: this.#sub('experiments', id), signal }, protocol.experiment);
  }

  /** What it shows, and what it does not; holds however often one looks. */
  results(id: string, { signal }: SignalOption = {}): Promise<protocol.ExperimentResults> {
    const path = this.#sub('experiments', id, 'results');
    return this.#transport.json({ path, signal }, protocol.experimentResults);
  }

  /** A draft: it changes nothing before `start`. */
  create(body: z.input<typeof protocol.createExperiment>): Promise<protocol.Experiment> {
    return this.#transport.json(
      { method: 'POST', path: this.#sub('experiments'), body },
      protocol.experiment,
    );
  }

  /** Anything of a draft; of what runs the share of the traffic alone, and whoever has an arm keeps it. */
  update(id: string, body: protocol.UpdateExperiment): Promise<protocol.Experiment> {
    const request = { method: 'PATCH', path: this.#sub('experiments', id), body } as const;
    return this.#transport.json(request, protocol.experiment);
  }

  /** A draft. */
  delete(id: string): Promise<void> {
    return this.#transport.send({ method: 'DELETE', path: this.#sub('experiments', id) });
  }

  start(id: string): Promise<protocol.Experiment> {
    return this.#step(id, 'start');
  }

  /** Everybody gets what runs there. */
  stop(id: string, body: protocol.EndExperiment): Promise<protocol.Experiment> {
    return this.#step(id, 'stop', body);
  }

  /** Everybody gets control; the variants are refused. */
  rollBack(id: string, body: protocol.EndExperiment): Promise<protocol.Experiment> {
    return this.#step(id, 'rollback', body);
  }

  /** Deploys the arm. @throws HubError as for a deployment */
  promote(id: string, body: protocol.PromoteArm): Promise<protocol.Experiment> {
    return this.#step(id, 'promote', body);
  }

  /** Which keys were shown their arm: for who gets prompts with `?key=`. `PromptClient` reports of itself. */
  reportExposures(
    body: z.input<typeof protocol.reportExposures>,
    { signal }: SignalOption = {},
  ): Promise<protocol.Reported> {
    const request = { method: 'POST', path: this.#sub('exposures'), body, signal } as const;
    return this.#transport.json(request, protocol.reported);
  }

  /** What became of keys; each `id` counts once for its metric. @throws HubError with code `unknown-metric` or `not-binary` */
  reportOutcomes(body: protocol.ReportOutcomes, { signal }: SignalOption = {}): Promise<protocol.Reported> {
    const request = { method: 'POST', path: this.#sub('outcomes'), body, signal } as const;
    return this.#transport.json(request, protocol.reported);
  }

  #step(id: string, step: string, body?: unknown): Promise<protocol.Experiment> {
    const request = { method: 'POST', path: this.#sub('experiments', id, step), body } as const;
    return this.#transport.json(request, protocol.experiment);
  }

  #sub(...parts: string[]): string {
    return [this.#path, ...parts.map(encodeURIComponent)].join('/');
  }
}
