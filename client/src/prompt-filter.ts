import type { PromptSort } from '@prompthub/protocol';
import type { PageOptions } from './listing';

/** Which prompts are to be listed, and in what order. */
export interface PromptFilter extends PageOptions {
  /** Words of names, descriptions, tags and texts: `"a phrase"`, `-not`, `or`; the last may be the beginning of a name. */
  readonly q?: string;
  /** Prompts that have all of them. */
  readonly tag?: readonly string[];
  /** Whom `prompthub.meta.owner` names. */
  readonly owner?: string;
  /** `openai/gpt-5-mini`, or all of `openai`. */
  readonly model?: string;
  readonly kind?: 'prompt' | 'partial';
  /** As they run there, instead of as a branch has them. */
  readonly environment?: string;
  /** Default: what fits best first, without `q` by name. */
  readonly sort?: PromptSort;
}
