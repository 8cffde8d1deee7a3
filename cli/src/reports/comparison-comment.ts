import { reasonsOfTest, type TestReport } from '@prompthub/protocol';
import type { ComparedTest, ReportComparison, TestChange } from './compare-reports';
import { changesInWords, CHANGES, comparisonInWords } from './comparison-words';
import { costOf, countsOf, markdownReport } from './markdown-report';
import { code, fitting, inline } from './markdown-text';

/** GitHub refuses comments of more characters. */
export const MAX_COMMENT_LENGTH = 65_536;

/** By this a job finds its own comment again, to write the next one in its place. */
export const COMMENT_MARKER = '<!-- prompthub: comparison of tests -->';

/** The whole report; with a base, a comment for a pull request. */
export function markdownOf(report: TestReport, comparison?: ReportComparison): string {
  return comparison ? comparisonComment(report, comparison) : markdownReport(report);
}

/** A comment for a pull request: what changed since the base, and what that shows. */
export function comparisonComment(report: TestReport, comparison: ReportComparison): string {
  const head = [
    COMMENT_MARKER,
    `## Prompt tests: ${changesInWords(comparison)}`,
    '',
    `**${countsOf(report.totals)}**${costOf(report.totals)}`,
    '',
    ...comparisonInWords(comparison).map((sentence) => `- ${inline(sentence)}`),
  ];
  const room = MAX_COMMENT_LENGTH - Buffer.byteLength(head.join('\n')) - 200;
  const { lines, left } = fitting(
    CHANGES.flatMap(([change, words]) => section(comparison, change, words)),
    room,
  );
  // A list that was cut in the middle would swallow what follows.
  const ended =
    lines.filter((line) => line.startsWith('<details')).length >
    lines.filter((line) => line === '</details>').length
      ? ['', '</details>']
      : [];
  const more = left > 0 ? ['', `… and ${left} more lines, which did not fit here.`] : [];
  return [...head, ...lines, ...ended, ...more, ''].join('\n');
}

/** Newly failing tests are open to see, with their reasons; the others behind their number. */
function section({ tests }: ReportComparison, change: TestChange, words: string): string[] {
  const found = tests.filter((test) => test.change === change);
  if (found.length === 0) return [];
  const list = found.flatMap((test) => item(test, change));
  const title = `${words.charAt(0).toUpperCase()}${words.slice(1)} (${found.length})`;
  if (change === 'newly-failing') return ['', `### ${title}`, '', ...list];
  return ['', `<details><summary>${title}</summary>`, '', ...list, '', '</details>'];
}

function item({ prompt, column, base, head }: ComparedTest, change: TestChange): string[] {
  const test = head ?? base;
  if (!test) return [];
  const label = column === '' ? '' : ` (${inline(column)})`;
  const line = `- ${code(prompt)}: ${inline(test.description)}${label}`;
  const failing = change === 'newly-failing' || change === 'still-failing';
  const reasons =
    head && (failing || (change === 'new' && head.status !== 'passed')) ? reasonsOfTest(head) : [];
  return [line, ...reasons.map((reason) => `  - ${inline(reason)}`)];
}
