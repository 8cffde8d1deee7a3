import { appendFile, stat } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { reasonsOfTest, type TestReport } from '@prompthub/protocol';
import { note } from '../terminal/output';
import { markdownReport, MAX_SUMMARY_BYTES } from './markdown-report';
import { columnsOf, nameOf } from './report-rows';

/** GitHub shows so many errors of a step and drops the others. */
const MAX_ANNOTATIONS = 10;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * In a job of GitHub Actions: the report in the job's summary, and an annotation at the line of each failing assertion.
 * Elsewhere nothing. `before` stands before the report, such as a comparison.
 */
export async function reportToGitHub(
  report: TestReport,
  { before = '', environment = process.env }: { before?: string; environment?: Environment } = {},
): Promise<void> {
  const summary = environment['GITHUB_STEP_SUMMARY'];
  if (summary) await writeSummary(summary, report, before);
  if (environment['GITHUB_ACTIONS'] !== 'true') return;
  for (const line of annotations(report, environment['GITHUB_WORKSPACE'])) note(line);
}

async function writeSummary(file: string, report: TestReport, before: string): Promise<void> {
  try {
    const { size } = await stat(file).catch(() => ({ size: 0 }));
    const room = MAX_SUMMARY_BYTES - size - Buffer.byteLength(before) - 2;
    await appendFile(file, `${before}\n${markdownReport(report, room)}\n`);
  } catch (error) {
    note(`The summary of the job was not written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Workflow commands (GitHub, "Workflow commands for GitHub Actions"), one a line. */
export function annotations(report: TestReport, workspace = process.cwd()): string[] {
  const columns = columnsOf(report);
  const wrong = report.prompts
    .flatMap(({ tests }) => tests)
    .filter(({ status }) => status === 'failed' || status === 'errored');
  return wrong.slice(0, MAX_ANNOTATIONS).map((test) => {
    const line = test.verdicts.find(({ pass }) => !pass)?.line ?? test.writtenAt;
    const file = relative(workspace, resolve(test.source)).split(sep).join('/');
    const place = [`file=${property(file)}`, ...(line === undefined ? [] : [`line=${line}`])];
    const properties = [...place, `title=${property(nameOf(test, columns))}`].join(',');
    return `::error ${properties}::${data(reasonsOfTest(test).join('\n') || test.status)}`;
  });
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
