import type { ModelAnswer } from '../../providers/provider';
import type { Span } from '../../traces/span';

/**
 * What happens to a question:
 * - `resume`: what was answered is given again; what was asked and not answered is not asked again unless `askAgain`, for it may have
 *   been paid; the rest is asked and remembered.
 * - `record`: everything is asked and remembered.
 * - `replay`: nothing is asked.
 * - `auto`: what is remembered is given again, the rest is asked and remembered.
 */
export type JournalMode = 'resume' | 'record' | 'replay' | 'auto';

/** An answer as it was when it came. */
export interface RememberedAnswer {
  /** `provider/model` that was asked. */
  readonly model: string;
  readonly answer: ModelAnswer;
  /** US dollars that it cost then; undefined without a known price. */
  readonly costUsd?: number;
  readonly latencyMs: number;
  readonly timeToFirstTokenMs?: number;
  /** What was done for it, where a test looked at that. */
  readonly spans?: readonly Span[];
}

/** One question, as it is remembered. */
export interface JournalQuestion {
  /** By which it is found again: `keyOf` everything that matters for the answer. */
  readonly key: string;
  /** For people, and the order in the file: prompt, test, model. */
  readonly label: string;
  /** What is asked, as text; for people. */
  readonly prompt: string;
}

/** Answers on disk (`openJournal`): for runs that go on after a crash, and for cassettes. */
export interface AnswerJournal {
  readonly mode: JournalMode;
  /** The file, as messages name it. */
  readonly file: string;
  /**
   * US dollars that the run has cost until now, before it was gone on with too; in other modes since it was opened, for what was there is
   * of other runs. `perhapsUsd` more may have been paid, for what was asked and not answered; 0 in other modes.
   */
  readonly spentUsd: number;
  readonly perhapsUsd: number;
  /** Nothing in it is of use to another run. */
  readonly isEmpty: boolean;
  /** A hash of data. */
  keyOf(data: unknown): string;
  /** The answer to give again; undefined: ask. Throws JournalError when the question may not be asked. */
  find(question: JournalQuestion): RememberedAnswer | undefined;
  /** The answer that it would give again, by its key; asks and notes nothing. */
  peek(key: string): RememberedAnswer | undefined;
  /** How many tokens its answers of `provider/model` have, on average; undefined when it has none. */
  usualOutputTokens(model: string): number | undefined;
  /**
   * Writes that the question goes out now, and the most that it may cost where that is known. Throws JournalError when that cannot be
   * written: then it must not go out.
   */
  asked(question: JournalQuestion, atMostUsd?: number): void;
  /** Writes the answer. Never throws; what cannot be written stops the next `asked`. */
  answered(question: JournalQuestion, answer: RememberedAnswer): void;
  /** Writes that the question was refused and certainly not paid, so that it may be asked again. */
  refused(question: JournalQuestion): void;
  /** Puts the file in order, unless it is only read, and lets go of it. */
  close(): Promise<void>;
}

/** A question cannot be answered from the journal, or the journal cannot be used; in words for people. */
export class JournalError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'JournalError';
  }
}
