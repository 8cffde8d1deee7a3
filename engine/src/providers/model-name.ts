import { ProviderError } from './provider';

/** `openai/gpt-5-mini` in its two parts. The model part may hold further slashes. */
export interface ModelName {
  readonly provider: string;
  readonly model: string;
}

/** Well-known models that people write without their provider. */
const WELL_KNOWN: readonly (readonly [pattern: RegExp, provider: string])[] = [
  [/^(gpt-|chatgpt-|codex-|o\d)/, 'openai'],
  [/^claude-/, 'anthropic'],
  [/^echo$/, 'echo'],
  [/^vscode$/, 'vscode'],
];

/** Splits `provider/model`; infers the provider of well-known names. Throws ProviderError `unknown-provider`. */
export function parseModelName(name: string): ModelName {
  const trimmed = name.trim();
  const slash = trimmed.indexOf('/');
  if (slash > 0) return { provider: trimmed.slice(0, slash), model: trimmed.slice(slash + 1) };
  const known = inferProvider(trimmed);
  if (known) return { provider: known, model: trimmed };
  throw new ProviderError(
    'unknown-provider',
    trimmed === ''
      ? 'The prompt names no model. Add "model: provider/model" to its frontmatter, or choose one for this run.'
      : `Cannot tell which provider serves the model "${trimmed}". Write it as "provider/model", for example "openai/gpt-5-mini".`,
  );
}

/** Who serves a well-known model; undefined for other names. */
export function inferProvider(model: string): string | undefined {
  return WELL_KNOWN.find(([pattern]) => pattern.test(model))?.[1];
}
