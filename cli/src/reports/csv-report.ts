import { reasonsOfTest, type ReportedTest, type TestReport } from '@prompthub/protocol';
import { columnsOf } from './report-rows';

type Cell = string | number | boolean | undefined;

/** A row for each test, as RFC 4180 has it; texts that a spreadsheet would take for formulas are made harmless. */
export function csvReport(report: TestReport): string {
  const columns = columnsOf(report);
  const rows = report.prompts.flatMap(({ prompt, tests }) =>
    tests.map((test) => cellsOf(prompt, test, columns[test.column ?? 0]?.label ?? '')),
  );
  return [HEADINGS, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

const HEADINGS = [
  ...['prompt', 'description', 'source', 'written_at', 'column', 'model', 'mode', 'status', 'score'],
  ...['reasons', 'output', 'vars', 'latency_ms', 'input_tokens', 'output_tokens', 'cost_usd'],
  ...['judging_cost_usd', 'runs_passed', 'runs_total', 'recorded'],
];

function cellsOf(prompt: string, test: ReportedTest, label: string): Cell[] {
  const { usage, judging, repetitions } = test;
  return [
    ...[prompt, test.description, test.source, test.writtenAt, label, test.model, test.mode, test.status],
    ...[test.score, reasonsOfTest(test).join('\n'), test.output, JSON.stringify(test.vars), test.latencyMs],
    ...[usage?.inputTokens, usage?.outputTokens, test.costUsd, judging?.costUsd],
    ...[repetitions?.passed, repetitions?.total, test.recorded],
  ];
}

function cell(value: Cell): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const text = withoutFormula(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Spreadsheets compute what begins like a formula, also after blanks and in full-width characters; answers of models may
 * hold any text (OWASP, "CSV Injection").
 */
export function withoutFormula(text: string): string {
  return /^[\s\u0000]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n\u0000]/.test(text) ? `'${text}` : text;
}
