import type { CompiledPrompt } from '@prompthub/core';
import { RenderError } from '@prompthub/core';
import { AssertionError, type Observation } from '../assertions/assertion';
import { readingFiles, type AssertionTools } from '../assertions/assertion-tools';
import { isComparing } from '../assertions/graded/comparing';
import { judge } from '../assertions/judge';
import { parseJson } from '../assertions/json-text';
import { transformOutput } from '../assertions/transform-output';
import { AnswerTrace } from '../traces/answer-trace';
import type { SpanCollector } from '../traces/span-collector';
import { textOfMessages } from '../providers/message-text';
import { ProviderError, type ProviderContext } from '../providers/provider';
import { JournalError } from './answers/answer-journal';
import { CapReachedError } from './asking/spending-cap';
import { conclusion } from './conclusion';
import { judgingOf, type JudgeSetting } from './judging';
import { askModel, type Question, type RunOutcome } from './run-prompt';
import type { AssertionSpec, AssertionVerdict, TestCase, TestResult } from './test-case';

/** Who answers a test in place of its model's provider. `vars` are those of the test, for one who renders by itself. */
export type Answerer = (
  question: Omit<Question, 'context' | 'onText'> & { readonly vars: TestCase['vars'] },
) => Promise<RunOutcome>;

export interface TestSetting {
  /** Rejects with RenderError when the prompt itself is broken. */
  readonly compiled: Promise<CompiledPrompt>;
  /** `provider/model` in place of the prompt's own; a test's own goes first. */
  readonly model?: string;
  readonly context: ProviderContext;
  readonly answerer?: Answerer;
  /** Where asked servers tell their spans. */
  readonly spans?: SpanCollector;
  /** Who judges where neither the test nor an assertion names a model. */
  readonly judge?: JudgeSetting;
  /** In place of what the assertions may use otherwise. */
  readonly tools?: Partial<AssertionTools>;
  readonly signal?: AbortSignal;
  /** For each run, unless the test has its own. */
  readonly timeoutMs?: number;
}

/** Runs one test once. Never rejects: whatever goes wrong is the result. */
export async function runOnce(test: TestCase, setting: TestSetting): Promise<TestResult> {
  if (test.fault !== undefined) return notRun(test, 'errored', test.fault);
  if (test.dataset !== undefined)
    return notRun(test, 'errored', `The rows of ${test.dataset} were not read, and the test needs them.`);
  try {
    const { observed, outcome } = await observe(test, setting);
    const { context, signal, timeoutMs } = setting;
    const judging = judgingOf(test, { context, signal, timeoutMs, ...setting.judge });
    const tools = { ...judging.tools, plugins: test.plugins, ...setting.tools };
    const { output } = observed;
    const spent = () => ({ output, ...measured(outcome), judging: judging.expense() });
    try {
      const verdicts: AssertionVerdict[] = [];
      for (const [index, spec] of test.assert.entries())
        if (!isComparing(spec)) verdicts.push(await judge(spec, observed, { index, tools }));
      return { ...conclusion(test, verdicts), test, verdicts, ...spent() };
    } catch (error) {
      return { ...stopped(test, error, setting), ...spent() };
    }
  } catch (error) {
    return stopped(test, error, setting);
  }
}

/** A test that came to no end of its own: the run was cancelled, or came to its cap; anything else is its error. */
function stopped(test: TestCase, error: unknown, { signal }: TestSetting): TestResult {
  const cancelled = signal?.aborted && error instanceof ProviderError && error.code === 'aborted';
  const skipped = cancelled || error instanceof CapReachedError;
  return notRun(test, skipped ? 'skipped' : 'errored', messageOf(error));
}

/** A result for a test that did not get as far as an output. */
export function notRun(test: TestCase, status: 'errored' | 'skipped', error: string): TestResult {
  return { test, status, error, output: '', verdicts: [], latencyMs: 0 };
}

/** Renders the prompt of a test and asks for its answer. Rejects with RenderError, and with what the answerer rejects with. */
export async function observe(
  test: TestCase,
  setting: TestSetting,
): Promise<{ observed: Observation; outcome?: RunOutcome }> {
  const compiled = await setting.compiled;
  const rendered = compiled.render({ input: { ...test.vars } });
  const prompt = textOfMessages(rendered.messages);
  const { vars } = test;
  if (test.mode === 'render')
    return { observed: await transformed(test, { output: prompt, vars, prompt, model: '' }, setting) };
  const { context, signal, answerer } = setting;
  const timeoutMs = test.timeoutMs ?? setting.timeoutMs;
  const trace = test.assert.some(looksAtTrace) ? new AnswerTrace(setting.spans) : undefined;
  const question = { rendered, model: test.model ?? setting.model, signal, timeoutMs, trace };
  const asked = answerer ? answerer({ ...question, vars }) : askModel({ ...question, context });
  const outcome = await asked
    .catch((error: unknown) => {
      if (!expectsFilter(test.assert, error)) throw error;
    })
    .finally(() => trace?.close());
  if (!outcome) {
    const model = question.model ?? rendered.model ?? '';
    return { observed: { output: '', vars, prompt, model, finishReason: 'content-filter' } };
  }
  const seen: Observation = {
    output: outcome.text,
    data: dataOf(outcome),
    toolCalls: outcome.answer.toolCalls,
    vars,
    prompt,
    model: outcome.model,
    latencyMs: outcome.latencyMs,
    costUsd: outcome.costUsd,
    finishReason: outcome.answer.finishReason,
    tools: rendered.toolDefs,
    logProbs: outcome.answer.logProbs,
    spans: outcome.spans,
  };
  return { observed: await transformed(test, seen, setting), outcome };
}

function looksAtTrace({ type, assert = [] }: AssertionSpec): boolean {
  return /^(?:not-)?trace-/.test(type) || assert.some(looksAtTrace);
}

/** A question that the provider refuses for its content is what `guardrails` asks about, and no failure of the run. */
function expectsFilter(specs: readonly AssertionSpec[], error: unknown): boolean {
  const isFilter = error instanceof ProviderError && error.code === 'content-policy';
  const isAsked = ({ type, assert = [] }: AssertionSpec): boolean =>
    /^(?:not-)?guardrails$/.test(type) || assert.some(isAsked);
  return isFilter && specs.some(isAsked);
}

/** What the test's own transform makes of an output. Rejects with AssertionError. */
export async function transformed(
  { transform, vars }: TestCase,
  seen: Observation,
  { judge, tools }: TestSetting,
): Promise<Observation> {
  if (!transform) return seen;
  const readFile = tools?.readFile ?? judge?.readFile;
  const made = await transformOutput(transform, seen, {
    ...{ vars, workplace: tools?.workplace },
    readFile: readFile && readingFiles(readFile),
  });
  return { ...seen, data: undefined, toolCalls: undefined, ...made };
}

/** JSON when the prompt asks for it; the tool calls when the model answered with nothing else. */
function dataOf({ rendered, answer }: RunOutcome): unknown {
  if (answer.text === '' && answer.toolCalls.length > 0) return answer.toolCalls;
  const wantsJson = rendered.output?.format === 'json' || rendered.output?.schema !== undefined;
  return wantsJson ? parseJson(answer.text)?.value : undefined;
}

function measured(
  outcome: RunOutcome | undefined,
): Pick<TestResult, 'model' | 'recorded' | 'latencyMs' | 'usage' | 'costUsd'> {
  if (!outcome) return { latencyMs: 0 };
  const { inputTokens, outputTokens, estimated } = outcome.usage;
  return {
    model: outcome.model,
    ...(outcome.recorded && { recorded: true }),
    latencyMs: outcome.latencyMs,
    usage: { inputTokens, outputTokens, estimated },
    costUsd: outcome.costUsd,
  };
}

function messageOf(error: unknown): string {
  const told = [ProviderError, RenderError, AssertionError, CapReachedError, JournalError];
  if (told.some((kind) => error instanceof kind)) return (error as Error).message;
  return `The test could not be run: ${error instanceof Error ? error.message : String(error)}`;
}
