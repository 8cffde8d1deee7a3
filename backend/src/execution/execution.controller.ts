import { Body, Controller, Headers, Param, Post, Res } from '@nestjs/common';
import { execute, type Execute, executionResult } from '@prompthub/protocol';
import type { FastifyReply } from 'fastify';
import { type Actor, CurrentActor } from '../common/actor';
import { ApiRoute } from '../common/api-route';
import { goneSignal } from '../common/gone-signal';
import { asProblem, ProblemError, toProblem } from '../common/problem';
import { KEY_HEADER, readKeyHeader } from '../experiments/key-header';
import type { Place } from '../registry/prompt-sources';
import { EventStream } from './event-stream';
import { EXAMPLE_RESULT } from './execution-examples';
import { ExecutionService } from './execution.service';
import type { PreparedExecution } from './prepared-execution';

@Controller('api/v1/projects/:organization/:project')
export class ExecutionController {
  constructor(private readonly executions: ExecutionService) {}

  @Post('execute')
  @ApiRoute({
    summary: 'Run a prompt with the hub’s own keys',
    description:
      'With `stream`, server-sent events: `begun` {id} when it is on record, `text` {text} as it arrives, then one `done` with the ' +
      'result or one `error` with problem details; a call that is not let in (by a budget or a rate limit) is refused with its status as without. ' +
      'Closing the connection cancels the call. A model always gets an output limit: the prompt’s own (`maxOutputTokens`), or ' +
      'else 16,384 tokens, or what the model can write where that is less, and 4,096 where neither is known. Thinking counts. What ' +
      'is cut off there says so in `finishReason` and `problem`. Where an experiment runs in `environment`, `key` (or the header ' +
      '`x-prompthub-key`) decides the arm, and `experiment` names it; without a key what runs there answers, and nothing is counted.',
    tag: 'Execution',
    response: executionResult,
    example: EXAMPLE_RESULT,
  })
  async execute(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Body({ schema: execute }) body: Execute,
    @Headers(KEY_HEADER) key: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const signal = goneSignal(reply);
    const prepared = await this.executions.prepare(actor, place, {
      ...body,
      key: body.key ?? readKeyHeader(key),
    });
    if (body.stream) return this.#stream(prepared, reply, signal);
    await reply.header('cache-control', 'no-store').send(await this.executions.run(prepared, { signal }));
  }

  async #stream(prepared: PreparedExecution, reply: FastifyReply, signal: AbortSignal): Promise<void> {
    let events: EventStream | undefined;
    const begun = (): EventStream => (events ??= new EventStream(reply));
    try {
      const result = await this.executions.run(prepared, {
        signal,
        onBegin: (id) => void begun().send('begun', { id }),
        onText: (text) => begun().send('text', { text }),
      });
      await begun().send('done', result);
    } catch (error) {
      if (events === undefined) throw error;
      await events.send('error', toProblem(asProblem(error), reply.request.id));
      if (!(error instanceof ProblemError))
        reply.request.log.error({ err: error }, 'A streamed run failed unexpectedly.');
    } finally {
      events?.end();
    }
  }
}
