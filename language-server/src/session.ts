import type { RunResult, TestOutcome } from '@prompthub/protocol';
import { normalizeUri } from './uri';

/** What the server remembers of the person's work: the selected test of each prompt, and each test's last outcome. */
export class Session {
  readonly #selected = new Map<string, string>();
  readonly #outcomes = new Map<string, TestOutcome>();
  readonly #runs = new Map<string, RunResult>();

  select(promptUri: string, testId: string | undefined): void {
    if (testId === undefined) this.#selected.delete(normalizeUri(promptUri));
    else this.#selected.set(normalizeUri(promptUri), testId);
  }

  selected(promptUri: string): string | undefined {
    return this.#selected.get(normalizeUri(promptUri));
  }

  record(outcome: TestOutcome): void {
    this.#outcomes.set(outcome.id, outcome);
  }

  outcome(testId: string): TestOutcome | undefined {
    return this.#outcomes.get(testId);
  }

  recordRun(promptUri: string, result: RunResult): void {
    this.#runs.set(normalizeUri(promptUri), result);
  }

  lastRun(promptUri: string): RunResult | undefined {
    return this.#runs.get(normalizeUri(promptUri));
  }
}
