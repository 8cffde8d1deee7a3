import { ratesOf, type Rates } from './f-measure';

export interface ClassRates extends Rates {
  readonly label: string;
  /** How many cases were expected to have it. */
  readonly support: number;
}

export interface Classification {
  /** Share of cases with the expected label; 0 when there are none. */
  readonly accuracy: number;
  /** All that were expected or given, in the order of their characters. */
  readonly labels: readonly string[];
  /** Cases by the expected label (row) and the given one (column), in the order of `labels`. */
  readonly confusion: readonly (readonly number[])[];
  readonly classes: readonly ClassRates[];
  /** Each label counts alike. */
  readonly macro: Rates;
  /** Each case counts alike: all three are the accuracy, since each case has one label. */
  readonly micro: Rates;
  /** Each label counts by its support. */
  readonly weighted: Rates;
}

/** How well labels were given, as scikit-learn's `precision_recall_fscore_support` has it, with 0 for what there is nothing of. */
export function classification(
  cases: readonly { readonly expected: string; readonly given: string }[],
): Classification {
  const labels = [...new Set(cases.flatMap(({ expected, given }) => [expected, given]))].sort();
  const confusion = labels.map((row) =>
    labels.map(
      (column) => cases.filter(({ expected, given }) => expected === row && given === column).length,
    ),
  );
  const classes = labels.map((label, i): ClassRates => {
    const support = sum(confusion[i] ?? []);
    const given = sum(confusion.map((row) => row[i] ?? 0));
    return { label, support, ...ratesOf(confusion[i]?.[i] ?? 0, given, support) };
  });
  const right = sum(labels.map((_label, i) => confusion[i]?.[i] ?? 0));
  const micro = ratesOf(right, cases.length, cases.length);
  return {
    accuracy: micro.precision,
    labels,
    confusion,
    classes,
    macro: meanOf(classes, () => 1),
    micro,
    weighted: meanOf(classes, ({ support }) => support),
  };
}

function meanOf(classes: readonly ClassRates[], weightOf: (each: ClassRates) => number): Rates {
  const whole = sum(classes.map(weightOf));
  const mean = (name: keyof Rates): number =>
    whole === 0 ? 0 : sum(classes.map((each) => each[name] * weightOf(each))) / whole;
  return { precision: mean('precision'), recall: mean('recall'), f1: mean('f1') };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
