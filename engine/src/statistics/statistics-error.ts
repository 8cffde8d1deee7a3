/** What was given cannot be computed with: too few values, or one that is no number. */
export class StatisticsError extends RangeError {
  constructor(message: string) {
    super(message);
    this.name = 'StatisticsError';
  }
}

/** @throws StatisticsError when one is not finite, or there are fewer than `least`. */
export function checkValues(values: readonly number[], least: number): void {
  if (values.length < least)
    throw new StatisticsError(
      `At least ${least} values are needed; there ${values.length === 1 ? 'is' : 'are'} ${values.length}.`,
    );
  if (!values.every(Number.isFinite)) throw new StatisticsError('A value is not a finite number.');
}

/** @throws StatisticsError unless it is a count of `n` things. */
export function checkCount(successes: number, n: number): void {
  if (!Number.isInteger(n) || !Number.isInteger(successes) || successes < 0 || successes > n || n < 1)
    throw new StatisticsError(`${successes} of ${n} is no share: whole numbers are needed, from 0 of 1 on.`);
}

/** @throws StatisticsError unless between 0 and 1. */
export function checkShare(share: number, name: string): void {
  if (!(share > 0 && share < 1))
    throw new StatisticsError(`${name} is ${share}, and must lie between 0 and 1.`);
}
