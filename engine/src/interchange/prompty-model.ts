import { z } from 'zod';
import type { Reporter } from './reporter';

const map = z.record(z.string(), z.unknown());

/** Never copied: a key that stands in a file is none any more. References such as `${env:KEY}` are. */
const SECRET = /key|secret|token|password/i;

interface ReadModel {
  readonly model: string | undefined;
  readonly config: Record<string, unknown> | undefined;
  readonly rest: Record<string, unknown>;
}

/** `model` of version 1 (`api configuration parameters response`) or 2 (`id provider connection options`). */
export function modelFrom(written: Readonly<Record<string, unknown>>, report: Reporter): ReadModel {
  const { api, configuration, parameters, response, id, provider, options, ...others } = written;
  const settings = withoutSecrets(map.safeParse(configuration).data ?? {}, report);
  const config = map.safeParse(parameters).data ?? map.safeParse(options).data;
  if (typeof id === 'string') {
    const model = typeof provider === 'string' ? `${provider}/${id}` : id;
    return { model, config, rest: { modelV2: withoutSecrets(others, report) } };
  }
  const { type, azure_deployment, name, ...kept } = settings;
  const isAzure = type === 'azure_openai' || type === 'azure';
  const deployment = typeof azure_deployment === 'string' ? azure_deployment : name;
  const known = typeof deployment === 'string' && (isAzure || type === 'openai');
  return {
    model: known ? `${isAzure ? 'azure' : 'openai'}/${deployment}` : undefined,
    config,
    rest: {
      ...(api !== undefined && api !== 'chat' && { api }),
      ...(response !== undefined && { response }),
      ...(Object.keys(known ? kept : settings).length > 0 && { configuration: known ? kept : settings }),
      ...(Object.keys(others).length > 0 && { model: others }),
    },
  };
}

/** `model` again, in the version that it was read in; version 1 for a prompt of ours. */
export function modelTo(
  { model, config }: { readonly model: unknown; readonly config: unknown },
  kept: {
    readonly configuration: unknown;
    readonly api: unknown;
    readonly response: unknown;
    readonly model: unknown;
    readonly modelV2: unknown;
  },
): Record<string, unknown> | undefined {
  const [provider = '', ...rest] = typeof model === 'string' ? model.split('/') : [];
  const name = rest.join('/');
  const second = map.safeParse(kept.modelV2).data;
  if (second)
    return {
      ...(name === '' ? { id: provider } : { id: name, provider }),
      ...second,
      ...(config !== undefined && { options: config }),
    };
  const named =
    provider === 'azure'
      ? { type: 'azure_openai', azure_deployment: name }
      : name
        ? { type: provider, name }
        : {};
  const configuration = { ...named, ...map.safeParse(kept.configuration).data };
  const written = {
    api: kept.api ?? 'chat',
    ...(Object.keys(configuration).length > 0 && { configuration }),
    ...(config !== undefined && { parameters: config }),
    ...(kept.response !== undefined && { response: kept.response }),
    ...map.safeParse(kept.model).data,
  };
  return Object.keys(written).length > 1 || kept.api !== undefined ? written : undefined;
}

function withoutSecrets(settings: Record<string, unknown>, report: Reporter): Record<string, unknown> {
  const entries = Object.entries(settings).filter(([name, value]) => {
    const isSecret = SECRET.test(name) && typeof value === 'string' && !/^\$\{.*\}$/.test(value);
    if (isSecret)
      report.dropped(
        `model.${name}`,
        'Secrets are not imported. Store the key with “PromptHub: Set Provider Key”.',
      );
    return !isSecret;
  });
  return Object.fromEntries(entries);
}
