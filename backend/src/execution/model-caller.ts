import { Injectable } from '@nestjs/common';
import type { RenderedPrompt } from '@prompthub/core';
import {
  createProvider,
  type EndpointConfig,
  type ModelEvent,
  parseModelName,
  PREDEFINED_ENDPOINTS,
} from '@prompthub/engine';
import { ProblemError } from '../common/problem';
import { HubConfig } from '../config/hub-config';
import { assertPublicHost, isAllowed, readProviderAddress } from '../provider-keys/provider-address';
import type { KeyOwner } from '../provider-keys/key-row';
import { ProviderKeysService } from '../provider-keys/provider-keys.service';
import { publicFetch } from '../provider-keys/public-fetch';

/** A call that may be made: whom to ask, with the key already in hand. */
export interface PreparedCall {
  /** `provider/model`. */
  readonly model: string;
  stream(prompt: RenderedPrompt, signal: AbortSignal): AsyncIterable<ModelEvent>;
  /** Takes the key out of a text that came from outside. */
  redact(text: string): string;
}

/** Finds the provider of a model, and gives it the project's key, or the organization's, for exactly one host. */
@Injectable()
export class ModelCaller {
  readonly #publicFetch = publicFetch();

  constructor(
    private readonly keys: ProviderKeysService,
    private readonly config: HubConfig,
  ) {}

  /** @throws ProblemError 422 when there is no such provider, no key for it, or its address is not allowed. */
  async prepare(owner: KeyOwner, modelName: string): Promise<PreparedCall> {
    const { provider: name, model } = parseModelName(modelName);
    const full = `${name}/${model}`;
    if (name === 'vscode') throw editorOnly(full);
    if (name === 'echo') return callOf(full, { name, kind: 'echo' }, undefined);
    const opened = await this.keys.open(owner, name);
    if (opened === undefined) throw missingKey(name);
    const endpoint = endpointOf(name, opened.baseUrl);
    const allowed = this.config.allowedProviderHosts;
    // Checked again at each call: what is allowed, and where a name leads, may have changed since it was stored.
    const url = readProviderAddress(endpoint.baseUrl ?? '', allowed);
    await assertPublicHost(url, allowed);
    const send = isAllowed(url, allowed) ? fetch : this.#publicFetch;
    return callOf(full, endpoint, { key: opened.key, host: url.host, send });
  }
}

function callOf(
  model: string,
  endpoint: EndpointConfig,
  credential: { key: string; host: string; send: typeof fetch } | undefined,
): PreparedCall {
  const context = {
    endpoints: [endpoint],
    ...(credential === undefined ? {} : { fetch: credential.send }),
    credentials: ({ host }: { host: string }) =>
      Promise.resolve(host === credential?.host ? credential.key : undefined),
  };
  const { provider, model: name } = createProvider(model, context);
  return {
    model,
    stream: ({ messages, config = {}, toolDefs, output }, signal) =>
      provider.stream({ model: name, messages, config, tools: toolDefs, output }, { signal }),
    redact: (text) => (credential === undefined ? text : text.replaceAll(credential.key, '[key]')),
  };
}

function endpointOf(name: string, baseUrl: string | undefined): EndpointConfig {
  const known = PREDEFINED_ENDPOINTS.find((endpoint) => endpoint.name === name);
  return { name, kind: known?.kind ?? 'openai-compatible', baseUrl: baseUrl ?? known?.baseUrl };
}

const editorOnly = (model: string) =>
  new ProblemError(
    422,
    'provider-unsupported',
    `"${model}" is the editor's own model; the hub cannot run it. Choose another.`,
  );

const missingKey = (provider: string) =>
  new ProblemError(
    422,
    'missing-provider-key',
    `Neither the project nor its organization has a key for "${provider}". An owner or admin can add one; "echo/…" needs none.`,
  );
