import { Injectable } from '@nestjs/common';
import { render, type RenderedPrompt, RenderError } from '@prompthub/core';
import {
  costOf,
  estimateRequestTokens,
  estimateTokens,
  type ModelAnswer,
  ProviderError,
  type TokenUsage,
} from '@prompthub/engine';
import type { Execute, ExecutionRecord, ExecutionResult, PageQuery } from '@prompthub/protocol';
import { z } from 'zod';
import { type AccessedProject, AccessService } from '../access/access.service';
import type { Actor } from '../common/actor';
import { decodeCursor, toPage } from '../common/cursor';
import { ProblemError } from '../common/problem';
import { type Place, PromptSources } from '../registry/prompt-sources';
import { ExecutionRecords, type ExecutionRow, type Settlement } from './execution-records';
import { ModelCaller, type PreparedCall } from './model-caller';
import { toProviderProblem } from './provider-problems';

/** Everything that can be refused has been looked at; what is left is to ask the model. */
export interface PreparedExecution {
  readonly actor: Actor;
  readonly projectId: string;
  readonly path: string;
  readonly commit: string;
  readonly prompt: RenderedPrompt;
  readonly call: PreparedCall;
}

export interface Listener {
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** Text as it arrives; the next piece waits until it returns. */
  readonly onText?: (text: string) => Promise<void>;
}

/** Runs prompts with the organization's own keys, and records what was used. */
@Injectable()
export class ExecutionService {
  constructor(
    private readonly access: AccessService,
    private readonly sources: PromptSources,
    private readonly models: ModelCaller,
    private readonly records: ExecutionRecords,
  ) {}

  /** @throws ProblemError 404, 403, or 422 when the prompt cannot be rendered or its model cannot be asked. */
  async prepare(actor: Actor, place: Place, request: Execute): Promise<PreparedExecution> {
    const { project } = await this.access.project(
      actor,
      place.organization,
      place.project,
      'project.execute',
    );
    const { commit, content, partials } = await this.sources.read(project, request);
    const prompt = await renderPrompt(content, request.vars, partials);
    const model =
      typeof request.model === 'object'
        ? request.model.candidates[0]?.model
        : (request.model ?? prompt.model);
    if (model === undefined || model.trim() === '') throw noModel(request.path);
    const call = await this.#prepareCall(project, model);
    return { actor, projectId: project.id, path: request.path, commit, prompt, call };
  }

  /** @throws ProblemError `provider-…` when the call fails; the record says so too. */
  async run(execution: PreparedExecution, listener: Listener): Promise<ExecutionResult> {
    const { actor, call, prompt, commit } = execution;
    const { model } = call;
    const id = await this.records.start({ ...execution, userId: actor.userId, model });
    const answering = new Answering(prompt);
    try {
      const answer = await answering.listen(call, listener);
      const settlement = settled('succeeded', model, answering, answer.usage);
      await this.records.settle(id, settlement);
      return {
        id,
        commit,
        model,
        text: answer.text,
        toolCalls: answer.toolCalls.map((each) => ({ ...each })),
        finishReason: answer.finishReason,
        attempts: [{ model, latencyMs: settlement.latencyMs, waitMs: 0 }],
        usage: answer.usage,
        ...(settlement.costUsd === undefined ? { unpriced: true } : { costUsd: settlement.costUsd }),
        latencyMs: settlement.latencyMs,
        ...(answering.timeToFirstTokenMs === undefined
          ? {}
          : { timeToFirstTokenMs: answering.timeToFirstTokenMs }),
      };
    } catch (error) {
      const failure = listener.signal.aborted ? aborted() : error;
      const code = failure instanceof ProviderError ? failure.code : 'internal-error';
      if (!answering.settled) {
        await this.records.settle(id, {
          ...settled('failed', model, answering, answering.used),
          errorCode: code,
        });
      }
      throw failure instanceof ProviderError
        ? toProviderProblem(failure, (text) => call.redact(text), id)
        : failure;
    }
  }

  /** Newest first. */
  async list(
    actor: Actor,
    place: Place,
    query: PageQuery,
  ): Promise<{ items: ExecutionRecord[]; nextCursor?: string }> {
    const { project } = await this.access.project(
      actor,
      place.organization,
      place.project,
      'executions.read',
    );
    const before = query.cursor === undefined ? undefined : decodeCursor(z.uuid(), query.cursor);
    const rows = await this.records.list(project.id, { before, limit: query.limit + 1 });
    return toPage(rows, { limit: query.limit, item: toRecord, key: (row) => row.id });
  }

  async #prepareCall(project: AccessedProject, model: string): Promise<PreparedCall> {
    try {
      return await this.models.prepare(
        { organizationId: project.organizationId, projectId: project.id },
        model,
      );
    } catch (error) {
      throw error instanceof ProviderError ? toProviderProblem(error, (text) => text) : error;
    }
  }
}

/** Listens to one answer, and knows at any time what it has cost so far. */
class Answering {
  readonly #begin = performance.now();
  #text = '';
  timeToFirstTokenMs: number | undefined;
  /** What the provider reported; while it has not, what was sent and heard so far, estimated. */
  used: TokenUsage | undefined;
  settled = false;

  constructor(private readonly prompt: RenderedPrompt) {}

  get latencyMs(): number {
    return performance.now() - this.#begin;
  }

  async listen(call: PreparedCall, { signal, onText }: Listener): Promise<ModelAnswer> {
    let answer: ModelAnswer | undefined;
    try {
      for await (const event of call.stream(this.prompt, signal)) {
        if (event.type === 'done') answer = event.answer;
        else {
          this.timeToFirstTokenMs ??= this.latencyMs;
          this.#text += event.text;
          await onText?.(event.text);
        }
      }
    } catch (error) {
      if (billed(error, this.#text)) this.used = this.#estimate();
      throw error;
    }
    if (answer === undefined)
      throw new ProviderError('malformed-response', 'The provider ended without an answer.');
    this.used = answer.usage;
    return answer;
  }

  #estimate(): TokenUsage {
    const { messages, toolDefs } = this.prompt;
    const inputTokens = estimateRequestTokens({ messages, tools: toolDefs });
    return { inputTokens, outputTokens: estimateTokens(this.#text), estimated: true };
  }
}

/** Whether a provider charges for a call that failed so: when it had begun to answer, or was left in the middle. */
function billed(error: unknown, text: string): boolean {
  return (
    text !== '' || (error instanceof ProviderError && (error.code === 'aborted' || error.code === 'timeout'))
  );
}

function settled(
  status: Settlement['status'],
  model: string,
  answering: Answering,
  usage: TokenUsage | undefined,
): Settlement {
  answering.settled = true;
  const cost = usage === undefined ? undefined : costOf(model, usage);
  const costUsd = cost !== undefined && 'costUsd' in cost ? cost.costUsd : undefined;
  const priced = usage === undefined ? undefined : costUsd !== undefined;
  return { status, usage, costUsd, priced, latencyMs: answering.latencyMs, errorCode: undefined };
}

async function renderPrompt(
  source: string,
  input: Record<string, unknown>,
  partials: Readonly<Record<string, string>>,
): Promise<RenderedPrompt> {
  try {
    return await render(source, { input }, { partials });
  } catch (error) {
    if (!(error instanceof RenderError)) throw error;
    throw new ProblemError(422, 'render-failed', `The prompt cannot be rendered: ${error.message}`, {
      reason: error.code,
    });
  }
}

const noModel = (path: string) =>
  new ProblemError(
    422,
    'no-model',
    `"${path}" names no model. Add "model: provider/model" to it, or give one here.`,
  );

const aborted = () => new ProviderError('aborted', 'The caller went away before the answer was complete.');

function toRecord(row: ExecutionRow): ExecutionRecord {
  return {
    id: row.id,
    path: row.path,
    commit: row.commit_id,
    model: row.model,
    status: row.status,
    cached: false,
    user: { id: row.user_id, name: row.user_name },
    retries: 0,
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    ...(row.cost_usd === null ? {} : { costUsd: row.cost_usd }),
    ...(row.priced === false ? { unpriced: true } : {}),
    ...(row.latency_ms === null ? {} : { latencyMs: row.latency_ms }),
    ...(row.error_code === null ? {} : { errorCode: row.error_code }),
    startedAt: row.started_at.toISOString(),
  };
}
