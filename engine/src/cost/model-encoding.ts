import { inferProvider } from '../providers/model-name';

/** A vocabulary that is published, by the name that OpenAI's `tiktoken` gives it. */
export type TokenEncoding = 'o200k_base' | 'cl100k_base';

/**
 * The vocabulary of `provider/model`; the provider of well-known names may be left out. Undefined where none is
 * published or none is firmly known, as for newer models and for deployments that are named by their owners.
 *
 * Source: `tiktoken/model.py` of OpenAI's tiktoken.
 */
export function encodingOf(model: string): TokenEncoding | undefined {
  const name = model.startsWith(OPENAI) ? model.slice(OPENAI.length) : model;
  if (name === model && inferProvider(model) !== 'openai') return undefined;
  return ENCODINGS.find(([pattern]) => pattern.test(name))?.[1];
}

const OPENAI = 'openai/';

const ENCODINGS: readonly (readonly [pattern: RegExp, encoding: TokenEncoding])[] = [
  [/^(gpt-4o|chatgpt-4o|gpt-4\.1|gpt-4\.5|gpt-5|o1|o3|o4-mini)(-|\.|$)/, 'o200k_base'],
  [/^(gpt-4|gpt-3\.5)(-|$)/, 'cl100k_base'],
];
