import type { Message } from '@prompthub/core';
import { AssertionError } from './assertion';

/** A question to a model that judges an answer. */
export interface JudgeQuestion {
  readonly messages: readonly Message[];
  /** `provider/model`; without it the one of the test, else that of the run. */
  readonly model?: string;
  /** Model settings, as in a prompt's `config`. */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** What assertions may ask of the world. Each function rejects with AssertionError, in words for the author of the test. */
export interface AssertionTools {
  /** Gives the judge's text. What it cost counts as the test's judging. */
  readonly ask: (question: JudgeQuestion) => Promise<string>;
  /** One vector for each text; `model` as in a question. */
  readonly embed: (texts: readonly string[], model?: string) => Promise<readonly (readonly number[])[]>;
  /** The text of a file that stands beside the test's own, named relative to it (without `file://`). */
  readonly readFile: (name: string) => Promise<string>;
  readonly signal?: AbortSignal;
}

/** For places where tests see nothing but the answer. */
export const NO_TOOLS: AssertionTools = {
  ask: () => Promise.reject(new AssertionError('There is no model here that could judge.')),
  embed: () => Promise.reject(new AssertionError('There is no model here that could compare meanings.')),
  readFile: () => Promise.reject(new AssertionError('Files cannot be read here; write the value in place.')),
};
