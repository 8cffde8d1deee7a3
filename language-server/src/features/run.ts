import { RenderError } from '@prompthub/core';
import type { RunOutcome } from '@prompthub/engine';
import { LspMethod, runParams, type RunParams, type RunResult } from '@prompthub/protocol';
import type { CancellationToken } from 'vscode-languageserver';
import type { Context, Engine } from '../context';
import type { PromptDocument } from '../documents';
import { signalOf } from '../running/abort';
import { providerContext } from '../running/provider-context';
import { namedTest, testsOf } from '../tests/test-source';
import { promptNamed } from './prompt-named';

/**
 * `prompthub/run`: renders the prompt with the chosen test's values and asks the model; text streams as
 * `prompthub/runProgress`. What goes wrong at the model or in the template is part of the answer.
 */
export async function run(context: Context, raw: unknown, token: CancellationToken): Promise<RunResult> {
  const params = runParams.parse(raw);
  const document = await promptNamed(context, params.uri);
  const engine = await context.loadEngine();
  const start = performance.now();
  let text = '';
  const onText = (more: string): void => {
    text += more;
    context.client.notify(LspMethod.runProgress, { runId: params.runId, text: more });
  };
  const result = await ask(context, { engine, document, params, signal: signalOf(token), onText }).then(
    (outcome) => succeeded(params.runId, outcome),
    (error: unknown): RunResult => ({
      runId: params.runId,
      status: token.isCancellationRequested ? 'cancelled' : 'failed',
      model: params.model ?? modelOf(document),
      text,
      toolCalls: [],
      latencyMs: performance.now() - start,
      error: failureOf(engine, error),
    }),
  );
  context.session.recordRun(document.uri, result);
  context.client.refreshHints();
  return result;
}

interface Question {
  readonly engine: Engine;
  readonly document: PromptDocument;
  readonly params: RunParams;
  readonly signal: AbortSignal;
  readonly onText: (text: string) => void;
}

async function ask(
  context: Context,
  { engine, document, params, signal, onText }: Question,
): Promise<RunOutcome> {
  const test = namedTest(
    context,
    { promptUri: document.uri, id: params.testId },
    await testsOf(context, document),
  );
  return engine.runPrompt({
    tree: document.tree,
    data: { input: { ...test?.vars, ...params.vars } },
    options: { partials: context.workspace.partials(document.uri) ?? {} },
    model: params.model,
    context: providerContext(context, engine, document.uri),
    signal,
    timeoutMs: context.settings.run.timeoutSeconds * 1000,
    onText,
  });
}

function succeeded(runId: string, outcome: RunOutcome): RunResult {
  const { model, text, answer, usage, costUsd, latencyMs, timeToFirstTokenMs } = outcome;
  return {
    runId,
    status: 'succeeded',
    model,
    text,
    toolCalls: answer.toolCalls.map(({ id, name, arguments: args }) => ({ id, name, arguments: args })),
    usage: { ...usage },
    latencyMs,
    ...(costUsd !== undefined && { costUsd }),
    ...(timeToFirstTokenMs !== undefined && { timeToFirstTokenMs }),
  };
}

/** What nobody foresaw goes on, to the guard around every request. */
function failureOf({ ProviderError }: Engine, error: unknown): { code: string; message: string } {
  if (error instanceof ProviderError || error instanceof RenderError)
    return { code: error.code, message: error.message };
  throw error;
}

function modelOf({ tree }: PromptDocument): string {
  const model = tree.frontmatter?.value.model;
  return typeof model === 'string' ? model : '';
}
