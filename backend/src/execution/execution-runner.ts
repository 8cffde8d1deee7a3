import { Injectable } from '@nestjs/common';
import {
  type AnswerProblem,
  answerProblem,
  estimateRequestTokens,
  Gateway,
  type GatewayEvent,
  type ModelAnswer,
  ProviderError,
} from '@prompthub/engine';
import type { ExecutionResult } from '@prompthub/protocol';
import { ProblemError } from '../common/problem';
import { CallObservations } from '../experiments/call-observations';
import { type Passage, RateLimits } from '../rate-limits/rate-limits';
import { ExecutionLedger } from '../spending/execution-ledger';
import type { KeptAnswer } from '../answer-cache/kept-answer';
import { CachedAnswers } from './cached-answers';
import { CallAccount } from './call-account';
import { ExecutionContents } from './execution-contents';
import type { Listener, PreparedExecution } from './prepared-execution';
import { toProviderProblem } from './provider-problems';
import { RunningCalls } from './running-calls';

type Done = Extract<GatewayEvent, { type: 'done' }>;

/** One call while it goes on. */
interface Going {
  readonly execution: PreparedExecution;
  readonly account: CallAccount;
  readonly listener: Listener;
}

/** Asks the models of a prepared execution, and keeps the account of it. */
@Injectable()
export class ExecutionRunner {
  constructor(
    private readonly gateway: Gateway,
    private readonly ledger: ExecutionLedger,
    private readonly limits: RateLimits,
    private readonly cached: CachedAnswers,
    private readonly contents: ExecutionContents,
    private readonly running: RunningCalls,
    private readonly observations: CallObservations,
  ) {}

  /** @throws ProblemError `provider-…` when the call fails (the record says so too), or why it was not let in. */
  async run(execution: PreparedExecution, listener: Listener): Promise<ExecutionResult> {
    const call = this.running.enter(listener.signal);
    const account = new CallAccount(this.ledger, execution);
    const going = { execution, account, listener: { ...listener, signal: call.signal } };
    try {
      const kept = await this.cached.find(execution);
      return await (kept === undefined ? this.#withinLimits(going) : this.#giveAgain(going, kept));
    } finally {
      this.#observe(going);
      call.leave();
    }
  }

  async #giveAgain(going: Going, { keptAt, ...answer }: KeptAnswer): Promise<ExecutionResult> {
    const { execution, account, listener } = going;
    const { id } = account.started;
    listener.onBegin?.(id);
    if (answer.text !== '') await listener.onText?.(answer.text);
    account.finishCached(answer.model);
    this.#keepContents(going, { answer, failed: false });
    const { latencyMs } = account;
    const zero = { costUsd: 0, latencyMs, attempts: [], cachedAt: keptAt };
    return { id, commit: execution.commit, ...experimentOf(execution), ...answer, ...zero };
  }

  async #withinLimits(going: Going): Promise<ExecutionResult> {
    const passage = await this.#enter(going);
    try {
      return await this.#ask(going);
    } finally {
      passage.leave(going.account.usedTokens);
    }
  }

  async #enter(going: Going): Promise<Passage> {
    const { call, spender } = going.execution;
    const { signal } = going.listener;
    const estimateTokens = (): number => estimateRequestTokens(call.request);
    try {
      return await this.limits.enter(spender, { estimateTokens, signal });
    } catch (error) {
      throw signal.aborted ? asAnswer(whyAborted(signal), going) : error;
    }
  }

  async #ask(going: Going): Promise<ExecutionResult> {
    const { execution, account, listener } = going;
    let done: Done;
    try {
      done = await this.#listen(going);
    } catch (error) {
      const failure = listener.signal.aborted ? whyAborted(listener.signal) : error;
      account.finish({ status: 'failed', errorCode: codeOf(failure) }, failure);
      this.#keepContents(going, { failed: true });
      throw asAnswer(failure, going);
    }
    const problem = answerProblem(done.answer, execution.call.request.output);
    if (problem) account.finish({ status: 'failed', errorCode: `answer-${problem.code}` });
    else {
      account.finish({ status: 'succeeded' });
      this.cached.keep(execution, done);
    }
    this.#keepContents(going, { answer: done.answer, failed: problem !== undefined });
    return resultOf(going, { done, problem });
  }

  /** What it came to, for the experiment that it was made for. A caller that left says nothing of the arm, nor does an empty budget. */
  #observe({ execution, account }: Going): void {
    const { experiment } = execution;
    const { ended, recorded, refused, started, costUsd, latencyMs, usedTokens } = account;
    if (experiment === undefined || ended === undefined || !recorded || refused) return;
    this.observations.add({
      ...{ executionId: started.id, given: experiment, costUsd, latencyMs, tokens: usedTokens },
      failed: ended.status === 'failed' && ended.errorCode !== 'aborted',
    });
  }

  /** Behind the caller's back, where the project wants that. */
  #keepContents(
    { execution, account }: Going,
    { answer, failed }: { answer?: Pick<ModelAnswer, 'text' | 'toolCalls'>; failed: boolean },
  ): void {
    if (!account.recorded) return;
    const { id, spender } = account.started;
    const contents = {
      vars: execution.vars,
      messages: execution.messages?.map(({ role, content }) => ({
        role,
        content: content.map((part) => ({ ...part })),
      })),
      ...(answer && { text: answer.text, toolCalls: answer.toolCalls.map((each) => ({ ...each })) }),
    };
    this.running.outlast(this.contents.keep({ id, projectId: spender.projectId, failed }, contents));
  }

  async #listen({ execution, account, listener: { signal, onBegin, onText } }: Going): Promise<Done> {
    const { call, models, timeoutMs } = execution;
    const events = this.gateway.stream(call, {
      signal,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      open: (model) => models.target(model),
      admit: async (attempt) => {
        await account.admit(attempt, signal);
        try {
          if (attempt.number === 1) onBegin?.(account.started.id);
        } catch (error) {
          account.withdraw(attempt.number);
          throw error;
        }
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
  { execution, account }: Going,
  { done: { answer, model }, problem }: { done: Done; problem: AnswerProblem | undefined },
): ExecutionResult {
  const { attempts, costUsd, latencyMs } = account;
  const warnings = [...execution.leftOut, ...account.warnings];
  const timeToFirstTokenMs = attempts.at(-1)?.timeToFirstTokenMs;
  return {
    id: account.started.id,
    commit: execution.commit,
    ...experimentOf(execution),
    model,
    text: answer.text,
    toolCalls: answer.toolCalls.map((each) => ({ ...each })),
    finishReason: answer.finishReason,
    ...(problem && { problem }),
    usage: answer.usage,
    ...(costUsd === undefined ? { unpriced: true } : { costUsd }),
    latencyMs,
    ...(timeToFirstTokenMs === undefined ? {} : { timeToFirstTokenMs }),
    attempts,
    ...(warnings.length > 0 && { warnings }),
  };
}

function experimentOf({ experiment }: PreparedExecution): Pick<ExecutionResult, 'experiment'> {
  return experiment === undefined ? {} : { experiment: { id: experiment.id, arm: experiment.arm } };
}

/** A hub that stops says so; a caller that has left is told nothing, and its record says that it left. */
function whyAborted({ reason }: AbortSignal): unknown {
  return reason instanceof ProblemError
    ? reason
    : new ProviderError('aborted', 'The caller went away before the answer was complete.');
}

/** What a caller is told: also under which id it is on record. */
function asAnswer(failure: unknown, { execution, account }: Pick<Going, 'execution' | 'account'>): unknown {
  const redact = (text: string): string => execution.models.redact(text);
  const problem = failure instanceof ProviderError ? toProviderProblem(failure, redact) : failure;
  return problem instanceof ProblemError && account.recorded
    ? problem.with({ executionId: account.started.id })
    : problem;
}

function codeOf(failure: unknown): string {
  return failure instanceof ProviderError || failure instanceof ProblemError
    ? failure.code
    : 'internal-error';
}
