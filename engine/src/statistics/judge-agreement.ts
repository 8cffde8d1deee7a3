import { agreement, type Agreement } from './agreement';
import { fisherExactGreater } from './fisher-exact';
import { StatisticsError } from './statistics-error';

export type Label = 'pass' | 'fail';

export interface JudgeAgreement {
  /** Of the cases that the judge decided: people's labels are the rows, the judge's the columns. */
  readonly agreement: Agreement;
  readonly decided: number;
  /** Cases that the judge could not decide. */
  readonly undecided: number;
  /** The judge passed what people failed. */
  readonly wronglyPassed: number;
  /** The judge failed what people passed. */
  readonly wronglyFailed: number;
  /** What that shows, in sentences. */
  readonly words: readonly string[];
}

/**
 * How far a judge decides as people do, on the same cases in the same order; undefined where the judge could not decide.
 * @throws StatisticsError when the lists differ in length or the judge decided nothing
 */
export function judgeAgreement(
  labels: readonly Label[],
  verdicts: readonly (Label | undefined)[],
): JudgeAgreement {
  if (labels.length !== verdicts.length)
    throw new StatisticsError(`There are ${labels.length} labels and ${verdicts.length} verdicts.`);
  const pairs = labels.flatMap((label, at): [Label, Label][] => {
    const verdict = verdicts[at];
    return verdict ? [[label, verdict]] : [];
  });
  if (pairs.length === 0) throw new StatisticsError('The judge decided none of the cases.');
  const found = agreement(pairs);
  const count = (label: Label, verdict: Label): number =>
    pairs.filter(([first, second]) => first === label && second === verdict).length;
  const result = {
    agreement: found,
    decided: pairs.length,
    undecided: labels.length - pairs.length,
    wronglyPassed: count('fail', 'pass'),
    wronglyFailed: count('pass', 'fail'),
  };
  return { ...result, words: wordsFor(result) };
}

const SIGNIFICANT = 0.05;

function twoByTwo([[a = 0, b = 0] = [], [c = 0, d = 0] = []]: Agreement['confusion']): [
  [number, number],
  [number, number],
] {
  return [
    [a, b],
    [c, d],
  ];
}

function wordsFor({
  agreement: { observed, expected, kappa, interval, labels, confusion },
  decided,
  undecided,
  wronglyPassed,
  wronglyFailed,
}: Omit<JudgeAgreement, 'words'>): string[] {
  const same = Math.round(observed * decided);
  // The interval of kappa is for large samples; this holds for two cases as well.
  const isMoreThanChance = fisherExactGreater(twoByTwo(confusion)) < SIGNIFICANT;
  const chance = labels.length === 1 ? undefined : `${Math.round(expected * 100)} %`;
  return [
    `The judge and people agree on ${same} of ${decided} outputs.`,
    ...(chance === undefined
      ? [
          'All of them have one label, so that nothing is shown about the judge: add outputs that people judged otherwise.',
        ]
      : [
          `Chance alone would give ${chance}; Cohen's kappa is ${kappa.toFixed(2)} (95 % interval ${Math.max(-1, interval.low).toFixed(2)} to ${Math.min(1, interval.high).toFixed(2)}).`,
          isMoreThanChance
            ? 'More than chance is shown.'
            : 'More than chance is not shown: label more outputs, or change the criterion.',
        ]),
    `It passed ${wronglyPassed} that people failed, and failed ${wronglyFailed} that people passed.`,
    ...(undecided > 0 ? [`It could not decide ${undecided}; they are left out.`] : []),
  ];
}
