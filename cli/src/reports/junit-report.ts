import { reasonsOfTest, totalsOfTests, type ReportedTest, type TestReport } from '@prompthub/protocol';
import { columnsOf, nameOf } from './report-rows';

/** JUnit's XML as CI servers read it: a test suite for each prompt, times in seconds. */
export function junitReport(report: TestReport): string {
  const columns = columnsOf(report);
  const suites = report.prompts.map(({ prompt, tests }) => {
    const cases = tests.map((test) => testCase(prompt, test, nameOf(test, columns)));
    const duration = tests.reduce((sum, { latencyMs }) => sum + latencyMs, 0);
    return `  <testsuite name="${escape(prompt)}"${counts(tests, duration)} timestamp="${escape(report.startedAt)}">\n${cases.join('')}  </testsuite>\n`;
  });
  const all = report.prompts.flatMap(({ tests }) => tests);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="prompthub"${counts(all, report.durationMs)}>\n${suites.join('')}</testsuites>\n`;
}

function testCase(prompt: string, test: ReportedTest, name: string): string {
  const { status, latencyMs, source, output, writtenAt } = test;
  const line = writtenAt === undefined ? '' : ` line="${writtenAt}"`;
  const head = `    <testcase classname="${escape(prompt)}" name="${escape(name)}" file="${escape(source)}"${line} time="${seconds(latencyMs)}"`;
  const reasons = reasonsOfTest(test);
  const message = escape(reasons[0] ?? '');
  const body = escape([...reasons, '', 'Output:', output].join('\n'));
  if (status === 'passed') return `${head}/>\n`;
  if (status === 'skipped') return `${head}>\n      <skipped message="${message}"/>\n    </testcase>\n`;
  const element = status === 'failed' ? 'failure' : 'error';
  return `${head}>\n      <${element} message="${message}">${body}</${element}>\n    </testcase>\n`;
}

function counts(tests: readonly ReportedTest[], durationMs: number): string {
  const { total, failed, errored, skipped } = totalsOfTests(tests);
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
