import { type Attempt, costOfAnswer, type ModelAnswer, type TokenUsage } from '@prompthub/engine';
import type { ExecutionAttempt } from '@prompthub/protocol';
import { type AttemptCost, costOfFailure } from './attempt-cost';
import type { ExecutionRecords } from './execution-records';
import type { PreparedExecution } from './prepared-execution';

/** What one call comes to: its record, what its attempts cost, and what was used. */
export class CallAccount {
  readonly attempts: ExecutionAttempt[] = [];
  readonly #begin = performance.now();
  #id: string | undefined;
  #costUsd: number | undefined = 0;
  usage: TokenUsage | undefined;

  constructor(
    private readonly records: ExecutionRecords,
    private readonly execution: PreparedExecution,
  ) {}

  /** Of its record; undefined while it was not let in. */
  get id(): string | undefined {
    return this.#id;
  }

  get latencyMs(): number {
    return performance.now() - this.#begin;
  }

  /** US dollars of all attempts; undefined when that of one is not known. */
  get costUsd(): number | undefined {
    return this.#costUsd;
  }

  /** @returns the id of its record. */
  async admit({ model }: Pick<Attempt, 'model' | 'number'>): Promise<string> {
    const { spender, commit } = this.execution;
    return (this.#id ??= await this.records.start({ ...spender, commit, model }));
  }

  failed({ error, ...attempt }: Attempt): void {
    if (error) this.#note(attempt, { ...costOfFailure(attempt.model, error), errorCode: error.code });
  }

  answered(attempt: Attempt, answer: ModelAnswer): void {
    const cost = costOfAnswer(attempt.model, answer);
    const costUsd = 'costUsd' in cost ? cost.costUsd : undefined;
    this.#note(attempt, { usage: answer.usage, costUsd });
  }

  /** Once, if it was let in. */
  async finish(status: 'succeeded' | 'failed', errorCode?: string): Promise<void> {
    if (this.#id === undefined) return;
    const { usage, latencyMs, costUsd } = this;
    const priced = usage === undefined ? undefined : costUsd !== undefined;
    await this.records.settle(this.#id, { status, usage, costUsd, priced, latencyMs, errorCode });
  }

  #note(
    { model, latencyMs, timeToFirstTokenMs, waitMs }: Omit<Attempt, 'error'>,
    { usage, costUsd, errorCode }: AttemptCost & { errorCode?: string },
  ): void {
    this.usage = usage ?? this.usage;
    this.#costUsd =
      this.#costUsd === undefined || costUsd === undefined ? undefined : this.#costUsd + costUsd;
    this.attempts.push({
      ...{ model, latencyMs, waitMs },
      ...(timeToFirstTokenMs === undefined ? {} : { timeToFirstTokenMs }),
      ...(errorCode === undefined ? {} : { errorCode }),
      ...(costUsd === undefined ? {} : { costUsd }),
    });
  }
}
