import { z } from 'zod';
import { ProviderError } from './provider';

/** The wire formats that settings are translated to. */
export type Wire = 'openai' | 'azure' | 'openai-compatible' | 'responses' | 'anthropic';

interface Setting {
  /** Names in a prompt's `config`: Dotprompt's first, then the providers' own. */
  readonly names: readonly string[];
  readonly value: z.ZodType;
  /** Name in OpenAI's chat completions; absent: OpenAI has no such setting and it is left out. */
  readonly openai?: string;
  /** Name in OpenAI's responses, `a.b` for one inside another; absent: the same as `openai`. `null`: there is none. */
  readonly responses?: string | null;
  /** Name in Anthropic's messages, `a.b` for one inside another; absent: left out. */
  readonly anthropic?: string;
  /** Where Anthropic wants another shape. */
  readonly toAnthropic?: (value: unknown) => unknown;
  readonly toOpenai?: (value: unknown) => unknown;
  readonly toResponses?: (value: unknown) => unknown;
}

const number = z.number();
const count = z.int().min(1);
const flag = z.boolean();
const word = z.string();
const words = z.union([word.transform((value) => [value]), z.array(word)]);
const anything = z.unknown();

/** Only some of Anthropic's models know it. */
export const ANTHROPIC_EFFORT = 'output_config.effort';

/** The one table of model settings. What it does not know goes to the provider as it stands. */
const SETTINGS: readonly Setting[] = [
  { names: ['temperature'], value: number, openai: 'temperature', anthropic: 'temperature' },
  { names: ['topP', 'top_p'], value: number, openai: 'top_p', anthropic: 'top_p' },
  { names: ['topK', 'top_k'], value: count, openai: 'top_k', anthropic: 'top_k' },
  {
    names: ['maxOutputTokens', 'maxTokens', 'max_tokens', 'max_completion_tokens', 'max_output_tokens'],
    value: count,
    openai: 'max_completion_tokens',
    responses: 'max_output_tokens',
    anthropic: 'max_tokens',
  },
  {
    names: ['stopSequences', 'stop_sequences', 'stop'],
    value: words,
    openai: 'stop',
    responses: null,
    anthropic: 'stop_sequences',
  },
  { names: ['seed'], value: z.int(), openai: 'seed', responses: null },
  {
    names: ['frequencyPenalty', 'frequency_penalty'],
    value: number,
    openai: 'frequency_penalty',
    responses: null,
  },
  {
    names: ['presencePenalty', 'presence_penalty'],
    value: number,
    openai: 'presence_penalty',
    responses: null,
  },
  {
    names: ['logitBias', 'logit_bias'],
    value: z.record(word, number),
    openai: 'logit_bias',
    responses: null,
  },
  { names: ['logProbs', 'logprobs'], value: flag, openai: 'logprobs', responses: null },
  { names: ['topLogProbs', 'top_logprobs'], value: z.int().min(0), openai: 'top_logprobs' },
  {
    names: ['reasoningEffort', 'reasoning_effort'],
    value: word,
    openai: 'reasoning_effort',
    responses: 'reasoning.effort',
    anthropic: ANTHROPIC_EFFORT,
    toAnthropic: (effort) => (effort === 'none' || effort === 'minimal' ? 'low' : effort),
  },
  { names: ['verbosity'], value: word, openai: 'verbosity', responses: 'text.verbosity' },
  { names: ['parallelToolCalls', 'parallel_tool_calls'], value: flag, openai: 'parallel_tool_calls' },
  { names: ['serviceTier', 'service_tier'], value: word, openai: 'service_tier', anthropic: 'service_tier' },
  {
    names: ['responseFormat', 'response_format'],
    value: anything,
    openai: 'response_format',
    responses: 'text.format',
  },
  {
    names: ['user'],
    value: word,
    openai: 'user',
    anthropic: 'metadata',
    toAnthropic: (user) => ({ user_id: user }),
  },
  {
    names: ['toolChoice', 'tool_choice'],
    value: anything,
    openai: 'tool_choice',
    toOpenai: openaiToolChoice,
    toResponses: responsesToolChoice,
    anthropic: 'tool_choice',
    toAnthropic: anthropicToolChoice,
  },
];

/** Never sent: they belong to the transport, to another host, or would change what is asked. */
const WITHHELD = new Set([
  'api',
  'apiKey',
  'api_key',
  'background',
  'baseUrl',
  'baseURL',
  'conversation',
  'headers',
  'input',
  'instructions',
  'messages',
  'model',
  'n',
  'previous_response_id',
  'prompt',
  'stream',
  'streamOptions',
  'stream_options',
  'system',
  'tools',
  'version',
]);

export interface MappedSettings {
  readonly params: Readonly<Record<string, unknown>>;
  /** False when `config.stream` is: the answer then comes in one piece. */
  readonly stream: boolean;
}

/** Whether a model setting has a meaning of its own here, by any of its names. */
export function knownSetting(name: string): boolean {
  return SETTINGS.some(({ names }) => names.includes(name));
}

/** Translates a prompt's `config`. Throws ProviderError `invalid-request` naming a setting with a wrong value. */
export function mapSettings(config: Readonly<Record<string, unknown>>, wire: Wire): MappedSettings {
  const params: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(config)) {
    if (value === undefined || value === null || WITHHELD.has(name)) continue;
    const setting = SETTINGS.find(({ names }) => names.includes(name));
    if (!setting) {
      // Names with a dot are ours alone: they are put together to settings that the price of a call is not known for.
      if (name.includes('.')) throw dotted(name);
      params[name] = value;
      continue;
    }
    const wireName = wireNameOf(setting, name, wire);
    if (wireName === undefined) continue;
    params[wireName] = shaped(setting, parsed(setting, name, value), wire);
  }
  return { params, stream: config['stream'] !== false };
}

function parsed(setting: Setting, name: string, value: unknown): unknown {
  const result = setting.value.safeParse(value);
  if (result.success) return result.data;
  throw new ProviderError(
    'invalid-request',
    `The setting "config.${name}" has a wrong value: ${result.error.issues[0]?.message ?? 'not valid'}.`,
  );
}

function wireNameOf(setting: Setting, name: string, wire: Wire): string | undefined {
  if (wire === 'anthropic') return setting.anthropic;
  if (wire === 'responses') {
    if (setting.responses === null) throw notInResponses(name);
    if (setting.responses !== undefined) return setting.responses;
  }
  // Other servers know the older name; OpenAI's reasoning models refuse it.
  if (wire === 'openai-compatible' && setting.openai === 'max_completion_tokens') {
    return name === 'max_completion_tokens' ? name : 'max_tokens';
  }
  if (wire !== 'openai-compatible' && setting.openai === 'top_k') return undefined;
  return setting.openai;
}

function shaped({ toAnthropic, toOpenai, toResponses }: Setting, value: unknown, wire: Wire): unknown {
  const ofWire: Partial<Record<Wire, typeof toOpenai>> = { anthropic: toAnthropic, responses: toResponses };
  const shape = wire in ofWire ? ofWire[wire] : toOpenai;
  return shape ? shape(value) : value;
}

function dotted(name: string): ProviderError {
  const [outer = ''] = name.split('.');
  return new ProviderError(
    'invalid-request',
    `No setting is called "config.${name}". Write what is inside another setting below it: "${outer}: { … }".`,
  );
}

/** Left out in silence it would change what comes. */
function notInResponses(name: string): ProviderError {
  return new ProviderError(
    'unsupported',
    `OpenAI's responses have no setting "config.${name}". Remove it, or choose a model that answers chat completions.`,
  );
}

function responsesToolChoice(choice: unknown): unknown {
  if (typeof choice !== 'string' || ['auto', 'none', 'required'].includes(choice)) return choice;
  return choice === 'any' ? 'required' : { type: 'function', name: choice };
}

function openaiToolChoice(choice: unknown): unknown {
  if (typeof choice !== 'string' || ['auto', 'none', 'required'].includes(choice)) return choice;
  return choice === 'any' ? 'required' : { type: 'function', function: { name: choice } };
}

function anthropicToolChoice(choice: unknown): unknown {
  if (typeof choice !== 'string') return choice;
  if (choice === 'auto' || choice === 'none') return { type: choice };
  return choice === 'required' || choice === 'any' ? { type: 'any' } : { type: 'tool', name: choice };
}
