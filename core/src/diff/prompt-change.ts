import type { Range } from '../syntax/positions';

/** What kind of thing changed, as a person would say it. */
export type PromptChangeKind =
  | 'message-added'
  | 'message-removed'
  | 'message-moved'
  | 'message-changed'
  | 'variable-added'
  | 'variable-removed'
  | 'variable-renamed'
  | 'variable-changed'
  | 'model'
  | 'setting'
  | 'tools'
  | 'output'
  | 'test-added'
  | 'test-removed'
  | 'test-changed'
  | 'metadata';

/** One difference in meaning between two prompts. */
export interface PromptChange {
  readonly kind: PromptChangeKind;
  /** One English sentence. */
  readonly sentence: string;
  /** Where it stands in the text before, and in the text after; undefined where it does not stand there. */
  readonly before: Range | undefined;
  readonly after: Range | undefined;
  /** The name of the variable or the test, or the path of the key. */
  readonly name?: string;
  /** Of a message that changed: the words that did, found when asked for. Empty when the difference has no visible text. */
  readonly hunks?: readonly TextHunk[];
}

/** Words of the one text that were replaced by words of the other; either range may be empty. */
export interface TextHunk {
  readonly before: Range;
  readonly after: Range;
}
