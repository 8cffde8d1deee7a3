import { Injectable } from '@nestjs/common';
import type { TokenUsage, WorstCase } from '@prompthub/engine';
import type { BudgetWarning, ExecutionAttempt } from '@prompthub/protocol';
import { Admissions } from './admissions';
import { RefusedCalls } from './refused-calls';
import { SettlementQueue } from './settlement-queue';
import type { Spender } from './spender';

export interface StartedExecution {
  /** Of version 7, made by the caller (`uuidV7()`). */
  readonly id: string;
  readonly spender: Spender;
  readonly commit: string;
  /** `provider/model` that was asked for; `finish` says who answered. */
  readonly model: string;
}

/** One request that is about to go out. */
export interface StartedAttempt {
  /** From 1, over all models of the call. */
  readonly number: number;
  readonly model: string;
  /** The most that it can cost: `worstCaseCost`. */
  readonly worst: WorstCase;
}

/** How one request went. */
export interface EndedAttempt extends Omit<ExecutionAttempt, 'model' | 'costUsd'> {
  readonly number: number;
  /** US dollars; 0 when nothing was used. Undefined when nobody knows: what was reserved stays. */
  readonly costUsd: number | undefined;
  /** True when tokens were used and the model has no known price. */
  readonly unpriced?: boolean;
}

export interface EndedExecution {
  readonly status: 'succeeded' | 'failed';
  /** `provider/model` that answered, or was asked last; absent: the one of the beginning. */
  readonly model?: string;
  readonly usage: TokenUsage | undefined;
  readonly latencyMs: number;
  readonly timeToFirstTokenMs?: number | undefined;
  readonly errorCode?: string | undefined;
}

/**
 * The records of what the hub spends. An attempt is on disk, with the most that it may cost taken off every budget that
 * counts it, before it goes out; so no crash hides money spent, and no budget is passed by calls at the same time. Everything
 * after that is written behind the caller's back, and held until the database has it.
 */
@Injectable()
export class ExecutionLedger {
  readonly #refused = new RefusedCalls();

  constructor(
    private readonly admissions: Admissions,
    private readonly queue: SettlementQueue,
  ) {}

  /**
   * Records the attempt, and with the first one the execution. Returns the budgets that are passed, or nearly.
   * @throws ProblemError 402 `budget-exhausted`; 422 `model-unpriced` or `cost-unbounded` under a hard budget; 503 or 507 when it
   * cannot be recorded. After any of them the attempt must not go out.
   */
  async admit(execution: StartedExecution, attempt: StartedAttempt): Promise<readonly BudgetWarning[]> {
    return this.admissions.admit(execution, attempt);
  }

  /** Once for each attempt that was admitted, whatever became of it. */
  settleAttempt(executionId: string, attempt: EndedAttempt): void {
    this.queue.settle(executionId, attempt);
  }

  /** Once for each execution of which an attempt was admitted. */
  finish(executionId: string, end: EndedExecution): void {
    this.queue.finish(executionId, end);
  }

  /** An answer that was kept: nothing is reserved, and it costs nothing. */
  recordCached(execution: StartedExecution, end: EndedExecution): void {
    this.queue.record(execution, end, true);
  }

  /** A call that failed before anything went out, and so cost nothing. */
  recordUnasked(execution: StartedExecution, end: EndedExecution): void {
    this.queue.record(execution, end, false);
  }

  /** A call that was not let in for its cost; whether it is recorded. */
  recordRefused(execution: StartedExecution, end: EndedExecution): boolean {
    const isRecorded = this.#refused.mayRecord(execution.spender);
    if (isRecorded) this.queue.record(execution, end, false);
    return isRecorded;
  }

  /** Returns when all that was said before is written. */
  async flush(): Promise<void> {
    await this.queue.flush();
  }
}
