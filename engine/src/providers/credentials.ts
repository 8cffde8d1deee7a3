import { hostOf } from './endpoint-address';
import type { CredentialSource, EndpointConfig } from './provider';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Keys from environment variables, each for its own host only, so that a base URL that came with a workspace can never
 * be sent a key:
 *
 *   OPENAI_API_KEY         api.openai.com, or the host of OPENAI_BASE_URL when that is set
 *   ANTHROPIC_API_KEY      api.anthropic.com, or the host of ANTHROPIC_BASE_URL when that is set
 *   AZURE_OPENAI_API_KEY   the host of AZURE_OPENAI_ENDPOINT; without it the key is not used
 *   PROMPTHUB_KEY_<NAME>   the endpoint called <name> (`-` written `_`), at the host that PROMPTHUB_HOST_<NAME> gives
 *                          (`gateway.example.com`, `localhost:8000`, or a whole URL); without it the key is not used
 */
export function credentialsFromEnvironment(environment: Environment): CredentialSource {
  return ({ provider, host }) => {
    const found = [named(provider, environment), ...wellKnown(environment)].find(
      (key) => key.value && key.host !== undefined && key.host === host,
    );
    return Promise.resolve(found?.value);
  };
}

/** Endpoints that the environment describes: OPENAI_BASE_URL, ANTHROPIC_BASE_URL, AZURE_OPENAI_ENDPOINT (and OPENAI_API_VERSION). */
export function endpointsFromEnvironment(environment: Environment): EndpointConfig[] {
  const { OPENAI_BASE_URL, ANTHROPIC_BASE_URL, AZURE_OPENAI_ENDPOINT, OPENAI_API_VERSION } = environment;
  const endpoints: EndpointConfig[] = [];
  if (OPENAI_BASE_URL) endpoints.push({ name: 'openai', kind: 'openai', baseUrl: OPENAI_BASE_URL });
  if (ANTHROPIC_BASE_URL)
    endpoints.push({ name: 'anthropic', kind: 'anthropic', baseUrl: ANTHROPIC_BASE_URL });
  if (AZURE_OPENAI_ENDPOINT) {
    endpoints.push({
      name: 'azure',
      kind: 'azure',
      baseUrl: AZURE_OPENAI_ENDPOINT,
      ...(OPENAI_API_VERSION ? { apiVersion: OPENAI_API_VERSION } : {}),
    });
  }
  return endpoints;
}

interface BoundKey {
  readonly value: string | undefined;
  readonly host: string | undefined;
}

function named(provider: string, environment: Environment): BoundKey {
  const suffix = provider.toUpperCase().replace(/[^A-Z0-9]/g, '_');
  const host = environment[`PROMPTHUB_HOST_${suffix}`];
  return { value: environment[`PROMPTHUB_KEY_${suffix}`], host: host && (hostIn(host) ?? host) };
}

function wellKnown(environment: Environment): BoundKey[] {
  const { OPENAI_BASE_URL, ANTHROPIC_BASE_URL, AZURE_OPENAI_ENDPOINT } = environment;
  return [
    {
      value: environment['OPENAI_API_KEY'],
      host: OPENAI_BASE_URL ? hostOf(OPENAI_BASE_URL) : 'api.openai.com',
    },
    {
      value: environment['ANTHROPIC_API_KEY'],
      host: ANTHROPIC_BASE_URL ? hostOf(ANTHROPIC_BASE_URL) : 'api.anthropic.com',
    },
    {
      value: environment['AZURE_OPENAI_API_KEY'],
      host: AZURE_OPENAI_ENDPOINT && hostOf(AZURE_OPENAI_ENDPOINT),
    },
  ];
}

/** `localhost:8000` parses as a URL with the scheme `localhost:`, so only http(s) counts. */
function hostIn(text: string): string | undefined {
  return /^https?:\/\//i.test(text) ? hostOf(text) : undefined;
}
