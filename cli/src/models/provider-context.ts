import { dirname, resolve } from 'node:path';
import type { CredentialSource, EndpointConfig, ProviderContext } from '@prompthub/engine';
import { STDIN } from '../files/read-source';

type Environment = Readonly<Record<string, string | undefined>>;

interface Input {
  /** The prompt: its nearest `prompthub.yaml` brings endpoints. */
  readonly file: string;
  /** Hosts that the person allows to receive keys although the workspace named them. */
  readonly allowHosts: readonly string[];
  /** Servers that another tool's configuration names; they get keys like those of the workspace. */
  readonly endpoints?: readonly EndpointConfig[] | undefined;
  readonly environment?: Environment;
}

/** What a run may use: endpoints of the environment and of the workspace, and the environment's keys. */
export async function providerContext({
  file,
  allowHosts,
  endpoints = [],
  environment = process.env,
}: Input): Promise<ProviderContext> {
  const { endpointsFromEnvironment, leanFetch } = await import('@prompthub/engine');
  const { findLink } = await import('@prompthub/client/node');
  const link = await findLink(file === STDIN ? process.cwd() : dirname(resolve(file)));
  const ofFolder = Object.entries(link?.settings.endpoints ?? {}).map(([name, endpoint]) => ({
    name,
    ...endpoint,
  }));
  const brought = [...ofFolder, ...endpoints];
  const allowed = [...allowHosts, ...(environment['PROMPTHUB_ALLOW_HOSTS'] ?? '').split(',')].map((host) =>
    host.trim(),
  );
  return {
    endpoints: [...endpointsFromEnvironment(environment), ...brought],
    credentials: await credentialSource({ environment, brought, allowed: new Set(allowed.filter(Boolean)) }),
    fetch: leanFetch(),
  };
}

/**
 * The environment binds each key to its host, so an address that the workspace brought gets none by itself. It gets the
 * key of its kind once the person has named the host. A host that the workspace wants to speak to in the clear gets none
 * at all unless named: anybody on the way could read it.
 */
async function credentialSource({
  environment,
  brought,
  allowed,
}: {
  environment: Environment;
  brought: readonly EndpointConfig[];
  allowed: ReadonlySet<string>;
}): Promise<CredentialSource> {
  const { credentialsFromEnvironment, hostOf } = await import('@prompthub/engine');
  const bound = credentialsFromEnvironment(environment);
  const inTheClear = new Set(
    brought
      .filter(({ baseUrl }) => baseUrl !== undefined && isInTheClear(baseUrl))
      .map(({ baseUrl }) => hostOf(baseUrl ?? '')),
  );
  return async (request) => {
    const { provider, host } = request;
    if (inTheClear.has(host) && !allowed.has(host)) return undefined;
    const key = await bound(request);
    if (key !== undefined || !allowed.has(host)) return key;
    const endpoint = brought.find(
      ({ name, baseUrl }) => name === provider && baseUrl && hostOf(baseUrl) === host,
    );
    return endpoint && keyFor(endpoint, environment);
  };
}

function keyFor({ name, kind }: EndpointConfig, environment: Environment): string | undefined {
  const own = environment[`PROMPTHUB_KEY_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`];
  if (own) return own;
  if (kind === 'anthropic') return environment['ANTHROPIC_API_KEY'];
  if (kind === 'azure') return environment['AZURE_OPENAI_API_KEY'];
  return kind === 'echo' || kind === 'vscode' ? undefined : environment['OPENAI_API_KEY'];
}

function isInTheClear(baseUrl: string): boolean {
  if (!URL.canParse(baseUrl)) return false;
  const { protocol, hostname } = new URL(baseUrl);
  return protocol === 'http:' && !/^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}
