import type { RunResult, TestOutcome } from '@prompthub/protocol';
import { normalizeUri } from './uri';

/** How many runs of a test say whether it is flaky. */
const REMEMBERED = 10;

/** What the server remembers of the person's work: the selected test of each prompt, and each test's last outcome. */
export class Session {
  readonly #selected = new Map<string, string>();
  readonly #outcomes = new Map<string, TestOutcome>();
  readonly #recent = new Map<string, { readonly text: string; readonly passes: readonly boolean[] }>();
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

  /** How the last runs of a test went, these ones too; what ran on another `text` is forgotten. */
  addRuns(testId: string, text: string, passes: readonly boolean[]): { passed: number; total: number } {
    const known = this.#recent.get(testId);
    const all = [...(known?.text === text ? known.passes : []), ...passes].slice(-REMEMBERED);
    this.#recent.set(testId, { text, passes: all });
    return { passed: all.filter(Boolean).length, total: all.length };
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
