import { addressOf } from './endpoint-address';
import { guardedFetch } from './guarded-fetch';
import { ProviderError, type EndpointConfig, type ProviderContext } from './provider';

/** An open way to one endpoint: its address, its key's keeper, and the only `fetch` that may be used with them. */
export interface Connection {
  readonly endpoint: EndpointConfig;
  readonly baseUrl: string;
  readonly host: string;
  readonly fetch: typeof fetch;
  /** Takes the key out of a text. */
  redact(text: string): string;
}

export interface Access<Client> {
  readonly connection: Connection;
  readonly client: Client;
}

export interface AccessOptions<Client> {
  readonly keyRequired: boolean;
  /** Loads the SDK and makes its client. */
  readonly client: (connection: Connection) => Promise<Client>;
}

/**
 * The way to an endpoint. Each call asks for the key of its host; connection and client are made anew only when that has
 * changed, for a client of an SDK costs a fifth of a whole call. Throws ProviderError `missing-credentials`,
 * `invalid-request`.
 */
export function accessTo<Client>(
  endpoint: EndpointConfig,
  context: ProviderContext,
  { keyRequired, client }: AccessOptions<Client>,
): () => Promise<Access<Client>> {
  let last: { readonly key: string | undefined; readonly access: Access<Client> } | undefined;
  return async () => {
    const { baseUrl, host } = addressOf(endpoint);
    const key = (await context.credentials({ provider: endpoint.name, host }))?.trim() || undefined;
    if (last && last.key === key) return last.access;
    checkKey(key, { name: endpoint.name, host, keyRequired });
    const connection: Connection = {
      endpoint,
      baseUrl,
      host,
      fetch: guardedFetch({ endpoint: endpoint.name, host, key, send: context.fetch }),
      redact: (text) => (key === undefined ? text : text.replaceAll(key, '[key]')),
    };
    const access = { connection, client: await client(connection) };
    last = { key, access };
    return access;
  };
}

function checkKey(
  key: string | undefined,
  { name, host, keyRequired }: { name: string; host: string; keyRequired: boolean },
): void {
  if (key === undefined && keyRequired) {
    throw new ProviderError(
      'missing-credentials',
      `There is no key for ${name} at ${host}. Store one for this host, or set it in the environment ` +
        'for the command line. To try the prompt without a key, use the model "echo".',
    );
  }
  // fetch would quote the whole key in its own error.
  if (key !== undefined && !/^[\x21-\x7e]+$/.test(key)) {
    throw new ProviderError(
      'missing-credentials',
      `The key for ${name} at ${host} has spaces, line breaks or other characters that no key has. Store it again.`,
    );
  }
}
