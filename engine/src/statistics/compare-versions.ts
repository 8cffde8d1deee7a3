import { pairedBootstrap } from './bootstrap';
import type { Interval } from './interval';
import { mcnemar } from './mcnemar';
import { casesForPairs, powerOfPairs } from './paired-power';
import { seededRandom } from './seeded-random';
import { StatisticsError } from './statistics-error';
import { wilsonInterval } from './wilson';

/** How two versions of a prompt did on the same case. */
export interface PairedVerdict {
  readonly first: boolean;
  readonly second: boolean;
}

export interface PassRate {
  readonly passed: number;
  readonly rate: number;
  readonly interval: Interval;
}

export interface VersionComparison {
  readonly cases: number;
  readonly first: PassRate;
  readonly second: PassRate;
  /** Second − first; the interval by the paired bootstrap. */
  readonly difference: { readonly rate: number; readonly interval: Interval };
  /** McNemar's, two-sided. */
  readonly pValue: number;
  /** `not-shown`: they may be equal, or differ by less than these cases can tell. */
  readonly verdict: 'better' | 'worse' | 'not-shown';
  /** What is shown and what is not, a sentence each, for people. */
  readonly words: readonly string[];
}

export interface CompareOptions {
  /** How often a difference may be found that is not there. */
  readonly alpha?: number;
  readonly names?: { readonly first: string; readonly second: string };
}

const POWER = 0.8;
/** Any number: the same cases give the same report. */
const SEED = 1;

/**
 * Compares two versions that were run on the same cases, and says in words what that shows.
 * @throws StatisticsError for fewer than two cases
 */
export function compareVersions(
  verdicts: readonly PairedVerdict[],
  { alpha = 0.05, names = { first: 'the first version', second: 'the second version' } }: CompareOptions = {},
): VersionComparison {
  const cases = verdicts.length;
  if (cases < 2) throw new StatisticsError('At least two cases are needed to compare versions.');
  const [first, second] = [
    passRate(
      verdicts.map((each) => each.first),
      alpha,
    ),
    passRate(
      verdicts.map((each) => each.second),
      alpha,
    ),
  ];
  const differences = verdicts.map((each) => Number(each.second) - Number(each.first));
  const interval = intervalOf(differences, alpha);
  const { pValue } = mcnemar({
    onlyFirst: differences.filter((difference) => difference < 0).length,
    onlySecond: differences.filter((difference) => difference > 0).length,
  });
  const rate = second.rate - first.rate;
  const verdict = pValue > alpha ? 'not-shown' : rate > 0 ? 'better' : 'worse';
  const comparison = { cases, first, second, difference: { rate, interval }, pValue, verdict } as const;
  return { ...comparison, words: inWords(comparison, { alpha, names }) };
}

function intervalOf(differences: readonly number[], alpha: number): Interval {
  const [all = 0] = differences;
  if (differences.some((difference) => difference !== all))
    return pairedBootstrap(differences, { confidence: 1 - alpha, random: seededRandom(SEED) }).interval;
  // Cases that are all alike look alike in every resample. How many others there may be is the exact binomial bound.
  const others = 1 - (alpha / 2) ** (1 / differences.length);
  if (all === 0) return { low: -others, high: others };
  return all > 0 ? { low: 1 - 2 * others, high: 1 } : { low: -1, high: 2 * others - 1 };
}

function passRate(passes: readonly boolean[], alpha: number): PassRate {
  const passed = passes.filter(Boolean).length;
  const interval = wilsonInterval(passed, passes.length, 1 - alpha);
  return { passed, rate: passed / passes.length, interval };
}

function inWords(
  comparison: Omit<VersionComparison, 'words'>,
  { alpha, names }: Required<CompareOptions>,
): string[] {
  const { cases, first, second, difference, pValue, verdict } = comparison;
  const sure = `${figure((1 - alpha) * 100)} %`;
  const rateOf = (name: string, { passed, interval }: PassRate): string =>
    `${upper(name)} passes ${passed} of ${cases} cases, ${percent(passed / cases)} (${sure} interval ${percent(interval.low)} to ${percent(interval.high)}).`;
  const found = pValue < 0.0001 ? 'p < 0.0001' : `p = ${figure(pValue)}`;
  const spread = `${points(difference.rate)}, ${sure} interval ${points(difference.interval.low)} to ${points(difference.interval.high)}`;
  const rates = [rateOf(names.first, first), rateOf(names.second, second)];
  if (verdict !== 'not-shown')
    return [...rates, `It is shown that ${names.second} is ${verdict} (${spread}; ${found}).`];
  return [
    ...rates,
    `A difference is not shown (${spread}; ${found}). That does not mean that both are equally good.`,
    reach(comparison, alpha),
  ];
}

/** What these cases could have shown, and how many more it takes. */
function reach({ cases, first, second }: Omit<VersionComparison, 'words'>, alpha: number): string {
  const from = first.rate;
  const visible = nearestShown(from, (to) => powerOfPairs({ from, to, alpha }, cases) >= POWER);
  const could =
    visible === undefined
      ? `${cases} cases are too few to show any difference from ${percent(from)} reliably.`
      : `${cases} cases show a change from ${percent(from)} to ${percent(visible)} four times out of five, a smaller one less often.`;
  if (first.rate === second.rate) return could;
  const needed = casesForPairs({ from, to: second.rate, alpha }, POWER);
  if (needed === undefined) return `${could} A difference as small as it looks here takes very many more.`;
  // Versions that agree more often than chance has it differ in fewer cases; these would have been enough otherwise.
  if (needed <= cases) return could;
  return `${could} If the difference is as large as it looks here, about ${figure(needed)} cases would show it.`;
}

/** The nearest rate beside this one, in steps of one point, that is shown; what lies farther off on the same side is, too. */
function nearestShown(from: number, isShown: (to: number) => boolean): number | undefined {
  const points = Array.from({ length: 101 }, (_, point) => point / 100);
  const sides = [points.filter((to) => to > from), points.filter((to) => to < from).reverse()];
  const found = sides.flatMap((side) => {
    let [low, high] = [0, side.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isShown(side[middle] ?? from)) high = middle;
      else low = middle + 1;
    }
    return side[low] ?? [];
  });
  return found.sort((a, b) => Math.abs(a - from) - Math.abs(b - from))[0];
}

const percent = (rate: number): string => `${figure(rate * 100)} %`;
const points = (rate: number): string =>
  `${rate > 0 ? '+' : rate < 0 ? '−' : '±'}${figure(Math.abs(rate) * 100)} points`;
const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Two or three digits that mean something. */
function figure(value: number): string {
  return value.toLocaleString(
    'en-US',
    Math.abs(value) >= 1 ? { maximumFractionDigits: 1 } : { maximumSignificantDigits: 2 },
  );
}
