import type { Answerer, TestResult } from '@prompthub/engine';
import { Workspace } from '../files/workspace';
import { providerContext } from '../models/provider-context';
import type { TestReport } from '@prompthub/protocol';
import { reportOf, type TestedPrompt } from '../reports/report-of';
import type { PromptTests } from './find-suites';

export interface RunAllOptions {
  readonly concurrency: number;
  readonly repeat?: number;
  readonly model?: string;
  readonly timeoutMs: number;
  readonly allowHosts: readonly string[];
  /** Who answers the tests of a prompt instead of its model's provider. */
  readonly answererFor?: (prompt: string) => Answerer | undefined;
  readonly signal: AbortSignal;
  readonly onResult: () => void;
}

/** Runs the tests of all prompts, at most `concurrency` at a time, and reports them in the order of the prompts. */
export async function runAll(prompts: readonly PromptTests[], options: RunAllOptions): Promise<TestReport> {
  const startedAt = new Date();
  const started = performance.now();
  // The budget is shared: many prompts side by side with one test each, or few with many.
  const lanes = Math.max(1, Math.min(prompts.length, options.concurrency));
  const perPrompt = Math.max(1, Math.floor(options.concurrency / lanes));
  const workspace = new Workspace();
  const tested: TestedPrompt[] = [];
  const queue = prompts.entries();
  const lane = async (): Promise<void> => {
    for (const [index, prompt] of queue)
      tested[index] = await runPromptTests(prompt, { ...options, perPrompt, workspace });
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return reportOf({ startedAt, durationMs: performance.now() - started, prompts: tested });
}

async function runPromptTests(
  { prompt, text, tests }: PromptTests,
  options: RunAllOptions & { perPrompt: number; workspace: Workspace },
): Promise<TestedPrompt> {
  const { runTests } = await import('@prompthub/engine');
  const results: TestResult[] = await runTests({
    tests: tests.map(({ test }) =>
      options.repeat === undefined ? test : { ...test, repeat: test.repeat ?? options.repeat },
    ),
    prompt: {
      source: text,
      options: { partials: await options.workspace.partialsFor(prompt) },
      model: options.model,
    },
    answerer: options.answererFor?.(prompt),
    context: await providerContext({ file: prompt, allowHosts: options.allowHosts }),
    concurrency: options.perPrompt,
    timeoutMs: options.timeoutMs,
    signal: options.signal,
    onEvent: ({ type }) => type === 'ended' && options.onResult(),
  });
  return {
    prompt,
    tests: results.map((result, index) => ({ source: prompt, ...tests[index], result })),
  };
}
