import { allTests, reasonsOf, totalsOf, type Report, type ReportedPrompt } from './report';

/** JUnit's XML as CI servers read it: a test suite for each prompt, times in seconds. */
export function junitReport(report: Report): string {
  const suites = report.prompts.map((prompt) => suite(prompt, report.startedAt));
  const attributes = counts(allTests(report), report.durationMs);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="prompthub"${attributes}>\n${suites.join('')}</testsuites>\n`;
}

function suite({ prompt, tests }: ReportedPrompt, startedAt: string): string {
  const duration = tests.reduce((sum, { result }) => sum + result.latencyMs, 0);
  const cases = tests.map((test) => testCase(prompt, test));
  return `  <testsuite name="${escape(prompt)}"${counts(tests, duration)} timestamp="${escape(startedAt)}">\n${cases.join('')}  </testsuite>\n`;
}

function testCase(prompt: string, { source, result }: ReportedPrompt['tests'][number]): string {
  const { test, status, latencyMs } = result;
  const head = `    <testcase classname="${escape(prompt)}" name="${escape(test.description)}" file="${escape(source)}" time="${seconds(latencyMs)}"`;
  const reasons = reasonsOf(result);
  const message = escape(reasons[0] ?? '');
  const body = escape([...reasons, '', 'Output:', result.output].join('\n'));
  if (status === 'passed') return `${head}/>\n`;
  if (status === 'skipped') return `${head}>\n      <skipped message="${message}"/>\n    </testcase>\n`;
  const element = status === 'failed' ? 'failure' : 'error';
  return `${head}>\n      <${element} message="${message}">${body}</${element}>\n    </testcase>\n`;
}

function counts(tests: ReportedPrompt['tests'], durationMs: number): string {
  const { total, failed, errored, skipped } = totalsOf(tests);
  return ` tests="${total}" failures="${failed}" errors="${errored}" skipped="${skipped}" time="${seconds(durationMs)}"`;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

/** XML 1.0 has no place for most control characters, not even escaped; answers of models may hold any. */
function escape(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    '\n': '&#10;',
    '\r': '&#13;',
    '\t': '&#9;',
  };
  return text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"\n\r\t]/g, (character) => entities[character] ?? character);
}
