import { dollars, duration, flakyText, isFlaky, type ReportedTest } from '@prompthub/protocol';
import { cellId, type MatrixRun, type MatrixState } from './matrix-run';

/** What a page shows of one answer. */
export interface ViewCell {
  readonly id: string;
  readonly row: number;
  readonly column: number;
  readonly status: ReportedTest['status'];
  readonly facts: string;
  /** The first line of the answer, or why there is none. */
  readonly first: string;
  /** The beginning of the answer, in which a page looks for words. */
  readonly text: string;
}

export interface ViewRow {
  readonly prompt: string;
  readonly description: string;
  /** Some answers of the row are not the same text. */
  readonly differ: boolean;
}

export interface MatrixView {
  readonly title: string;
  readonly state: MatrixState;
  /** It can be run again from here. */
  readonly again: boolean;
  readonly problem: string | undefined;
  /** `3 of 12 ended`, or what came out. */
  readonly summary: string;
  readonly columns: readonly { readonly label: string; readonly summary: string }[];
  readonly rows: readonly ViewRow[];
  readonly cells: readonly ViewCell[];
  /** What is shown of the second column against the first, and what is not. */
  readonly comparison: readonly string[];
}

/** The whole of a run for a page. */
export function matrixView(run: MatrixRun): MatrixView {
  const { title, columns } = run.request;
  return {
    title,
    state: run.state,
    again: run.state !== 'running' && run.request.kept !== true,
    problem: run.problem,
    summary: summaryOf(run),
    columns: columns.map(({ label }, column) => ({ label, summary: columnSummary(run, column) })),
    rows: run.rows.map(({ prompt, description }, row) => ({
      prompt,
      description,
      differ: run.answersDiffer(row),
    })),
    cells: run.cells().map(([row, column, test]) => viewCell(row, column, test)),
    comparison: run.result?.comparison ?? [],
  };
}

const FIRST_LINE = 160;
const SEARCHED = 2000;

export function viewCell(row: number, column: number, test: ReportedTest): ViewCell {
  const { status, output, error = '' } = test;
  const text = output.trim() === '' ? error : output;
  return {
    ...{ id: cellId(row, column), row, column, status, facts: factsOf(test) },
    first: (text.trim().split(/\r?\n/, 1)[0] ?? '').slice(0, FIRST_LINE),
    text: text.slice(0, SEARCHED),
  };
}

/** `score 0.8 · $0.0012 · 1.2 s` */
export function factsOf({
  score,
  costUsd,
  latencyMs,
  repetitions,
  recorded,
  verdicts,
}: ReportedTest): string {
  const facts = [
    ...(score === undefined || verdicts.length === 0
      ? []
      : [`score ${score.toFixed(2).replace(/\.?0+$/, '')}`]),
    ...(costUsd === undefined ? [] : [dollars(costUsd)]),
    ...(latencyMs > 0 ? [duration(latencyMs)] : []),
    ...(isFlaky(repetitions) ? [flakyText(repetitions)] : []),
    ...(recorded ? ['recorded'] : []),
  ];
  return facts.join(' · ');
}

function columnSummary(run: MatrixRun, column: number): string {
  const own = run.cells().flatMap(([, at, test]) => (at === column ? [test] : []));
  if (own.length === 0) return '';
  const passed = own.filter(({ status }) => status === 'passed').length;
  const costs = own.flatMap(({ costUsd }) => costUsd ?? []);
  const cost = costs.length === 0 ? [] : [dollars(costs.reduce((sum, each) => sum + each, 0))];
  const times = own.filter(({ latencyMs }) => latencyMs > 0).map(({ latencyMs }) => latencyMs);
  const time = times.length === 0 ? [] : [`${duration(medianOf(times))} each`];
  return [`${passed} of ${own.length} passed`, ...cost, ...time].join(' · ');
}

function summaryOf(run: MatrixRun): string {
  const all = run.rows.length * run.request.columns.length;
  if (run.state === 'running') return all === 0 ? 'Getting ready…' : `${run.ended} of ${all} ended`;
  const { totals } = run.result?.report ?? {};
  if (!totals) return `${run.ended} of ${all} ended`;
  const words = (['passed', 'failed', 'errored', 'skipped'] as const).flatMap((status) =>
    totals[status] > 0 ? [`${totals[status]} ${status}`] : [],
  );
  const judging = totals.judgingCostUsd === undefined ? [] : [`judges ${dollars(totals.judgingCostUsd)}`];
  const cost = totals.costUsd === undefined ? [] : [dollars(totals.costUsd)];
  return [words.join(', ') || 'Nothing ran', ...cost, ...judging].join(' · ');
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
