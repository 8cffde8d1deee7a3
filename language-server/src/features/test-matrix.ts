import type { TestCase, TestResult } from '@prompthub/engine';
import {
  LspMethod,
  matrixParams,
  metricsOfTests,
  totalsOfTests,
  type MatrixProgress,
  type MatrixResult,
  type ReportedTest,
} from '@prompthub/protocol';
import type { CancellationToken } from 'vscode-languageserver';
import type { Context, Engine } from '../context';
import { signalOf } from '../running/abort';
import { matrixPrompts, type PlacedPrompt } from '../running/matrix-prompts';
import { reportedTest } from '../running/reported-test';
import { pathInWorkspace } from '../running/path-in-workspace';

/**
 * `prompthub/testMatrix`: runs tests of prompts in columns, models or variants. Rows come first as `prompthub/matrixProgress`, then each
 * cell when it has ended; the answer is the report of all.
 */
export async function testMatrix(
  context: Context,
  raw: unknown,
  token: CancellationToken,
): Promise<MatrixResult> {
  const params = matrixParams.parse(raw);
  const { runId, columns } = params;
  const engine = await context.loadEngine();
  const placed = await matrixPrompts(context, engine, params);
  const tell = (progress: MatrixProgress): void => context.client.notify(LspMethod.matrixProgress, progress);
  const rows = new Map<TestCase, number>();
  for (const { places } of placed) for (const test of places.keys()) rows.set(test, rows.size);
  tell({ type: 'planned', runId, rows: placed.flatMap(rowsOf) });
  const startedAt = new Date();
  const report = (prompt: number, column: number, result: TestResult): ReportedTest[] => {
    const place = placed[prompt]?.places.get(result.test);
    const source = place && pathInWorkspace(context, place.uri);
    return place && source !== undefined ? [reportedTest(result, { place, source, column })] : [];
  };
  const run = await engine.runMatrix({
    prompts: placed.map(({ matrix }) => matrix),
    columns: columns.map(({ model, variant }) => ({ ...(model && { model }), ...(variant && { variant }) })),
    concurrency: context.settings.test.concurrency,
    timeoutMs: context.settings.run.timeoutSeconds * 1000,
    signal: signalOf(token),
    onEvent: (event) => {
      if (event.type !== 'ended') return;
      for (const test of report(event.prompt, event.column, event.result))
        tell({ type: 'ended', runId, row: rows.get(event.test) ?? 0, column: event.column, test });
    },
  });
  const prompts = run.prompts.map((results, at) => ({
    prompt: placed[at]?.path ?? '',
    tests: results.flatMap(({ column, result }) => report(at, column, result)),
  }));
  const all = prompts.flatMap(({ tests }) => tests);
  const metrics = metricsOfTests(all);
  return {
    runId,
    report: {
      version: 1,
      startedAt: startedAt.toISOString(),
      durationMs: run.progress.elapsedMs,
      totals: totalsOfTests(all),
      columns,
      ...(metrics && { metrics }),
      prompts,
    },
    ...(columns.length === 2 && { comparison: comparisonOf(engine, { prompts: run.prompts, columns }) }),
  };
}

function rowsOf({ document: { uri }, path, places }: PlacedPrompt) {
  return [...places].map(([{ description }, { id }]) => ({ uri, prompt: path, testId: id, description }));
}

/** Tests that could not be run in both columns say nothing of which is better. */
function comparisonOf(
  engine: Engine,
  { prompts, columns }: { prompts: Runs; columns: readonly { label: string }[] },
): string[] {
  const pairs = prompts.flatMap((results) => {
    const byTest = Map.groupBy(results, ({ result }) => result.test);
    return [...byTest.values()].flatMap((row) => {
      const [first, second] = [0, 1].map(
        (column) => row.find((each) => each.column === column)?.result.status,
      );
      return isJudged(first) && isJudged(second)
        ? [{ first: first === 'passed', second: second === 'passed' }]
        : [];
    });
  });
  if (pairs.length < 2) return ['Fewer than two tests were judged in both columns, which shows nothing.'];
  const [first = '', second = ''] = columns.map(({ label }) => label);
  return [...engine.compareVersions(pairs, { names: { first, second } }).words];
}

type Runs = Awaited<ReturnType<Engine['runMatrix']>>['prompts'];

const isJudged = (status: string | undefined): boolean => status === 'passed' || status === 'failed';
