import type { EndpointConfig, ProviderContext } from '@prompthub/engine';
import { credentialsResult, LspMethod, type CredentialsParams, type LinkFile } from '@prompthub/protocol';
import type { Context, Engine } from '../context';

/**
 * What a run may use. Keys are asked from the client for one host at a time and kept nowhere; for an address that the
 * workspace brought, the client is told so, and asks the person first. Nothing goes to such an address without that
 * consent, not even without a key.
 */
export function providerContext(context: Context, engine: Engine, promptUri: string): ProviderContext {
  const endpoints = endpointsOf(context.workspace.linkOf(promptUri));
  const brought = new Set(endpoints.flatMap(({ baseUrl }) => (baseUrl ? [new URL(baseUrl).host] : [])));
  return {
    endpoints,
    editorModel: context.editorModels.bridge(engine),
    credentials: async ({ provider, host }) => {
      const answer = await askForKey(context, { provider, host, workspaceHost: brought.has(host) });
      if (answer.refused !== undefined) throw new engine.ProviderError('refused', answer.refused);
      return answer.apiKey;
    },
  };
}

/** A client that knows no such request has no keys, and cannot have asked anybody. */
async function askForKey(
  { client }: Context,
  question: CredentialsParams,
): Promise<{ apiKey?: string; refused?: string }> {
  try {
    return credentialsResult.parse(await client.request(LspMethod.credentials, question));
  } catch {
    if (!question.workspaceHost) return {};
    const { host } = question;
    return {
      refused: `Nothing was sent: ${host} comes from this workspace's prompthub.yaml, and this editor cannot ask whether you agree. Run the prompt with the prompthub command instead.`,
    };
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
