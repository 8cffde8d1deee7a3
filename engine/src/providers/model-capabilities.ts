import type { MediaPart } from '@prompthub/core';
import { mediaSource } from './media-source';
import { ProviderError, type ModelRequest } from './provider';

/** What a model takes and can be told. */
export interface ModelCapabilities {
  readonly images: boolean;
  readonly documents: boolean;
  readonly audio: boolean;
  readonly tools: boolean;
  /** Holds its answer to a JSON schema. */
  readonly schema: boolean;
  /** Other values than the usual ones for temperature, top P and the penalties. */
  readonly sampling: boolean;
  readonly stop: boolean;
  /** Can be told how hard to think (`reasoningEffort`). */
  readonly effort: boolean;
}

/** Of models that are not in the table nothing is known, so nothing is refused. */
const UNKNOWN: ModelCapabilities = {
  ...{ images: true, documents: true, audio: true, tools: true, schema: true, sampling: true, stop: true },
  effort: true,
};

const THINKING = { ...UNKNOWN, audio: false };
const CHAT = { ...THINKING, effort: false };
const TEXT_ONLY = { ...CHAT, images: false, documents: false };

/**
 * The models whose limits are firmly known, from their providers' pages (OpenAI, "Models" and "Reasoning"; Anthropic, "Models
 * overview", "Structured outputs" and "Effort"). The first that matches holds; names may end in a date.
 */
const TABLE: readonly (readonly [provider: string, pattern: RegExp, ModelCapabilities])[] = [
  ['openai', /^gpt-3\.5-turbo/, { ...TEXT_ONLY, schema: false }],
  ['openai', /^gpt-4-turbo/, { ...CHAT, documents: false, schema: false }],
  ['openai', /^gpt-4o(-mini)?-audio/, { ...TEXT_ONLY, audio: true, schema: false }],
  ['openai', /^gpt-4(o|\.1)/, CHAT],
  ['openai', /^o3-mini/, { ...TEXT_ONLY, sampling: false, effort: true }],
  ['openai', /^(o3|o4-mini)(-\d|$)/, { ...THINKING, sampling: false, stop: false }],
  ['openai', /^o1(-\d|$)/, { ...THINKING, sampling: false }],
  ['openai', /^gpt-5(-mini|-nano)?(-\d|$)/, { ...THINKING, sampling: false }],
  ['anthropic', /^claude-(2|instant)/, { ...TEXT_ONLY, tools: false, schema: false }],
  ['anthropic', /^claude-(3|(opus|sonnet)-4(-0|-2\d{7})?$)/, { ...CHAT, schema: false }],
  ['anthropic', /^claude-(opus-4-[5-9]|opus-5|sonnet-4-6|sonnet-5|fable|mythos)/, THINKING],
  ['anthropic', /^claude-/, CHAT],
];

/** What is known of a model of `openai` or `anthropic`; other providers name their models as they like. */
export function capabilitiesOf(provider: string, model: string): ModelCapabilities {
  return TABLE.find(([name, pattern]) => name === provider && pattern.test(model))?.[2] ?? UNKNOWN;
}

/**
 * Refuses before the call what the model would refuse after it. Throws ProviderError `unsupported` that says what to do.
 * Values of settings are left to the provider, who says more about them.
 */
export function refuseUnsupported(provider: string, { model, messages, tools, config }: ModelRequest): void {
  const can = capabilitiesOf(provider, model);
  const media = messages.flatMap(({ content }) => content.filter((part) => 'media' in part)).map(kindOf);
  const lacking = media.find((kind) => !can[kind]);
  if (lacking) throw unsupported(model, `takes no ${lacking}. Leave them out`);
  if (tools?.length && !can.tools) throw unsupported(model, 'calls no tools. Leave them out');
  const stops = STOP.find((name) => config[name] != null);
  if (stops && !can.stop) throw unsupported(model, `has no setting "config.${stops}". Remove it`);
}

const STOP = ['stopSequences', 'stop_sequences', 'stop'];

function kindOf(part: MediaPart): 'images' | 'documents' | 'audio' {
  const { contentType } = mediaSource(part);
  if (contentType.startsWith('audio/')) return 'audio';
  return contentType.startsWith('image/') ? 'images' : 'documents';
}

function unsupported(model: string, what: string): ProviderError {
  return new ProviderError('unsupported', `The model ${model} ${what}, or choose another model.`);
}
