/** How a vocabulary counts; `gpt-tokenizer` offers it for each encoding. */
export interface Vocabulary {
  countTokens(text: string, options: { allowedSpecial: Set<string>; disallowedSpecial: Set<string> }): number;
}

/** Byte pairs are merged in a time that grows with the square of a run: a million spaces would take minutes. */
const MAX_RUN = 500;
const RUNS = /[\p{L}\p{M}]+|[^\s\p{L}\p{N}]+|\s+/gu;

/** In these JavaScript and OpenAI's own tokenizer do not agree on what is a space; the library loses a byte order mark. */
const UNCERTAIN = /[\u0085\uFEFF]/;

/**
 * The tokens of a text, for names of special tokens as of any other text; null where it would take too long, or
 * where the answer would be uncertain.
 */
export function countExactly(vocabulary: Vocabulary, text: string): number | null {
  if (UNCERTAIN.test(text)) return null;
  for (const [run] of text.matchAll(RUNS)) if (run.length > MAX_RUN) return null;
  return vocabulary.countTokens(text, { allowedSpecial: new Set(), disallowedSpecial: new Set() });
}
