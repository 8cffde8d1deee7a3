import type {
  Answerer,
  AnswerJournal,
  MatrixPrompt,
  MatrixRun,
  RunMatrixInput,
  RunProgress,
  SpanCollector,
  Wording,
} from '@prompthub/engine';
import type { ReportColumn, TestReport } from '@prompthub/protocol';
import { readSource } from '../files/read-source';
import { Workspace } from '../files/workspace';
import { judgeOfFolder } from '../models/judge-of-folder';
import { providerContext } from '../models/provider-context';
import { reportOf, type TestedPrompt } from '../reports/report-of';
import { assertionTools } from './assertion-tools';
import type { PromptTests } from './find-suites';
import { findVariants } from './find-variants';

export interface TestPlanOptions {
  readonly concurrency: number;
  readonly repeat?: number;
  readonly repeatMinPass?: number;
  readonly columns?: readonly ReportColumn[];
  /** `provider/model` that judges where nobody else is named. */
  readonly judge?: string;
  /** `provider/model` that makes vectors where nobody else is named. */
  readonly embeddings?: string;
  readonly timeoutMs: number;
  readonly maxCostUsd?: number;
  readonly allowHosts: readonly string[];
  /** Who answers the tests of a prompt's file instead of its model's provider. */
  readonly answererFor?: (file: string) => Answerer | undefined;
  /** Which version answers, where that is not the one that stands here. */
  readonly origin?: string;
  readonly answers?: AnswerJournal;
  /** Where asked servers tell what they do. */
  readonly spans?: SpanCollector;
  readonly signal: AbortSignal;
}

export type TestPlan = Omit<RunMatrixInput, 'columns'> & { readonly columns?: readonly ReportColumn[] };

/** All that is to be run, ready for the engine: to be run, or for an estimate of what that costs. */
export async function planOf(prompts: readonly PromptTests[], options: TestPlanOptions): Promise<TestPlan> {
  const workspace = new Workspace();
  const ready = await Promise.all(prompts.map((prompt) => matrixPrompt(prompt, options, workspace)));
  const { columns, concurrency, repeat, repeatMinPass, timeoutMs, maxCostUsd, answers, signal, spans } =
    options;
  return {
    ...{ prompts: ready, columns, concurrency, repeat, repeatMinPass },
    ...{ timeoutMs, maxCostUsd, answers, signal, spans },
  };
}

/** Runs the tests of all prompts in all columns, and reports them in the order of the prompts; and whether every question has its answer. */
export async function runAll(
  prompts: readonly PromptTests[],
  { columns = [], ...plan }: TestPlan,
  onProgress: (progress: RunProgress) => void,
): Promise<{ readonly report: TestReport; readonly isWhole: boolean }> {
  const { runMatrix } = await import('@prompthub/engine');
  const startedAt = new Date();
  const started = performance.now();
  const run = await runMatrix({ ...plan, ...(columns.length > 0 && { columns }), onProgress });
  const report = reportOf({
    startedAt,
    perhapsUsd: run.progress.perhapsUsd,
    durationMs: performance.now() - started,
    columns: columns.length > 1 ? columns : undefined,
    prompts: together(
      prompts.map((prompt, at) => testedPrompt(prompt, run.prompts[at] ?? [], columns.length > 1)),
    ),
  });
  return { report, isWhole: run.isWhole };
}

/** Of a prompt that was asked in parts, for its tests differ in who is asked, one list in the tests' order. */
function together(prompts: readonly TestedPrompt[]): TestedPrompt[] {
  return [...Map.groupBy(prompts, ({ prompt }) => prompt)].map(([prompt, [first, ...more]]) => ({
    prompt,
    tests:
      more.length === 0
        ? (first?.tests ?? [])
        : [first, ...more]
            .flatMap((part) => part?.tests ?? [])
            .toSorted((a, b) => a.result.test.index - b.result.test.index),
  }));
}

function testedPrompt(
  { prompt, tests }: PromptTests,
  results: MatrixRun['prompts'][number],
  isMatrix: boolean,
): TestedPrompt {
  const written = new Map(tests.map((each) => [each.test, each]));
  return {
    prompt,
    tests: results.map(({ column, result }) => {
      const { source = prompt, lines } = written.get(result.test) ?? {};
      return { source, lines, result, column: isMatrix ? column : undefined };
    }),
  };
}

async function matrixPrompt(
  { prompt, text, tests, made }: PromptTests,
  { columns = [], allowHosts, answererFor, origin, judge, embeddings, signal }: TestPlanOptions,
  workspace: Workspace,
): Promise<MatrixPrompt> {
  const wording = async (file: string, source: string): Promise<Wording> => ({
    source,
    options: { partials: await workspace.partialsFor(file) },
    answerer: answererFor?.(file),
    origin,
  });
  const wanted = new Set(columns.flatMap(({ variant }) => variant ?? []));
  const variants: Record<string, Wording> = {};
  for (const [name, file] of wanted.size > 0 && !made ? await findVariants(prompt) : [])
    if (wanted.has(name)) variants[name] = await wording(file, (await readSource(file)).text);
  return {
    name: prompt,
    wording: made?.wording ?? (await wording(prompt, text)),
    variants: made?.variants ?? variants,
    tests: tests.map(({ test }) => test),
    context: await providerContext({ file: prompt, allowHosts, endpoints: made?.endpoints }),
    judge: {
      ...(await judgeOfFolder(prompt)),
      ...(judge !== undefined && { model: judge }),
      ...(embeddings !== undefined && { embeddings }),
    },
    tools: await assertionTools({ file: prompt, allowHosts, signal }),
  };
}
