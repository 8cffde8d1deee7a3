import { Injectable } from '@nestjs/common';
import { Gateway, type GatewayEvent, ProviderError } from '@prompthub/engine';
import type { ExecutionResult } from '@prompthub/protocol';
import { CallAccount } from './call-account';
import { ExecutionRecords } from './execution-records';
import type { Listener, PreparedExecution } from './prepared-execution';
import { toProviderProblem } from './provider-problems';
import { RunningCalls } from './running-calls';

type Done = Extract<GatewayEvent, { type: 'done' }>;

/** Asks the models of a prepared execution, and keeps the account of it. */
@Injectable()
export class ExecutionRunner {
  constructor(
    private readonly gateway: Gateway,
    private readonly records: ExecutionRecords,
    private readonly running: RunningCalls,
  ) {}

  /** @throws ProblemError `provider-…` when the call fails; the record says so too. */
  async run(execution: PreparedExecution, listener: Listener): Promise<ExecutionResult> {
    const { signal, leave } = this.running.enter(listener.signal);
    try {
      return await this.#ask(execution, { ...listener, signal });
    } finally {
      leave();
    }
  }

  async #ask(execution: PreparedExecution, listener: Listener): Promise<ExecutionResult> {
    const account = new CallAccount(this.records, execution);
    let done: Done;
    try {
      done = await this.#listen(execution, { account, listener });
    } catch (error) {
      const failure = listener.signal.aborted ? aborted() : error;
      await account.finish('failed', failure instanceof ProviderError ? failure.code : 'internal-error');
      if (!(failure instanceof ProviderError)) throw failure;
      throw toProviderProblem(failure, (text) => execution.models.redact(text), account.id);
    }
    await account.finish('succeeded');
    return resultOf(execution, { account, done });
  }

  async #listen(
    { call, models, timeoutMs }: PreparedExecution,
    { account, listener: { signal, onBegin, onText } }: { account: CallAccount; listener: Listener },
  ): Promise<Done> {
    const events = this.gateway.stream(call, {
      signal,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      open: (model) => models.target(model),
      admit: async (attempt) => {
        const id = await account.admit(attempt);
        onBegin?.(id);
      },
      onAttempt: (attempt) => account.failed(attempt),
    });
    for await (const event of events) {
      if (event.type === 'text') await onText?.(event.text);
      else {
        const attempt = event.attempts.at(-1);
        if (attempt) account.answered(attempt, event.answer);
        return event;
      }
    }
    throw new ProviderError('malformed-response', 'The provider ended without an answer.');
  }
}

function resultOf(
  { commit }: PreparedExecution,
  { account, done }: { account: CallAccount; done: Done },
): ExecutionResult {
  const { answer, model } = done;
  const { attempts, costUsd, latencyMs } = account;
  const timeToFirstTokenMs = attempts.at(-1)?.timeToFirstTokenMs;
  return {
    id: account.id ?? '',
    ...{ commit, model },
    text: answer.text,
    toolCalls: answer.toolCalls.map((each) => ({ ...each })),
    finishReason: answer.finishReason,
    usage: answer.usage,
    ...(costUsd === undefined ? { unpriced: true } : { costUsd }),
    latencyMs,
    ...(timeToFirstTokenMs === undefined ? {} : { timeToFirstTokenMs }),
    attempts,
  };
}

const aborted = () => new ProviderError('aborted', 'The caller went away before the answer was complete.');
