import type { TokenEncoding } from '@prompthub/engine';

/** Counts tokens exactly, with a published vocabulary and away from the thread that answers the editor. */
export interface TokenCounter {
  /**
   * The tokens of each text, without those of the chat format. Never rejects. A number is missing where its text cannot
   * be counted for certain, and the whole answer where nothing is counted: the texts are too long, a newer question
   * took the place of this one, or the tokenizer has failed.
   */
  count(question: TokenQuestion): Promise<readonly (number | undefined)[] | undefined>;
  /** Resolves when nothing of it runs any more. */
  dispose(): Promise<void>;
}

export interface TokenQuestion {
  readonly encoding: TokenEncoding;
  readonly texts: readonly string[];
  /** What it is about. A question that still waits gives way to a newer one about the same. */
  readonly topic: string;
}
