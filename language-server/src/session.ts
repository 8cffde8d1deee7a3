import { rememberedTests, type RunResult, type TestHistory, type TestOutcome } from '@prompthub/protocol';
import { normalizeUri } from './uri';

/** How many runs of a test say whether it is flaky. */
const REMEMBERED = 10;

/** What the server remembers of the person's work: the selected test of each prompt, and each test's last outcome. */
export class Session {
  readonly #selected = new Map<string, string>();
  readonly #outcomes = new Map<string, TestOutcome>();
  readonly #histories = new Map<string, TestHistory>();
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

  /** What the client kept of earlier sessions, as its `initializationOptions` have it. */
  recall(options: unknown): void {
    const { data } = rememberedTests.safeParse(options);
    for (const history of data?.testHistory ?? []) this.#histories.set(history.id, history);
  }

  /** How the last runs of a test went, these ones too; what ran on another text is forgotten. */
  addRuns({ id, text, passes }: TestHistory): TestHistory {
    const known = this.history(id, text)?.passes ?? [];
    const history = { id, text, passes: [...known, ...passes].slice(-REMEMBERED) };
    this.#histories.set(id, history);
    return history;
  }

  /** How the last runs of a test went on that text. */
  history(testId: string, text: string): TestHistory | undefined {
    const known = this.#histories.get(testId);
    return known?.text === text ? known : undefined;
  }

  hasHistory(testId: string): boolean {
    return this.#histories.has(testId);
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
