import type { EndpointConfig, ProviderContext } from '@prompthub/engine';
import {
  credentialsResult,
  LspMethod,
  type CredentialsParams,
  type CredentialsResult,
  type LinkFile,
} from '@prompthub/protocol';
import type { Context, Engine } from '../context';

/**
 * What a run may use. Keys are asked from the client for one host at a time and kept nowhere; for an address that the
 * workspace brought, the client is told so, and asks the person first.
 */
export function providerContext(context: Context, engine: Engine, promptUri: string): ProviderContext {
  const endpoints = endpointsOf(context.workspace.linkOf(promptUri));
  const brought = new Set(endpoints.flatMap(({ baseUrl }) => (baseUrl ? [hostOf(baseUrl)] : [])));
  return {
    endpoints,
    editorModel: context.editorModels.bridge(engine),
    credentials: async ({ provider, host }) => {
      const question: CredentialsParams = { provider, host, workspaceHost: brought.has(host) };
      const { apiKey, refused } = await ask(context, question);
      if (refused !== undefined) throw new engine.ProviderError('unauthorized', refused);
      return apiKey;
    },
  };
}

/** A client that knows no such request has no keys: the provider says what is missing. */
async function ask({ client }: Context, question: CredentialsParams): Promise<CredentialsResult> {
  try {
    return credentialsResult.parse(await client.request(LspMethod.credentials, question));
  } catch {
    return {};
  }
}

function endpointsOf(link: LinkFile | undefined): EndpointConfig[] {
  return Object.entries(link?.endpoints ?? {}).map(([name, { kind, baseUrl, apiVersion }]) => ({
    name,
    kind,
    baseUrl,
    ...(apiVersion !== undefined && { apiVersion }),
  }));
}

function hostOf(url: string): string {
  return new URL(url).host;
}
