import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import {
  execute,
  type Execute,
  executionPage,
  type ExecutionRecord,
  executionResult,
  pageQuery,
  type PageQuery,
} from '@prompthub/protocol';
import type { FastifyReply } from 'fastify';
import { type Actor, CurrentActor } from '../common/actor';
import { ApiRoute } from '../common/api-route';
import { goneSignal } from '../common/gone-signal';
import { asProblem, ProblemError, toProblem } from '../common/problem';
import type { Place } from '../registry/prompt-sources';
import { EventStream } from './event-stream';
import { EXAMPLE_RECORD, EXAMPLE_RESULT } from './execution-examples';
import { ExecutionListingService } from './execution-listing.service';
import { ExecutionService } from './execution.service';
import type { PreparedExecution } from './prepared-execution';

const TAG = 'Execution';

@Controller('api/v1/projects/:organization/:project')
export class ExecutionController {
  constructor(
    private readonly executions: ExecutionService,
    private readonly listing: ExecutionListingService,
  ) {}

  @Post('execute')
  @ApiRoute({
    summary: 'Run a prompt with the hub’s own keys',
    description:
      'With `stream`, server-sent events: `text` {text} as it arrives, then one `done` with the result or one `error` with ' +
      'problem details. Closing the connection cancels the call.',
    tag: TAG,
    response: executionResult,
    example: EXAMPLE_RESULT,
  })
  async execute(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Body({ schema: execute }) body: Execute,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const signal = goneSignal(reply);
    const prepared = await this.executions.prepare(actor, place, body);
    if (body.stream) return this.#stream(prepared, reply, signal);
    await reply.header('cache-control', 'no-store').send(await this.executions.run(prepared, { signal }));
  }

  @Get('executions')
  @ApiRoute({
    summary: 'What was run, newest first',
    tag: TAG,
    response: executionPage,
    example: { items: [EXAMPLE_RECORD] },
  })
  list(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<{ items: ExecutionRecord[]; nextCursor?: string }> {
    return this.listing.list(actor, place, query);
  }

  async #stream(prepared: PreparedExecution, reply: FastifyReply, signal: AbortSignal): Promise<void> {
    const events = new EventStream(reply);
    try {
      const result = await this.executions.run(prepared, {
        signal,
        onText: (text) => events.send('text', { text }),
      });
      await events.send('done', result);
    } catch (error) {
      await events.send('error', toProblem(asProblem(error), reply.request.id));
      if (!(error instanceof ProblemError))
        reply.request.log.error({ err: error }, 'A streamed run failed unexpectedly.');
    } finally {
      events.end();
    }
  }
}
