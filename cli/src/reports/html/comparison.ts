import type { ReportedTest } from '@prompthub/protocol';
import type { ReportComparison } from '../compare-reports';
import { changesInWords, CHANGES, comparisonInWords } from '../comparison-words';
import { escaped } from './markup';

/** A test with what it was in the base, for the page's script. */
export type ComparedCell = ReportedTest & {
  /** `newly failing`; absent where the outcome is what it was. */
  readonly change?: string | undefined;
  readonly base?: Pick<ReportedTest, 'status' | 'output'> | undefined;
};

/** What changed since the base, and what that shows; and the tests that are not here any more. */
export function comparisonSection(comparison: ReportComparison): string {
  const gone = comparison.tests.flatMap(({ change, prompt, base }) =>
    change === 'gone' && base ? [`${prompt} › ${base.description}`] : [],
  );
  const list = (items: readonly string[]): string =>
    `<ul>${items.map((item) => `<li>${escaped(item)}</li>`).join('')}</ul>`;
  return `<section aria-label="Compared with the base">
<h2>Compared with the base: ${escaped(changesInWords(comparison))}</h2>
${list(comparisonInWords(comparison))}
${gone.length === 0 ? '' : `<details><summary>Gone (${gone.length})</summary>${list(gone)}</details>`}
</section>`;
}

/** Puts beside each test of a report what it was in the base. */
export function cellsWithBase(
  comparison: ReportComparison | undefined,
): (cell: ReportedTest | undefined) => ComparedCell | undefined {
  const words = new Map(CHANGES.filter(([change]) => change !== 'still-failing'));
  const known = new Map(comparison?.tests.map(({ head, base, change }) => [head, { base, change }]));
  return (cell) => {
    const found = cell && known.get(cell);
    if (!found) return cell;
    const { base, change } = found;
    return {
      ...cell,
      change: words.get(change),
      base: base && { status: base.status, output: base.output },
    };
  };
}
