import { reasonsOfTest, type ReportedTest, type ReportedVerdict, type TestReport } from '@prompthub/protocol';
import { version } from '../version';
import { columnsOf, nameOf } from './report-rows';

/**
 * What failed, as SARIF 2.1.0 (OASIS) for code scanning: a result for each assertion that does not hold, at its line,
 * and one for each test that could not be decided.
 */
export function sarifReport(report: TestReport): string {
  const columns = columnsOf(report);
  const results = report.prompts.flatMap(({ prompt, tests }) =>
    tests.flatMap((test) => resultsOf(prompt, test, nameOf(test, columns))),
  );
  const rules = [...new Set(results.map(({ ruleId }) => ruleId))].sort().map((id) => ({
    id,
    shortDescription: {
      text: id === ERRORED ? 'A test could not be decided' : `The assertion ${id} of a test`,
    },
  }));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'prompthub', semanticVersion: version, rules } },
        columnKind: 'utf16CodeUnits',
        invocations: [{ executionSuccessful: report.totals.errored === 0, startTimeUtc: report.startedAt }],
        results,
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

const ERRORED = 'test-errored';

function resultsOf(prompt: string, test: ReportedTest, name: string) {
  if (test.status !== 'failed' && test.status !== 'errored') return [];
  const failed = test.verdicts.filter(({ pass }) => !pass);
  const level = test.status === 'failed' ? 'error' : 'warning';
  if (failed.length === 0) {
    const [reason = test.status] = reasonsOfTest(test);
    return [
      result({ ruleId: ERRORED, level, text: `${prompt}: ${name}: ${reason}`, line: test.writtenAt, test }),
    ];
  }
  return failed.map((verdict) =>
    result({
      ruleId: verdict.type,
      level: verdict.errored ? 'warning' : level,
      text: `${prompt}: ${name}: ${verdict.reason}`,
      line: verdict.line ?? test.writtenAt,
      test,
      verdict,
    }),
  );
}

interface Found {
  readonly ruleId: string;
  readonly level: 'error' | 'warning';
  readonly text: string;
  readonly line: number | undefined;
  readonly test: ReportedTest;
  readonly verdict?: ReportedVerdict;
}

function result({ ruleId, level, text, line, test, verdict }: Found) {
  const { source, index, column = 0, description } = test;
  return {
    ruleId,
    level,
    message: { text: text.toWellFormed() },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(source) },
          ...(line !== undefined && line > 0 && { region: { startLine: line } }),
        },
      },
    ],
    // So that the same failure is the same alert after lines have moved.
    partialFingerprints: {
      'promptTest/v1': [source, index, description, column, verdict?.index ?? '', ruleId]
        .join('/')
        .toWellFormed(),
    },
  };
}

/** Relative to the folder of the command, with `/`. */
function uriOf(path: string): string {
  const parts = path.toWellFormed().replaceAll('\\', '/').split('/');
  return parts.map((part) => encodeURIComponent(part)).join('/');
}
