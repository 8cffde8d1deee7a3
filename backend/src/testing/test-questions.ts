import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import {
  type Answerer,
  type GatewayCall,
  parseModelName,
  ProviderError,
  worstCaseCost,
} from '@prompthub/engine';
import type { ExecutionResult } from '@prompthub/protocol';
import type { Actor } from '../common/actor';
import { ProblemError } from '../common/problem';
import { ExecutionService, requestOf } from '../execution/execution.service';
import { limitOutput } from '../execution/limit-output';
import type { Spender } from '../spending/spender';
import type { SpendCap } from './spend-cap';

/** Whose questions they are, and within what. */
export interface QuestionScope {
  readonly actor: Actor;
  readonly spender: Spender;
  readonly commit: string;
  readonly cap: SpendCap;
  readonly signal: AbortSignal;
  /** Called before a question goes out that may cost so much; what it writes stands when the hub dies. */
  readonly reserve: (usd: number) => Promise<void>;
  /** Others have the test's place in this hub while it waits. */
  readonly lend: (wait: () => Promise<unknown>) => Promise<void>;
}

/** What one test asked. */
export interface Asked {
  readonly executions: string[];
  /** Why the rest of it was not asked: no money is left in the run, or the hub stops. */
  refusal: 'cost' | 'stopping' | undefined;
}

const DEFAULT_TIMEOUT_MS = 120_000;
/** A rate limit of the hub is waited for: nothing was asked, and nothing spent. */
const LONGEST_WAIT_MS = 600_000;

/** Asks for tests by the hub's own gateway: budgets, rate limits, provider keys and records are those of any other call. */
@Injectable()
export class TestQuestions {
  constructor(private readonly executions: ExecutionService) {}

  /** For one test, and those who judge it. */
  of(scope: QuestionScope): { asked: Asked; answerer: Answerer } {
    const asked: Asked = { executions: [], refusal: undefined };
    const answerer: Answerer = async ({ rendered, vars, model, task, signal = scope.signal, timeoutMs }) => {
      if (task !== undefined) throw notAsked(task);
      const call = { model: model ?? rendered.model ?? '', request: requestOf(rendered) };
      const question = { call, vars, timeoutMs: timeoutMs ?? DEFAULT_TIMEOUT_MS, signal };
      const result = await this.#ask({ scope, asked }, question);
      const { text, toolCalls, finishReason, usage, costUsd, latencyMs, timeToFirstTokenMs } = result;
      return {
        rendered,
        model: result.model,
        text,
        answer: { text, toolCalls, finishReason, usage, model: result.model },
        usage,
        costUsd,
        latencyMs,
        timeToFirstTokenMs,
      };
    };
    return { asked, answerer };
  }

  async #ask(
    { scope, asked }: { scope: QuestionScope; asked: Asked },
    question: {
      call: GatewayCall;
      vars: Readonly<Record<string, unknown>>;
      timeoutMs: number;
      signal: AbortSignal;
    },
  ): Promise<ExecutionResult> {
    const { actor, spender, commit, cap } = scope;
    const { call, vars, timeoutMs, signal } = question;
    let reserved: number | undefined;
    let result: ExecutionResult | undefined;
    const before = asked.executions.length;
    try {
      const prepared = await this.executions.open(
        { actor, spender, commit, vars, timeoutMs, cache: undefined },
        call,
      );
      reserved = cap.reserve(worstOf(prepared.call));
      if (reserved === undefined) throw refusedForCost(asked);
      if (cap.limited) await scope.reserve(reserved);
      const listener = { signal, onBegin: (id: string) => void asked.executions.push(id) };
      result = await patiently(
        () => this.executions.run(prepared, listener),
        (ms) => scope.lend(() => pause(ms, undefined, { signal, ref: false })),
      );
      return result;
    } catch (error) {
      throw asProviderError(error, asked, signal);
    } finally {
      // What was not let in cost nothing.
      const known = asked.executions.length === before ? 0 : result?.costUsd;
      if (reserved !== undefined) cap.settle(reserved, known);
    }
  }
}

/** Again when the hub's own rate limits let it in. */
async function patiently<T>(ask: () => Promise<T>, wait: (ms: number) => Promise<void>): Promise<T> {
  for (let waited = 0; ;) {
    try {
      return await ask();
    } catch (error) {
      const seconds =
        error instanceof ProblemError && error.status === 429 && Number(error.headers['retry-after']);
      if (!seconds || waited + seconds * 1000 > LONGEST_WAIT_MS) throw error;
      waited += seconds * 1000;
      await wait(seconds * 1000);
    }
  }
}

function worstOf({ model, request }: GatewayCall): ReturnType<typeof worstCaseCost> {
  if (typeof model !== 'string') return { unpriced: true };
  const { provider, model: name } = parseModelName(model);
  const full = `${provider}/${name}`;
  return worstCaseCost(full, limitOutput(full, request));
}

function refusedForCost(asked: Asked): ProviderError {
  asked.refusal = 'cost';
  return new ProviderError(
    'refused',
    'It was not asked: the run could have passed what it may cost (maxCostUsd), or nobody knows what the model costs.',
  );
}

/** As the engine knows failures of models: their message is what the test says. */
function asProviderError(error: unknown, asked: Asked, signal: AbortSignal): ProviderError {
  if (error instanceof ProviderError) return error;
  if (error instanceof ProblemError && error.code === 'hub-stopping') asked.refusal = 'stopping';
  else if (signal.aborted) return new ProviderError('aborted', 'The run was cancelled.', { cause: error });
  const message =
    error instanceof ProblemError ? error.detail : `The model could not be asked: ${String(error)}`;
  return new ProviderError('server-error', message, { cause: error });
}

function notAsked(task: string): ProviderError {
  return new ProviderError(
    'unsupported',
    `The hub asks no models for ${task}: its records and budgets know answers alone. Run the test with \`prompthub test\`, and report the result.`,
  );
}
