import { Body, Controller, Get, Headers, HttpCode, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { ChatCompletionRequest, ExecutionResult } from '@prompthub/protocol';
import type { FastifyReply } from 'fastify';
import { type Actor, CurrentActor } from '../common/actor';
import { KEY_HEADER, readKeyHeader } from '../experiments/key-header';
import { goneSignal } from '../common/gone-signal';
import { ExecutionService } from '../execution/execution.service';
import type { PreparedExecution } from '../execution/prepared-execution';
import { ChatCompletionsService } from './chat-completions.service';
import { readChatRequest } from './chat-request';
import { toCompletion } from './completion';
import { CompletionStream } from './completion-stream';
import { type ModelList, ModelListService } from './model-list.service';

/** Prompts as models of OpenAI's API. Its API and not the hub's own, and so not in the OpenAPI document. */
@ApiExcludeController()
@Controller('v1')
export class ChatCompletionsController {
  constructor(
    private readonly completions: ChatCompletionsService,
    private readonly executions: ExecutionService,
    private readonly modelList: ModelListService,
  ) {}

  @Post('chat/completions')
  @HttpCode(200)
  async complete(
    @CurrentActor() actor: Actor,
    @Body() body: unknown,
    @Headers('cache-control') cacheControl: string | undefined,
    @Headers(KEY_HEADER) key: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const signal = goneSignal(reply);
    const request = readChatRequest(body);
    const prepared = await this.completions.prepare(actor, request, {
      cacheControl,
      key: readKeyHeader(key),
    });
    void reply.header('cache-control', 'no-store').header('x-prompthub-commit', prepared.commit);
    if (prepared.experiment !== undefined)
      void reply.header('x-prompthub-experiment', `${prepared.experiment.id}/${prepared.experiment.arm}`);
    if (request.stream === true) return this.#stream({ prepared, request, reply, signal });
    const result = await this.executions.run(prepared, { signal });
    await reply.headers(factsOf(result)).send(toCompletion(headOf(request.model, result.id), result));
  }

  @Get('models')
  models(@CurrentActor() actor: Actor): Promise<ModelList> {
    return this.modelList.list(actor);
  }

  async #stream({ prepared, request, reply, signal }: Streaming): Promise<void> {
    const { model, stream_options: options } = request;
    const stream = new CompletionStream(reply, { includeUsage: options?.include_usage ?? false });
    try {
      const result = await this.executions.run(prepared, {
        signal,
        onBegin: (id) => stream.begin(headOf(model, id)),
        onText: (text) => stream.text(text),
      });
      await stream.end(result);
    } catch (error) {
      await stream.fail(error);
    }
  }
}

interface Streaming {
  readonly prepared: PreparedExecution;
  readonly request: ChatCompletionRequest;
  readonly reply: FastifyReply;
  readonly signal: AbortSignal;
}

const headOf = (model: string, id: string) => ({ id, model, created: Math.floor(Date.now() / 1000) });

/** What OpenAI's answers have no place for. */
function factsOf({ id, model, costUsd, cachedAt }: ExecutionResult): Record<string, string> {
  return {
    'x-prompthub-execution': id,
    'x-prompthub-model': encodeURI(model.toWellFormed()),
    ...(costUsd === undefined ? {} : { 'x-prompthub-cost-usd': costUsd.toFixed(10) }),
    ...(cachedAt === undefined ? {} : { 'x-prompthub-cached-at': cachedAt }),
  };
}
