import type { TestResult } from '@prompthub/engine';
import type { PlacedTest } from '../tests/test-source';

/** A test as the editor shows it, and the rows of its dataset that run for it; without one it is its only row. */
export class RowsOfTest {
  readonly place: PlacedTest;
  readonly #total: number;
  readonly #results: TestResult[] = [];
  #started = false;

  constructor(place: PlacedTest, total: number) {
    this.place = place;
    this.#total = total;
  }

  /** Whether this was the first row to start. */
  start(): boolean {
    const first = !this.#started;
    this.#started = true;
    return first;
  }

  /** How often the test ran as a whole, and with which end: with repetitions, as often as they all ran. */
  get passes(): boolean[] {
    const ended = this.#results.filter(({ status }) => status === 'passed' || status === 'failed');
    if (ended.length < this.#total) return [];
    const times = Math.min(...ended.map(({ repetitions }) => repetitions?.total ?? 1));
    const passed = Math.min(
      ...ended.map(({ status, repetitions }) => repetitions?.passed ?? Number(status === 'passed')),
    );
    return Array.from({ length: times }, (_, at) => at < passed);
  }

  /** The result of the test, when its last row has ended: that of a row which did not pass, and how many did not. */
  end(result: TestResult): TestResult | undefined {
    this.#results.push(result);
    if (this.#results.length < this.#total) return undefined;
    const failed = this.#results.filter(({ status }) => status !== 'passed');
    const [worst] = failed;
    if (!worst || this.#total === 1) return worst ?? result;
    const summary = `${failed.length} of ${this.#total} rows did not pass, among them ${worst.test.description}`;
    return { ...worst, error: worst.error === undefined ? `${summary}.` : `${summary}: ${worst.error}` };
  }
}
