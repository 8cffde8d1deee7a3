import { addExpenses } from './judging';
import type { Expense, TestResult } from './test-case';

/** The runs of one test in one column, as they end; keeps no more of them than its result needs. */
export class RepeatedTest {
  readonly #total: number;
  readonly #least: number;
  #ended = 0;
  #passed = 0;
  #firstPassed: Placed | undefined;
  #firstOther: Placed | undefined;
  #answers: Expense | undefined;
  #judging: Expense | undefined;

  /** @param least how many must pass; all when absent, and no more than there are */
  constructor(total: number, least = total) {
    this.#total = total;
    this.#least = Math.min(least, total);
  }

  /** Takes the result of a run, and gives that of the test when it was the last one. */
  add(repetition: number, result: TestResult): TestResult | undefined {
    this.#ended++;
    if (result.status === 'passed') {
      this.#passed++;
      this.#firstPassed = earlier(this.#firstPassed, { repetition, result });
    } else this.#firstOther = earlier(this.#firstOther, { repetition, result });
    if (result.usage)
      this.#answers = addExpenses(this.#answers, { ...result.usage, costUsd: result.costUsd });
    this.#judging = addExpenses(this.#judging, result.judging);
    return this.#ended < this.#total ? undefined : this.#total === 1 ? result : this.#result();
  }

  #result(): TestResult | undefined {
    const enough = this.#passed >= this.#least;
    const shown = (enough ? this.#firstPassed : undefined) ?? this.#firstOther ?? this.#firstPassed;
    if (!shown) return undefined;
    const { costUsd, ...usage } = this.#answers ?? {};
    return {
      ...shown.result,
      ...(this.#answers && { usage: usage as Omit<Expense, 'costUsd'>, costUsd }),
      judging: this.#judging,
      repetitions: { passed: this.#passed, total: this.#total, least: this.#least },
    };
  }
}

interface Placed {
  readonly repetition: number;
  readonly result: TestResult;
}

function earlier(known: Placed | undefined, found: Placed): Placed {
  return known && known.repetition < found.repetition ? known : found;
}
