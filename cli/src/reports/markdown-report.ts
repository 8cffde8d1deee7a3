import { dollars, duration } from '@prompthub/protocol';
import { allTests, reasonsOf, totalsOf, type Report, type ReportedPrompt } from './report';

const marks = { passed: '✅', failed: '❌', errored: '💥', skipped: '⏭️' } as const;

/** For a comment on a pull request: totals, a table, and what did not pass. */
export function markdownReport(report: Report): string {
  const { passed, failed, errored, skipped, costUsd } = totalsOf(allTests(report));
  const cost = costUsd === undefined ? '' : `, ${dollars(costUsd)}`;
  const rows = report.prompts.map(row);
  const problems = report.prompts.flatMap(problemsOf);
  return [
    '# Prompt tests',
    '',
    `**${passed} passed, ${failed} failed, ${errored} errored, ${skipped} skipped** in ${duration(report.durationMs)}${cost}`,
    '',
    '| prompt | passed | failed | errored | skipped |',
    '|---|--:|--:|--:|--:|',
    ...rows,
    ...(problems.length > 0 ? ['', '## What did not pass', '', ...problems] : []),
    '',
  ].join('\n');
}

function row({ prompt, tests }: ReportedPrompt): string {
  const { passed, failed, errored, skipped } = totalsOf(tests);
  return `| ${code(prompt)} | ${passed} | ${failed} | ${errored} | ${skipped} |`;
}

function problemsOf({ prompt, tests }: ReportedPrompt): string[] {
  return tests
    .filter(({ result }) => result.status !== 'passed')
    .flatMap(({ result }) => [
      `- ${marks[result.status]} ${code(prompt)}: ${inline(result.test.description)}`,
      ...reasonsOf(result).map((reason) => `  - ${inline(reason)}`),
    ]);
}

/** One line, with nothing in it that Markdown or HTML would read as more than text. */
function inline(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]<>|#&]/g, (character) => `\\${character}`)
    .slice(0, 500);
}

function code(text: string): string {
  return `\`${text.replace(/[`|\r\n]/g, ' ')}\``;
}
