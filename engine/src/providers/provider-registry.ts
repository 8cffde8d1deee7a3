import { anthropicProvider } from './anthropic';
import { azureProvider } from './azure';
import { echoProvider } from './echo';
import { parseModelName } from './model-name';
import { openaiCompatibleProvider } from './openai-compatible';
import { openaiProvider } from './openai';
import { ProviderError, type EndpointConfig, type Provider, type ProviderContext } from './provider';
import { vscodeProvider } from './editor-model';

/** The endpoints that exist without configuration. One of the same name in the context replaces it. */
export const PREDEFINED_ENDPOINTS: readonly EndpointConfig[] = [
  { name: 'openai', kind: 'openai', baseUrl: 'https://api.openai.com/v1' },
  { name: 'anthropic', kind: 'anthropic', baseUrl: 'https://api.anthropic.com' },
  { name: 'azure', kind: 'azure' },
  { name: 'ollama', kind: 'openai-compatible', baseUrl: 'http://localhost:11434/v1' },
  { name: 'vscode', kind: 'vscode' },
  { name: 'echo', kind: 'echo' },
];

type ProviderFactory = (endpoint: EndpointConfig, context: ProviderContext) => Provider;

const FACTORIES: Readonly<Record<EndpointConfig['kind'], ProviderFactory>> = {
  openai: openaiProvider,
  anthropic: anthropicProvider,
  azure: azureProvider,
  'openai-compatible': openaiCompatibleProvider,
  vscode: vscodeProvider,
  echo: echoProvider,
};

/** A provider keeps its SDK's client and the connections of that, so it serves all runs with one context. */
const providers = new WeakMap<ProviderContext, Map<string, Provider>>();

/**
 * Finds who serves `provider/model`. Nothing is loaded, asked or sent until the provider is first used.
 * Throws ProviderError `unknown-provider`.
 */
export function createProvider(
  modelName: string,
  context: ProviderContext,
): { readonly provider: Provider; readonly model: string } {
  const { provider: name, model } = parseModelName(modelName);
  const known = providers.get(context) ?? new Map<string, Provider>();
  const provider = known.get(name) ?? makeProvider(name, modelName, context);
  providers.set(context, known.set(name, provider));
  return { provider, model };
}

function makeProvider(name: string, modelName: string, context: ProviderContext): Provider {
  const endpoint = findEndpoint(name, context);
  if (!endpoint) throw unknownProvider(name, modelName, context);
  return FACTORIES[endpoint.kind](endpoint, context);
}

/** The endpoint that `name/…` refers to, with its address; undefined when there is none. */
export function findEndpoint(
  name: string,
  context: Pick<ProviderContext, 'endpoints'>,
): EndpointConfig | undefined {
  const byName = (endpoint: EndpointConfig): boolean => endpoint.name === name;
  const configured = context.endpoints?.find(byName);
  const predefined = PREDEFINED_ENDPOINTS.find(byName);
  if (!configured || configured.baseUrl !== undefined || configured.kind !== predefined?.kind) {
    return configured ?? predefined;
  }
  return { ...configured, baseUrl: predefined.baseUrl };
}

function unknownProvider(name: string, modelName: string, context: ProviderContext): ProviderError {
  const names = [...PREDEFINED_ENDPOINTS, ...(context.endpoints ?? [])].map((endpoint) => endpoint.name);
  return new ProviderError(
    'unknown-provider',
    `There is no provider "${name}" for the model "${modelName}". Known are ${[...new Set(names)].join(', ')}. ` +
      `If an OpenAI-compatible server offers this model, configure an endpoint named "${name}" with its base URL ` +
      '(under "endpoints" in prompthub.yaml), or choose another model for this run.',
  );
}
