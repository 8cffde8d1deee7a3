import { Injectable } from '@nestjs/common';
import {
  createProvider,
  type EndpointConfig,
  leanFetch,
  type ModelTarget,
  parseModelName,
  PREDEFINED_ENDPOINTS,
  type ProviderContext,
} from '@prompthub/engine';
import { getGlobalDispatcher } from 'undici';
import { ProblemError } from '../common/problem';
import { HubConfig } from '../config/hub-config';
import type { KeysInForce } from '../provider-keys/key-row';
import { isAllowed, readProviderAddress } from '../provider-keys/provider-address';
import { ProviderKeysService } from '../provider-keys/provider-keys.service';
import { publicFetch } from '../provider-keys/public-fetch';
import type { OpenedKey } from '../provider-keys/recent-keys';
import type { Spender } from '../spending/spender';
import { limitOutput } from './limit-output';
import { ModelStatesService } from './model-states.service';

/** Models that may be asked: who serves them, with the keys already in hand. */
export interface OpenModels {
  /** Why a model cannot be asked: no such provider, no key for it, or an address that is not allowed. Undefined when it can. */
  readonly whyNot: (model: string) => ProblemError | undefined;
  /** Of a model that can be asked, `provider/model`. */
  target(model: string): ModelTarget;
  /** Where each of the models that can be asked is asked, in the order in which they were given. */
  readonly addresses: readonly string[];
  /** Takes the keys out of a text that came from outside. */
  redact(text: string): string;
}

type KeyOwner = Pick<Spender, 'organizationId' | 'projectId'>;

/** One provider, and what it is asked with. */
interface OpenProvider {
  readonly endpoint: EndpointConfig;
  readonly credential: { readonly key: string; readonly host: string } | undefined;
  /** By it `createProvider` knows whom it has made already. */
  readonly context: ProviderContext;
}

/** Finds the providers of models, and gives each the project's key, or the organization's, for exactly one host. */
@Injectable()
export class ModelCaller {
  readonly #publicFetch = publicFetch();
  /** By the proxy of the environment, where there is one. */
  readonly #allowedFetch = leanFetch(getGlobalDispatcher());
  /** With the clients of SDKs, which are dear to make; each lives no longer than its key. */
  readonly #providers = new WeakMap<OpenedKey, OpenProvider>();

  constructor(
    private readonly keys: ProviderKeysService,
    private readonly config: HubConfig,
    private readonly states: ModelStatesService,
  ) {}

  /** `inForce`: what was read of the owner's keys for this call, where anything was. */
  async open(owner: KeyOwner, models: readonly string[], inForce?: KeysInForce): Promise<OpenModels> {
    const names = new Set(models.map((model) => parseModelName(model).provider));
    const byName = new Map(
      await Promise.all(
        [...names].map(async (name) => [name, await this.#tryProvider(owner, name, inForce)] as const),
      ),
    );
    const foundOf = (model: string) => byName.get(parseModelName(model).provider);
    const providerOf = (model: string): OpenProvider => {
      const provider = foundOf(model);
      if (provider === undefined || provider instanceof ProblemError)
        throw new Error(`the model ${model} was not opened`);
      return provider;
    };
    const whyNot = (model: string): ProblemError | undefined => {
      const found = foundOf(model);
      return found instanceof ProblemError ? found : undefined;
    };
    const keys = [...byName.values()].flatMap((found) =>
      found instanceof ProblemError ? [] : (found.credential?.key ?? []),
    );
    return {
      whyNot,
      target: (model) => {
        const provider = providerOf(model);
        const target = targetOf(model, provider);
        const host = provider.credential?.host;
        this.states.note(owner.organizationId, { model, ...(host === undefined ? {} : { host }) }, target);
        return target;
      },
      addresses: models.flatMap((model) => (whyNot(model) ? [] : (providerOf(model).endpoint.baseUrl ?? ''))),
      redact: (text) => keys.reduce((redacted, key) => redacted.replaceAll(key, '[key]'), text),
    };
  }

  async #tryProvider(
    owner: KeyOwner,
    name: string,
    inForce: KeysInForce | undefined,
  ): Promise<OpenProvider | ProblemError> {
    try {
      return await this.#openProvider(owner, name, inForce);
    } catch (error) {
      if (error instanceof ProblemError) return error;
      throw error;
    }
  }

  async #openProvider(
    owner: KeyOwner,
    name: string,
    inForce: KeysInForce | undefined,
  ): Promise<OpenProvider> {
    if (name === 'vscode') throw editorOnly();
    if (name === 'echo') return ECHO;
    const opened = await this.keys.open(owner, name, inForce);
    if (opened === undefined) throw missingKey(name);
    const provider = this.#providers.get(opened) ?? this.#providerOf(name, opened);
    this.#providers.set(opened, provider);
    return provider;
  }

  #providerOf(name: string, { key, baseUrl }: OpenedKey): OpenProvider {
    const endpoint = endpointOf(name, baseUrl);
    const allowed = this.config.allowedProviderHosts;
    // Checked again here: what is allowed may have changed since it was stored. `publicFetch` looks where names lead.
    const url = readProviderAddress(endpoint.baseUrl ?? '', allowed);
    const { host } = url;
    return {
      endpoint,
      credential: { key, host },
      context: {
        endpoints: [endpoint],
        fetch: isAllowed(url, allowed) ? this.#allowedFetch : this.#publicFetch,
        credentials: (asked) => Promise.resolve(asked.host === host ? key : undefined),
      },
    };
  }
}

const ECHO: OpenProvider = {
  endpoint: { name: 'echo', kind: 'echo' },
  credential: undefined,
  context: { credentials: () => Promise.resolve(undefined) },
};

function targetOf(full: string, { endpoint, credential, context }: OpenProvider): ModelTarget {
  const { provider, model } = createProvider(full, context);
  return {
    model,
    provider: {
      id: provider.id,
      stream: (request, options) => provider.stream(limitOutput(full, request), options),
    },
    // Users choose addresses: what one finds broken says nothing about another's of the same name, or on the same host.
    key: credential === undefined ? full : `${full} at ${endpoint.baseUrl}`,
  };
}

function endpointOf(name: string, baseUrl: string | undefined): EndpointConfig {
  const known = PREDEFINED_ENDPOINTS.find((endpoint) => endpoint.name === name);
  return { name, kind: known?.kind ?? 'openai-compatible', baseUrl: baseUrl ?? known?.baseUrl };
}

const editorOnly = () =>
  new ProblemError(
    422,
    'provider-unsupported',
    'Models of "vscode/…" are the editor\'s own; the hub cannot run them. Choose another.',
  );

const missingKey = (provider: string) =>
  new ProblemError(
    422,
    'missing-provider-key',
    `Neither the project nor its organization has a key for "${provider}". An owner or admin can add one; "echo/…" needs none.`,
  );
