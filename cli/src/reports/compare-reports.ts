import type { VersionComparison } from '@prompthub/engine';
import type { ReportedTest, TestReport } from '@prompthub/protocol';
import { columnsOf } from './report-rows';

/** What became of a test since the base. */
export type TestChange =
  'newly-failing' | 'newly-passing' | 'still-failing' | 'still-passing' | 'new' | 'gone';

export interface ComparedTest {
  readonly prompt: string;
  readonly change: TestChange;
  /** Label of its column; empty where there is one column. */
  readonly column: string;
  readonly base: ReportedTest | undefined;
  readonly head: ReportedTest | undefined;
}

export interface Figures {
  readonly base: number;
  readonly head: number;
}

/** Two runs of tests side by side: that of the base, such as the branch that a change goes into, and this one. */
export interface ReportComparison {
  readonly tests: readonly ComparedTest[];
  /** US dollars of the tests that both have a cost for. */
  readonly costUsd: Figures | undefined;
  /** Mean milliseconds of the answers that both asked for. */
  readonly latencyMs: Figures | undefined;
  /** What is shown and what is not; undefined where fewer than two tests ran in both. */
  readonly shown: VersionComparison | undefined;
}

/** Tests are the same when prompt, file, description and column are; of several alike the first is the first. */
export async function compareReports(base: TestReport, head: TestReport): Promise<ReportComparison> {
  const { compareVersions } = await import('@prompthub/engine');
  const [before, now] = [placedTests(base), placedTests(head)];
  const tests = [...new Set([...now.keys(), ...before.keys()])].map((key) =>
    compared(before.get(key), now.get(key)),
  );
  const both = tests.flatMap(({ base, head }) =>
    base && head && ran(base) && ran(head) ? [{ base, head }] : [],
  );
  const verdicts = both.map(({ base, head }) => ({ first: passed(base), second: passed(head) }));
  const priced = both.filter(({ base, head }) => base.costUsd !== undefined && head.costUsd !== undefined);
  const asked = both.filter(({ base, head }) => isAsked(base) && isAsked(head));
  return {
    tests,
    costUsd: figures(priced, ({ costUsd = 0 }) => costUsd, 1),
    latencyMs: figures(asked, ({ latencyMs }) => latencyMs, asked.length),
    shown:
      verdicts.length < 2
        ? undefined
        : compareVersions(verdicts, { names: { first: 'the base', second: 'this change' } }),
  };
}

/** How many tests fail that passed in the base. */
export function regressionsOf({ tests }: ReportComparison): number {
  return tests.filter(({ change }) => change === 'newly-failing').length;
}

interface PlacedTest {
  readonly prompt: string;
  readonly column: string;
  readonly test: ReportedTest;
}

function placedTests(report: TestReport): Map<string, PlacedTest> {
  const columns = columnsOf(report);
  const placed = new Map<string, PlacedTest>();
  for (const { prompt, tests } of report.prompts) {
    for (const test of tests) {
      const column = columns[test.column ?? 0]?.label ?? '';
      const key = (nth: number): string =>
        JSON.stringify([prompt, test.source, test.description, test.line, column, nth].map(withSlashes));
      let nth = 0;
      while (placed.has(key(nth))) nth++;
      placed.set(key(nth), { prompt, column, test });
    }
  }
  return placed;
}

/** Reports of Windows and of other systems may be compared. */
function withSlashes(part: unknown): unknown {
  return typeof part === 'string' ? part.replaceAll('\\', '/') : part;
}

function compared(base: PlacedTest | undefined, head: PlacedTest | undefined): ComparedTest {
  const { prompt, column } = head ?? base ?? { prompt: '', column: '' };
  return { prompt, column, base: base?.test, head: head?.test, change: changeOf(base?.test, head?.test) };
}

/** A test that was skipped says nothing of the prompt: it counts as one that was not there. */
function changeOf(base: ReportedTest | undefined, head: ReportedTest | undefined): TestChange {
  if (!head || !ran(head)) return 'gone';
  if (!base || !ran(base)) return 'new';
  if (passed(base)) return passed(head) ? 'still-passing' : 'newly-failing';
  return passed(head) ? 'newly-passing' : 'still-failing';
}

const passed = ({ status }: ReportedTest): boolean => status === 'passed';
const ran = ({ status }: ReportedTest): boolean => status !== 'skipped';
const isAsked = ({ mode, latencyMs, recorded }: ReportedTest): boolean =>
  mode === 'run' && latencyMs >= 1 && recorded !== true;

function figures(
  pairs: readonly { readonly base: ReportedTest; readonly head: ReportedTest }[],
  of: (test: ReportedTest) => number,
  divisor: number,
): Figures | undefined {
  if (pairs.length === 0) return undefined;
  const mean = (side: 'base' | 'head'): number =>
    pairs.reduce((sum, pair) => sum + of(pair[side]), 0) / divisor;
  return { base: mean('base'), head: mean('head') };
}
