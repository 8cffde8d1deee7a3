import fc from 'fast-check';
import type { ReportedTest, TestReport } from '@prompthub/protocol';
import { compareReports, regressionsOf, type ReportComparison } from './compare-reports';
import { COMMENT_MARKER, comparisonComment, MAX_COMMENT_LENGTH } from './comparison-comment';
import { changesInWords, comparisonInWords } from './comparison-words';
import { reportOfTests, someReports } from './testing/some-reports';

type Outcome = ReportedTest['status'] | undefined;

const test = (
  description: string,
  status: ReportedTest['status'],
  more: Partial<ReportedTest> = {},
): ReportedTest => ({
  ...{
    description,
    source: 'a.prompt',
    index: 0,
    mode: 'run',
    vars: {},
    status,
    output: '',
    verdicts: [],
    latencyMs: 100,
  },
  ...more,
});

/** A report of tests by number; those without an outcome are not there. */
const reportWith = (outcomes: readonly Outcome[], more: Partial<ReportedTest> = {}): TestReport =>
  reportOfTests(undefined, [
    {
      prompt: 'a.prompt',
      tests: outcomes.flatMap((status, at) => (status ? [test(`test ${at}`, status, more)] : [])),
    },
  ]);

const outcome = fc.constantFrom<Outcome>('passed', 'failed', 'errored', 'skipped', undefined);

it('puts each test where its two outcomes say', async () => {
  const pairs = fc.array(fc.tuple(outcome, outcome), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(pairs, async (all) => {
      const comparison = await compareReports(
        reportWith(all.map(([base]) => base)),
        reportWith(all.map(([, head]) => head)),
      );
      const ran = (status: Outcome): boolean => status !== undefined && status !== 'skipped';
      const number = (fits: (base: Outcome, head: Outcome) => boolean): number =>
        all.filter(([base, head]) => (base ?? head) !== undefined && fits(base, head)).length;
      const counted = (change: string): number =>
        comparison.tests.filter((each) => each.change === change).length;
      expect(regressionsOf(comparison)).toBe(
        number((base, head) => base === 'passed' && ran(head) && head !== 'passed'),
      );
      expect(counted('newly-passing')).toBe(
        number((base, head) => ran(base) && base !== 'passed' && head === 'passed'),
      );
      expect(counted('still-failing')).toBe(
        number((base, head) => ran(base) && base !== 'passed' && ran(head) && head !== 'passed'),
      );
      expect(counted('new')).toBe(number((base, head) => !ran(base) && ran(head)));
      expect(counted('gone')).toBe(number((_base, head) => !ran(head)));
      expect(comparison.tests).toHaveLength(number(() => true));
      expect(comparison.shown?.cases ?? 0).toBe(
        ((both) => (both < 2 ? 0 : both))(number((base, head) => ran(base) && ran(head))),
      );
    }),
  );
});

it('finds nothing changed in a report beside itself, also where tests are alike', async () => {
  await fc.assert(
    fc.asyncProperty(someReports, async (report) => {
      const { tests } = await compareReports(report, report);
      expect(tests).toHaveLength(report.totals.total);
      for (const { base, head, change } of tests) {
        expect(head).toBe(base);
        expect(['still-passing', 'still-failing', 'gone']).toContain(change);
      }
    }),
  );
});

it('says what is shown, what is not, and what it costs', async () => {
  const base = reportWith(Array<Outcome>(40).fill('failed'), { costUsd: 0.01, latencyMs: 1000 });
  const better = reportWith(Array<Outcome>(40).fill('passed'), { costUsd: 0.015, latencyMs: 500 });
  const words = comparisonInWords(await compareReports(base, better)).join('\n');
  expect(words).toContain('It is shown that this change is better');
  expect(words).toContain('$0.40 → $0.60 (+50 %)');
  expect(words).toContain('1.0 s → 500 ms (−50 %)');
  expect(changesInWords(await compareReports(base, better))).toBe('40 newly passing');
  const same = await compareReports(base, base);
  expect(comparisonInWords(same).join('\n')).toContain('A difference is not shown');
  expect(changesInWords(same)).toBe('40 still failing');
});

it('says so when the base is of other tests', async () => {
  const other = reportOfTests(undefined, [{ prompt: 'b.prompt', tests: [test('x', 'passed')] }]);
  const comparison = await compareReports(other, reportWith(['passed', 'passed']));
  expect(comparisonInWords(comparison)).toEqual([expect.stringContaining('none of these tests')]);
  expect(changesInWords(comparison)).toBe('2 new, 1 gone');
});

describe('the comment', () => {
  const commentOn = async (base: TestReport, head: TestReport): Promise<[string, ReportComparison]> => {
    const comparison = await compareReports(base, head);
    return [comparisonComment(head, comparison), comparison];
  };

  it('begins with its marker, lets no text be more than text, and is as short as GitHub wants it', async () => {
    await fc.assert(
      fc.asyncProperty(someReports, someReports, async (base, head) => {
        const [comment] = await commentOn(base, head);
        expect(comment.startsWith(`${COMMENT_MARKER}\n`)).toBe(true);
        expect(comment.slice(COMMENT_MARKER.length)).not.toMatch(/(?<!\\)<(?!\/?(?:details|summary)>)|@\w/);
      }),
    );
  });

  it('is cut where it would be too long, outside of what folds', async () => {
    const failing = (status: Outcome): TestReport =>
      reportWith(Array<Outcome>(3000).fill(status), { error: 'The model said nothing. '.repeat(5) });
    for (const base of ['passed', 'failed'] as const) {
      const [comment] = await commentOn(failing(base), failing('failed'));
      expect(comment.length).toBeLessThanOrEqual(MAX_COMMENT_LENGTH);
      expect(comment.length).toBeGreaterThan(MAX_COMMENT_LENGTH * 0.9);
      expect(comment).toMatch(/… and \d+ more lines/);
      expect(comment.match(/<details>/g)?.length).toBe(comment.match(/<\/details>/g)?.length);
    }
  });

  it('shows what fails now with its reasons', async () => {
    const [comment] = await commentOn(
      reportWith(['passed', 'failed', 'failed', 'passed']),
      reportWith(['failed', 'failed', 'passed', 'passed'], { error: 'it is "x" <b>' }),
    );
    expect(comment).toContain('## Prompt tests: 1 newly failing, 1 still failing, 1 newly passing');
    expect(comment).toContain('### Newly failing (1)\n\n- `a.prompt`: test 0\n  - it is "x" \\<b\\>');
    expect(comment).toContain(
      '<details><summary>Newly passing (1)</summary>\n\n- `a.prompt`: test 2\n\n</details>',
    );
  });
});
