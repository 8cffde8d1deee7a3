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

/** Asks for the key of the endpoint's host. Throws ProviderError `missing-credentials`, `invalid-request`. */
export async function connect(
  endpoint: EndpointConfig,
  context: ProviderContext,
  { keyRequired }: { keyRequired: boolean },
): Promise<Connection> {
  const { baseUrl, host } = addressOf(endpoint);
  const key = (await context.credentials({ provider: endpoint.name, host }))?.trim() || undefined;
  if (key === undefined && keyRequired) {
    throw new ProviderError(
      'missing-credentials',
      `There is no key for ${endpoint.name} at ${host}. Store one for this host, or set it in the environment ` +
        'for the command line. To try the prompt without a key, use the model "echo".',
    );
  }
  // fetch would quote the whole key in its own error.
  if (key !== undefined && !/^[\x21-\x7e]+$/.test(key)) {
    throw new ProviderError(
      'missing-credentials',
      `The key for ${endpoint.name} at ${host} has spaces, line breaks or other characters that no key has. Store it again.`,
    );
  }
  return {
    endpoint,
    baseUrl,
    host,
    fetch: guardedFetch({ endpoint: endpoint.name, host, key }),
    redact: (text) => (key === undefined ? text : text.replaceAll(key, '[key]')),
  };
}
