import type { TestReport } from '@prompthub/protocol';
import { usageError } from '../command-error';
import { readReportText } from '../files/read-source';

/**
 * A run of tests that was stored as JSON.
 * @throws CommandError (usage) for what is no such report, or one of a later version
 */
export async function readReport(file: string): Promise<TestReport> {
  const { testReport } = await import('@prompthub/protocol');
  const value = parsed(file, await readReportText(file));
  const { data, error } = testReport.safeParse(value);
  if (data) return data;
  const version = typeof value === 'object' && value !== null && 'version' in value ? value.version : 1;
  if (typeof version === 'number' && version > 1)
    throw usageError(
      `${file}: the report is of version ${version}, and this prompthub reads version 1. Update it.`,
    );
  const [issue] = error.issues;
  const place = issue && issue.path.length > 0 ? ` (${issue.path.join('.')}: ${issue.message})` : '';
  throw usageError(`${file}: this is no report of tests${place}. ${REMEDY}`);
}

const REMEDY = '`prompthub test --output results.json` writes one.';

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    throw usageError(`${file}: not valid JSON (${reason}). ${REMEDY}`);
  }
}
