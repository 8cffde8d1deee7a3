import {
  type Attempt,
  costOfAnswer,
  type ModelAnswer,
  ProviderError,
  type TokenUsage,
  worstCaseCost,
} from '@prompthub/engine';
import type { BudgetWarning, ExecutionAttempt } from '@prompthub/protocol';
import { ProblemError } from '../common/problem';
import { uuidV7 } from '../common/uuid';
import type { EndedExecution, ExecutionLedger, StartedExecution } from '../spending/execution-ledger';
import { type AttemptCost, costOfFailure, settledCost } from './attempt-cost';
import { limitOutput } from './limit-output';
import { firstModelOf } from './named-models';
import type { PreparedExecution } from './prepared-execution';

/** No attempt costs as much: the most that any model can read and write is some hundred dollars. */
const MOST_USD = 1_000_000;

/** What `admit` says of calls that are not let in for their cost. */
const REFUSALS = ['budget-exhausted', 'model-unpriced', 'cost-unbounded', 'cost-too-high'];

type CallEnd = Pick<EndedExecution, 'status' | 'errorCode'>;

/** The account of one call: what is reserved for its attempts, what they came to, and how it ended. */
export class CallAccount {
  readonly started: StartedExecution;
  readonly attempts: ExecutionAttempt[] = [];
  warnings: readonly BudgetWarning[] = [];
  /** Whether there is a record of it, or will be. */
  recorded = false;
  /** Whether nothing went out because of what it could cost. */
  refused = false;
  /** How it ended; undefined while it goes on, and for a call that was not let in. */
  ended: CallEnd | undefined;
  /** Of the attempt that came last of those of which it is known. */
  usage: TokenUsage | undefined;
  readonly #begin = performance.now();
  #begun = false;
  readonly #reserved = new Map<number, number | undefined>();
  #costUsd: number | undefined = 0;
  #usedTokens: number | undefined = 0;

  constructor(
    private readonly ledger: ExecutionLedger,
    private readonly execution: PreparedExecution,
  ) {
    const { spender, commit, call } = execution;
    this.started = { id: uuidV7(), spender, commit, model: firstModelOf(call) };
  }

  get latencyMs(): number {
    return performance.now() - this.#begin;
  }

  /** US dollars of all attempts; what was reserved for one of which nobody knows. Undefined when one has no known price. */
  get costUsd(): number | undefined {
    return this.#costUsd;
  }

  /** Input and output of all attempts; undefined when nobody knows. */
  get usedTokens(): number | undefined {
    return this.#usedTokens;
  }

  /**
   * Resolves when the attempt may go out; rejects at once when its caller leaves.
   * @throws ProblemError 422 `cost-too-high` for one that no model can be meant to do; what `ExecutionLedger.admit` throws.
   */
  async admit({ model, number }: Pick<Attempt, 'model' | 'number'>, signal: AbortSignal): Promise<void> {
    const worst = worstCaseCost(model, limitOutput(model, this.execution.call.request));
    if ('costUsd' in worst && worst.costUsd > MOST_USD) throw tooDear(model, worst.costUsd);
    this.#reserved.set(number, 'costUsd' in worst ? worst.costUsd : undefined);
    const admission = this.ledger.admit(this.started, { number, model, worst });
    const left = Promise.withResolvers<never>();
    const leave = (): void => left.reject(gone());
    signal.addEventListener('abort', leave, { once: true });
    try {
      this.warnings = await Promise.race([admission, left.promise]);
      this.recorded = this.#begun = true;
    } catch (error) {
      if (signal.aborted) void this.#giveBack(admission, number);
      throw error;
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  /** An attempt that was let in, and does not go out. */
  withdraw(number: number): void {
    const nothing = { latencyMs: 0, waitMs: 0, costUsd: 0, errorCode: 'aborted' };
    this.ledger.settleAttempt(this.started.id, { number, ...nothing });
  }

  failed({ error, ...attempt }: Attempt): void {
    if (!error) return;
    const { request } = this.execution.call;
    const asked = { request, reservedUsd: this.#reserved.get(attempt.number) };
    this.#note(attempt, { ...costOfFailure(attempt.model, error, asked), errorCode: error.code });
  }

  answered(attempt: Attempt, answer: ModelAnswer): void {
    const { model, number } = attempt;
    const cost = costOfAnswer(model, answer);
    this.#note(attempt, settledCost(cost, answer.usage, this.#reserved.get(number)));
  }

  /**
   * Once, at the end. A call that failed before anything went out is on record too, and so is one that a budget refused, unless its
   * caller is refused on and on; one whose caller left before is not.
   */
  finish(end: CallEnd, failure?: unknown): void {
    this.ended = end;
    if (this.#begun) return this.ledger.finish(this.started.id, this.#end(end));
    this.refused = failure instanceof ProblemError && REFUSALS.includes(failure.code);
    if (this.refused) this.recorded = this.ledger.recordRefused(this.started, this.#end(end));
    if (!(failure instanceof ProviderError) || failure.code === 'aborted') return;
    this.recorded = true;
    this.ledger.recordUnasked(this.started, this.#end(end));
  }

  /** In place of `finish`, where the answer was a kept one. */
  finishCached(model: string): void {
    this.recorded = true;
    this.ended = { status: 'succeeded' };
    this.ledger.recordCached(this.started, { ...this.#end(this.ended), model });
  }

  #end(end: CallEnd): EndedExecution {
    const last = this.attempts.at(-1);
    const { usage, latencyMs } = this;
    return {
      ...end,
      ...(last && { model: last.model }),
      ...{ usage, latencyMs },
      timeToFirstTokenMs: last?.timeToFirstTokenMs,
    };
  }

  /** An attempt whose caller left while it was asked for, and that was let in nevertheless. */
  async #giveBack(admission: Promise<unknown>, number: number): Promise<void> {
    try {
      await admission;
    } catch {
      return;
    }
    this.withdraw(number);
    if (!this.#begun)
      this.ledger.finish(this.started.id, this.#end({ status: 'failed', errorCode: 'aborted' }));
  }

  #note(
    { number, model, latencyMs, timeToFirstTokenMs, waitMs }: Omit<Attempt, 'error'>,
    { usage, costUsd, unpriced, errorCode }: AttemptCost & { errorCode?: string },
  ): void {
    const times = { latencyMs, waitMs, ...(timeToFirstTokenMs === undefined ? {} : { timeToFirstTokenMs }) };
    const ended = { ...times, ...(errorCode === undefined ? {} : { errorCode }) };
    this.ledger.settleAttempt(this.started.id, { number, ...ended, costUsd, unpriced });
    this.attempts.push({ model, ...ended, ...(costUsd === undefined ? {} : { costUsd }) });
    this.usage = usage ?? this.usage;
    this.#costUsd = sum(this.#costUsd, costUsd ?? this.#reserved.get(number));
    this.#usedTokens = sum(this.#usedTokens, tokensOf(usage, costUsd));
  }
}

function sum(before: number | undefined, added: number | undefined): number | undefined {
  return before === undefined || added === undefined ? undefined : before + added;
}

function tokensOf(usage: TokenUsage | undefined, costUsd: number | undefined): number | undefined {
  if (usage !== undefined) return usage.inputTokens + usage.outputTokens;
  return costUsd === 0 ? 0 : undefined;
}

const tooDear = (model: string, costUsd: number) =>
  new ProblemError(
    422,
    'cost-too-high',
    `This call of "${model}" could cost up to $${costUsd.toPrecision(3)}, and a hub lets none go that could cost more than ` +
      `$${MOST_USD.toLocaleString('en')}. Give the prompt a smaller maxOutputTokens.`,
    { model },
  );

const gone = () => new ProviderError('aborted', 'The run was cancelled.');
