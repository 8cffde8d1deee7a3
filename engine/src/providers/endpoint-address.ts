import { ProviderError, type EndpointConfig } from './provider';

export interface EndpointAddress {
  /** Without a trailing slash. */
  readonly baseUrl: string;
  /** Host and port, as a key is bound to it: `api.openai.com`, `localhost:11434`. */
  readonly host: string;
}

/** Reads the address of an endpoint. Throws ProviderError `invalid-request` for one that cannot be used. */
export function addressOf(endpoint: EndpointConfig): EndpointAddress {
  if (endpoint.baseUrl === undefined) {
    throw new ProviderError(
      'invalid-request',
      `The endpoint "${endpoint.name}" has no address. Set its base URL, for example under "endpoints" in prompthub.yaml.`,
    );
  }
  const url = parse(endpoint.baseUrl);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) {
    throw new ProviderError(
      'invalid-request',
      `The base URL of the endpoint "${endpoint.name}" must be a plain http or https address without user, password or query.`,
    );
  }
  return { baseUrl: url.href.replace(/\/+$/, ''), host: url.host };
}

/** Host and port of an address, or undefined when it is not one. */
export function hostOf(address: string): string | undefined {
  return parse(address)?.host || undefined;
}

function parse(address: string): URL | undefined {
  return URL.canParse(address) ? new URL(address) : undefined;
}
