import type { JsonSchema, Message } from '@prompthub/core';
import { AssertionError } from './assertion';
import type { ProgramRequest } from './programs/run-program';
import type { Workplace } from './workplace/workplace';

/** A question to a model that judges an answer. */
export interface JudgeQuestion {
  readonly messages: readonly Message[];
  /** `provider/model`; without it the one of the test, else that of the run. */
  readonly model?: string;
  /** Model settings, as in a prompt's `config`. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** JSON of this schema is wanted; models that can are held to it. */
  readonly schema?: JsonSchema;
  /** The model must look things up in the web. */
  readonly webSearch?: boolean;
}

/** What a moderation model says of a text. */
export interface Moderation {
  readonly flagged: boolean;
  /** `harassment/threatening` and the like; `score` is 0 to 1. */
  readonly categories: readonly {
    readonly name: string;
    readonly flagged: boolean;
    readonly score: number;
  }[];
}

/** What assertions may ask of the world. Each function rejects with AssertionError, in words for the author of the test. */
export interface AssertionTools {
  /** Gives the judge's text. What it cost counts as the test's judging. */
  readonly ask: (question: JudgeQuestion) => Promise<string>;
  /** One vector for each text, all of one length; `model` as in a question. */
  readonly embed: (texts: readonly string[], model?: string) => Promise<readonly (readonly number[])[]>;
  readonly moderate: (text: string, model?: string) => Promise<Moderation>;
  /** The text of a file that stands beside the test's own, named relative to it (without `file://`). */
  readonly readFile: (name: string) => Promise<string>;
  /** Files of the project whose functions are types of assertions. */
  readonly plugins?: readonly string[];
  /** The test's instructions for judges, where an assertion has none of its own. */
  readonly rubricPrompt?: string;
  /** Runs a program that is installed here and gives what it writes; only where a person who trusts the project runs its tests. */
  readonly runProgram?: (request: ProgramRequest) => Promise<string>;
  /** Posts JSON to a server that the person allowed, and gives its answer. */
  readonly post?: (url: string, body: unknown) => Promise<string>;
  /** Where foreign code and texts are worked on; in this process when absent. */
  readonly workplace?: Workplace;
  readonly signal?: AbortSignal;
}

/** Its failures in words for the author of the test, with the name of the file. */
export function readingFiles(readFile: AssertionTools['readFile']): AssertionTools['readFile'] {
  return async (name) => {
    try {
      return await readFile(name);
    } catch (error) {
      if (error instanceof AssertionError) throw error;
      throw new AssertionError(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
}

/** For places where tests see nothing but the answer. */
export const NO_TOOLS: AssertionTools = {
  ask: () => Promise.reject(new AssertionError('There is no model here that could judge.')),
  embed: () => Promise.reject(new AssertionError('There is no model here that could compare meanings.')),
  moderate: () => Promise.reject(new AssertionError('There is no model here that could moderate.')),
  readFile: () => Promise.reject(new AssertionError('Files cannot be read here; write the value in place.')),
};
