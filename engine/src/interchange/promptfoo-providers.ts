import { z } from 'zod';
import type { Reporter } from './reporter';

const map = z.record(z.string(), z.unknown());
const optionsSchema = z.looseObject({ id: z.string(), config: map.optional() });

interface Providers {
  readonly model: string | undefined;
  readonly config: Record<string, unknown> | undefined;
  /** All but the one that became the model; undefined when there are none. */
  readonly rest: readonly unknown[] | undefined;
}

/** The first provider that we know is the prompt's model; the others are kept. */
export function providersFrom(written: unknown, report: Reporter): Providers {
  const list: unknown[] = Array.isArray(written) ? written : written === undefined ? [] : [written];
  const index = list.findIndex((item) => modelOf(idOf(item)) !== undefined);
  const chosen = list[index];
  const rest = list.filter((_, at) => at !== index);
  const { id: _, config, ...others } = optionsSchema.safeParse(chosen).data ?? { id: '' };
  for (const key of Object.keys(others))
    report.dropped(`providers[${index}].${key}`, 'PromptHub has no such field.');
  return {
    model: chosen === undefined ? undefined : modelOf(idOf(chosen)),
    config: config && withoutSecrets(config, index, report),
    rest: rest.length > 0 ? rest : undefined,
  };
}

/** The list again. Whoever exports a prompt without a model chooses one there. */
export function providersTo(
  { model, config }: { readonly model: unknown; readonly config: unknown },
  kept: unknown,
): unknown[] {
  const others: unknown[] = Array.isArray(kept) ? kept : [];
  if (typeof model !== 'string') return others.length > 0 ? others : ['echo'];
  const id = providerId(model);
  const settings = map.safeParse(config).data;
  return [settings && Object.keys(settings).length > 0 ? { id, config: settings } : id, ...others];
}

function idOf(item: unknown): string {
  return typeof item === 'string' ? item : (optionsSchema.safeParse(item).data?.id ?? '');
}

const NAMES: Readonly<Record<string, string>> = {
  openai: 'openai',
  anthropic: 'anthropic',
  azure: 'azure',
  azureopenai: 'azure',
  ollama: 'ollama',
};

/** `openai:chat:gpt-5-mini` → `openai/gpt-5-mini`; undefined for providers that we do not have. */
function modelOf(id: string): string | undefined {
  if (id === 'echo') return 'echo';
  const [, name = '', model] = /^([a-z]+):(?:(?:chat|responses|completion|messages):)?(.+)$/.exec(id) ?? [];
  const provider = Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
  return provider &&
    model &&
    !/^(embeddings?|image|moderation|assistant|realtime|transcription)\b/.test(model)
    ? `${provider}/${model}`
    : undefined;
}

function providerId(model: string): string {
  const slash = model.indexOf('/');
  if (slash < 0) return model === 'echo' ? 'echo' : `openai:chat:${model}`;
  const provider = model.slice(0, slash);
  const name = model.slice(slash + 1);
  if (provider === 'anthropic') return `anthropic:messages:${name}`;
  return provider === 'echo' ? 'echo' : `${provider}:chat:${name}`;
}

function withoutSecrets(
  config: Record<string, unknown>,
  index: number,
  report: Reporter,
): Record<string, unknown> {
  const isSecret = (name: string): boolean => /^(apiKey|token|secret|password)$/i.test(name);
  for (const name of Object.keys(config).filter(isSecret))
    report.dropped(
      `providers[${index}].config.${name}`,
      'Secrets are not imported. Store the key with “PromptHub: Set Provider Key”.',
    );
  return Object.fromEntries(Object.entries(config).filter(([name]) => !isSecret(name)));
}
