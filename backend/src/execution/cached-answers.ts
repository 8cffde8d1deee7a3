import { Injectable } from '@nestjs/common';
import type { GatewayEvent } from '@prompthub/engine';
import { AnswerCache } from '../answer-cache/answer-cache';
import { answerKey } from '../answer-cache/answer-key';
import type { KeptAnswer } from '../answer-cache/kept-answer';
import type { PreparedExecution } from './prepared-execution';

/** Answers that are given again, and those that are kept for that, as a call wishes it. */
@Injectable()
export class CachedAnswers {
  constructor(private readonly cache: AnswerCache) {}

  async find(execution: PreparedExecution): Promise<KeptAnswer | undefined> {
    const { cache } = execution;
    if (cache === undefined || cache.mode === 'no-cache') return undefined;
    return this.cache.get(keyOf(execution), cache.ttlSeconds);
  }

  /** Of an answer that is what the prompt asks for. */
  keep(execution: PreparedExecution, { answer, model }: Extract<GatewayEvent, { type: 'done' }>): void {
    const { cache } = execution;
    const complete = answer.finishReason === 'stop' || answer.finishReason === 'tool-calls';
    if (cache === undefined || cache.mode === 'no-store' || !complete) return;
    const { text, finishReason, usage } = answer;
    const toolCalls = answer.toolCalls.map((each) => ({ ...each }));
    this.cache.put(keyOf(execution), { model, text, toolCalls, finishReason, usage }, cache.ttlSeconds);
  }
}

function keyOf({ spender, models, call }: PreparedExecution): string {
  const { organizationId, projectId } = spender;
  return answerKey({ organizationId, projectId, addresses: models.addresses, call });
}
