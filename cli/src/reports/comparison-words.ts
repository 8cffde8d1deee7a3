import { dollars, duration } from '@prompthub/protocol';
import type { Figures, ReportComparison, TestChange } from './compare-reports';

/** `2 newly failing, 1 newly passing, 3 still failing, 4 new, 1 gone`, without what there is none of. */
export function changesInWords({ tests }: ReportComparison): string {
  const counts = CHANGES.map(
    ([change, words]) => [tests.filter((test) => test.change === change).length, words] as const,
  );
  const some = counts.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`);
  return some.length === 0 ? 'no test changed' : some.join(', ');
}

/** Changes that people read of, the gravest first. */
export const CHANGES: readonly (readonly [TestChange, string])[] = [
  ['newly-failing', 'newly failing'],
  ['still-failing', 'still failing'],
  ['newly-passing', 'newly passing'],
  ['new', 'new'],
  ['gone', 'gone'],
];

/** What the figures say, a sentence each. */
export function comparisonInWords({ tests, shown, costUsd, latencyMs }: ReportComparison): string[] {
  const common = tests.filter(({ base, head }) => base && head).length;
  if (common === 0)
    return [
      'The base has none of these tests: it is of other prompts, or they were renamed. Nothing can be compared.',
    ];
  return [
    ...(shown?.words ?? ['Too few tests ran in both to compare them.']),
    ...(costUsd ? [`Cost of the tests in both: ${change(costUsd, dollars)}.`] : []),
    ...(latencyMs ? [`Mean time for an answer: ${change(latencyMs, duration)}.`] : []),
  ];
}

/** `$0.10 → $0.12 (+20 %)`. */
function change({ base, head }: Figures, words: (figure: number) => string): string {
  const percent = base === 0 ? undefined : Math.round((head / base - 1) * 100);
  const sign = percent === undefined || percent === 0 ? '±' : percent > 0 ? '+' : '−';
  const relative = percent === undefined ? '' : ` (${sign}${Math.abs(percent)} %)`;
  return `${words(base)} → ${words(head)}${relative}`;
}
