import { normalQuantile } from './distributions';
import type { Interval } from './interval';
import { checkCount, checkShare } from './statistics-error';

/**
 * Where the true rate of success lies, by Wilson's score interval (Wilson, 1927): sound for few trials and for rates near 0 and 1.
 * @throws StatisticsError
 */
export function wilsonInterval(successes: number, trials: number, confidence = 0.95): Interval {
  checkCount(successes, trials);
  checkShare(confidence, 'The confidence');
  const z = normalQuantile(1 - (1 - confidence) / 2);
  const rate = successes / trials;
  const scale = 1 + z ** 2 / trials;
  const centre = (rate + z ** 2 / (2 * trials)) / scale;
  const half = (z * Math.sqrt((rate * (1 - rate)) / trials + z ** 2 / (4 * trials ** 2))) / scale;
  return {
    low: successes === 0 ? 0 : centre - half,
    high: successes === trials ? 1 : centre + half,
  };
}
