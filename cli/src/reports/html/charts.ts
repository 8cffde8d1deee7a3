import { dollars, duration, totalsOfTests, type ReportedTest, type TestReport } from '@prompthub/protocol';
import { columnsOf } from '../report-rows';
import { escaped } from './markup';

/** Those that a chart compares: the columns, or the prompts where there is one column. */
interface Group {
  readonly label: string;
  readonly tests: readonly ReportedTest[];
}

interface Bar {
  readonly label: string;
  /** From left to right; `share` of the whole width. */
  readonly parts: readonly { readonly share: number; readonly kind: string }[];
  readonly figure: string;
}

const MAX_GROUPS = 12;
const STATUSES = ['passed', 'failed', 'errored', 'skipped'] as const;

/** Pass rate, time and cost as figures of HTML with SVG inside. Nothing but shapes, classes and text. */
export function charts(report: TestReport): string {
  const all = groupsOf(report);
  const groups = all.slice(0, MAX_GROUPS);
  const left = all.length - groups.length;
  const more = left > 0 ? ` (the first ${MAX_GROUPS} of ${all.length})` : '';
  const slowest = Math.max(...groups.map(({ tests }) => quantile(latencies(tests), 0.95)), 0);
  const dearest = Math.max(...groups.map(({ tests }) => costOf(tests)), 0);
  return [
    chart(`Outcomes${more}`, groups.map(outcomeBar)),
    slowest > 0
      ? chart(
          `Time for an answer: median, and 95 % within${more}`,
          groups.map((group) => timeBar(group, slowest)),
        )
      : '',
    dearest > 0
      ? chart(
          `Cost${more}`,
          groups.map((group) => costBar(group, dearest)),
        )
      : '',
  ].join('\n');
}

function groupsOf(report: TestReport): Group[] {
  const columns = columnsOf(report);
  if (columns.length < 2) return report.prompts.map(({ prompt, tests }) => ({ label: prompt, tests }));
  const all = report.prompts.flatMap(({ tests }) => tests);
  return columns.map(({ label }, at) => ({ label, tests: all.filter(({ column = 0 }) => column === at) }));
}

function outcomeBar({ label, tests }: Group): Bar {
  const totals = totalsOfTests(tests);
  return {
    label,
    parts: STATUSES.map((kind) => ({ share: totals.total === 0 ? 0 : totals[kind] / totals.total, kind })),
    figure: `${totals.passed} of ${totals.total}`,
  };
}

function timeBar({ label, tests }: Group, slowest: number): Bar {
  const known = latencies(tests);
  const [median, most] = [quantile(known, 0.5), quantile(known, 0.95)];
  return {
    label,
    parts: [
      { share: median / slowest, kind: 'bar' },
      { share: (most - median) / slowest, kind: 'more' },
    ],
    figure: known.length === 0 ? 'not asked' : `${duration(median)}, ${duration(most)}`,
  };
}

function costBar({ label, tests }: Group, dearest: number): Bar {
  const cost = costOf(tests);
  return { label, parts: [{ share: cost / dearest, kind: 'bar' }], figure: dollars(cost) };
}

function costOf(tests: readonly ReportedTest[]): number {
  const { costUsd = 0, judgingCostUsd = 0 } = totalsOfTests(tests);
  return costUsd + judgingCostUsd;
}

function latencies(tests: readonly ReportedTest[]): number[] {
  return tests
    .filter(({ mode, latencyMs }) => mode === 'run' && latencyMs > 0)
    .map(({ latencyMs }) => latencyMs)
    .sort((a, b) => a - b);
}

/** Of sorted values, the smallest that so large a share does not exceed; 0 of none. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

const ROW = 38;
const WIDTH = 400;

function chart(title: string, bars: readonly Bar[]): string {
  const height = bars.length * ROW;
  const shapes = bars.map((bar, row) => barShapes(bar, row * ROW)).join('');
  const said = bars.map(({ label, figure }) => `${label}: ${figure}`).join('; ');
  return `<figure><figcaption>${escaped(title)}</figcaption><svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(said)}">${shapes}</svg></figure>`;
}

function barShapes({ label, parts, figure }: Bar, top: number): string {
  let x = 0;
  const rects = parts
    .map(({ share, kind }) => {
      const width = share * WIDTH;
      const rect = `<rect class="${kind}" x="${round(x)}" y="${top + 18}" width="${round(width)}" height="12"/>`;
      x += width;
      return width > 0 ? rect : '';
    })
    .join('');
  const short = label.length > 36 ? `…${label.slice(-35)}` : label;
  return `<text x="0" y="${top + 13}">${escaped(short)}</text><text class="quiet" x="${WIDTH}" y="${top + 13}" text-anchor="end">${escaped(figure)}</text>${rects}`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
