import type { EndpointConfig } from '../providers/provider';
import { capabilitiesOf } from '../providers/model-capabilities';
import { knownSetting } from '../providers/model-settings';
import { checked, inside, type Section } from './check-section';
import { providerSchema } from './config-schema';
import type { SuiteModel } from './suite';

/** A model before it is known which prompts it is asked; `wanted` are names of prompts. */
export type ReadModel = Omit<SuiteModel, 'prompts'> & {
  readonly id: string;
  readonly wanted: readonly string[] | undefined;
};

interface Found {
  readonly models: readonly ReadModel[];
  readonly endpoints: readonly EndpointConfig[];
}

/** promptfoo's names of providers that we have too. */
const PROVIDERS: Readonly<Record<string, { readonly name: string; readonly apis: readonly string[] }>> = {
  openai: { name: 'openai', apis: ['chat', 'responses'] },
  anthropic: { name: 'anthropic', apis: ['messages'] },
  azure: { name: 'azure', apis: ['chat', 'responses'] },
  azureopenai: { name: 'azure', apis: ['chat', 'responses'] },
  ollama: { name: 'ollama', apis: ['chat'] },
};
/** Of the `config`: where the server is, not what the model is told. */
const ADDRESS = ['apiBaseUrl', 'apiHost', 'apiVersion'];

export function readProviders(value: unknown, section: Section): Found {
  const models: ReadModel[] = [];
  const endpoints: EndpointConfig[] = [];
  const list: unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
  for (const [index, item] of list.entries()) {
    const place = Array.isArray(value) ? inside(section, index) : section;
    const written = checked(providerSchema, typeof item === 'string' ? { id: item } : item, place);
    if (!written) continue;
    const { id, label, prompts: wanted, config = {} } = written;
    const model = modelOf(id, place);
    const settings = settingsOf(config, place);
    if (model === undefined || settings === undefined) continue;
    const endpoint = endpointOf({ id, model, config, index }, place);
    if (endpoint) endpoints.push(endpoint);
    const asked = endpoint ? `${endpoint.name}/${model.slice(model.indexOf('/') + 1)}` : model;
    models.push({
      id,
      label: label ?? id,
      model: asked,
      config: { ...usualSettings(model), ...settings },
      wanted,
    });
  }
  if (list.length === 0) section.problems.add(section.path, 'There are no providers that could be asked.');
  return { models, endpoints };
}

/** `openai:chat:gpt-5-mini` → `openai/gpt-5-mini`. */
export function modelOf(id: string, { path, problems }: Section): string | undefined {
  if (id === 'echo') return 'echo/echo';
  const [name = '', ...rest] = id.split(':');
  const provider = Object.hasOwn(PROVIDERS, name) ? PROVIDERS[name] : undefined;
  const api = rest.length > 1 ? rest[0] : undefined;
  const known = provider && (api === undefined ? name !== 'ollama' : provider.apis.includes(api));
  const model = rest.at(-1);
  if (
    known &&
    model &&
    !/^(embeddings?|image|moderation|completion|realtime|transcription|assistant)$/.test(model)
  )
    return `${provider.name}/${model}`;
  problems.add(
    path,
    `The provider “${id}” is not supported here. There are openai, anthropic, azure, ollama:chat and echo; any server that speaks OpenAI’s API is openai:chat:… with config.apiBaseUrl.`,
  );
  return undefined;
}

/** A model that judges, or makes vectors. */
export function judgeOf(id: string | undefined, section: Section): string | undefined {
  return id === undefined ? undefined : modelOf(id.replace(/:embeddings?:/, ':'), section);
}

/** What promptfoo tells models that let themselves be told, where a configuration says nothing. */
function usualSettings(model: string): Record<string, unknown> {
  const [provider = '', name = ''] = model.split('/');
  const told = /^(?:openai|azure|anthropic)$/.test(provider) && capabilitiesOf(provider, name).sampling;
  return told ? { temperature: 0, max_tokens: 1024 } : {};
}

function settingsOf(
  config: Readonly<Record<string, unknown>>,
  section: Section,
): Record<string, unknown> | undefined {
  const settings: Record<string, unknown> = {};
  let sound = true;
  for (const [name, value] of Object.entries(config)) {
    const problem = ADDRESS.includes(name) ? undefined : settingProblem(name, value);
    if (problem !== undefined) {
      sound = false;
      section.problems.add([...section.path, 'config', name], problem);
    } else if (!ADDRESS.includes(name)) settings[name] = value;
  }
  return sound ? settings : undefined;
}

function settingProblem(name: string, value: unknown): string | undefined {
  if (/^(apiKey|token|secret|password)$/i.test(name))
    return 'Keys are not read from files: anybody who has the file has the key. Set it in the environment (OPENAI_API_KEY and the like).';
  if (!knownSetting(name)) return `The setting “${name}” is not supported here.`;
  if (typeof value === 'string' && value.startsWith('file://'))
    return 'Settings are not read from files; write the value in its place.';
  return undefined;
}

function endpointOf(
  { id, model, config, index }: { id: string; model: string; config: Record<string, unknown>; index: number },
  { path, problems }: Section,
): EndpointConfig | undefined {
  const { apiBaseUrl, apiHost, apiVersion } = config;
  const address = apiBaseUrl ?? (typeof apiHost === 'string' ? `https://${apiHost}` : apiHost);
  if (address === undefined) return undefined;
  if (typeof address !== 'string' || !URL.canParse(address)) {
    problems.add(
      [...path, 'config', apiBaseUrl === undefined ? 'apiHost' : 'apiBaseUrl'],
      `The address of “${id}” is none.`,
    );
    return undefined;
  }
  const azure = model.startsWith('azure/');
  return {
    name: `promptfoo-${index + 1}`,
    kind: azure ? 'azure' : model.startsWith('anthropic/') ? 'anthropic' : 'openai-compatible',
    baseUrl: address,
    ...(azure && typeof apiVersion === 'string' && { apiVersion }),
  };
}
