import type { ReportColumn, ReportedTest, TestReport } from '@prompthub/protocol';

/** One test with its outcome in each column; undefined where the column has no such prompt. */
export interface ReportRow {
  readonly prompt: string;
  readonly test: ReportedTest;
  readonly cells: readonly (ReportedTest | undefined)[];
}

/** The columns of a report; one without a name when there is no matrix. */
export function columnsOf({ columns }: Pick<TestReport, 'columns'>): readonly ReportColumn[] {
  return columns && columns.length > 0 ? columns : [{ label: '' }];
}

/** The report as a matrix: a row for each test, in the order of the report. */
export function rowsOf(report: TestReport): ReportRow[] {
  const width = columnsOf(report).length;
  return report.prompts.flatMap(({ prompt, tests }) => {
    const rows: { prompt: string; test: ReportedTest; cells: (ReportedTest | undefined)[] }[] = [];
    for (const test of tests) {
      const column = test.column ?? 0;
      const last = rows.at(-1);
      if (last && isSameTest(last.test, test) && last.cells[column] === undefined) last.cells[column] = test;
      else rows.push({ prompt, test, cells: withCell(width, column, test) });
    }
    return rows;
  });
}

function isSameTest(a: ReportedTest, b: ReportedTest): boolean {
  return a.source === b.source && a.index === b.index && a.line === b.line && a.description === b.description;
}

function withCell(width: number, column: number, test: ReportedTest): (ReportedTest | undefined)[] {
  return Array.from({ length: Math.max(width, column + 1) }, (_cell, at) =>
    at === column ? test : undefined,
  );
}

/** `reply.prompt › is friendly [gpt-5-mini]`, as far as it takes to tell tests apart. */
export function nameOf(test: ReportedTest, columns: readonly ReportColumn[]): string {
  const label = columns[test.column ?? 0]?.label;
  return label ? `${test.description} [${label}]` : test.description;
}
