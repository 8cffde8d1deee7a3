import type { ExecutionResult } from '@prompthub/protocol';
import type { FastifyReply } from 'fastify';
import { asProblem, ProblemError } from '../common/problem';
import { EventStream } from '../execution/event-stream';
import type { CompletionHead } from './completion';
import { type ChatCompletionChunk, CompletionChunks } from './completion-chunks';
import { OPENAI_ERRORS } from './openai-error';

/**
 * One answer as server-sent events, ended by `[DONE]`. Nothing is sent before there is something of the answer: what fails until
 * then is an error with a status of its own, which SDKs know how to treat.
 */
export class CompletionStream {
  readonly #reply: FastifyReply;
  readonly #chunksOf: (head: CompletionHead) => CompletionChunks;
  #events: EventStream | undefined;
  #chunks: CompletionChunks | undefined;

  constructor(reply: FastifyReply, options: { includeUsage: boolean }) {
    this.#reply = reply;
    this.#chunksOf = (head) => new CompletionChunks(head, options);
  }

  /** Once for each attempt, of which all have the same. */
  begin(head: CompletionHead): void {
    if (this.#chunks !== undefined) return;
    this.#chunks = this.#chunksOf(head);
    void this.#reply.header('x-prompthub-execution', head.id);
  }

  async text(text: string): Promise<void> {
    await this.#send([this.#begun.text(text)]);
  }

  async end(result: ExecutionResult): Promise<void> {
    await this.#send(this.#begun.end(result));
    await this.#events?.data('[DONE]');
    this.#events?.end();
  }

  /** Tells it in the stream where that has begun. @throws the error, where it has not. */
  async fail(error: unknown): Promise<void> {
    if (this.#events === undefined) throw error;
    if (!(error instanceof ProblemError))
      this.#reply.request.log.error({ err: error }, 'A streamed run failed unexpectedly.');
    await this.#events.data(JSON.stringify(OPENAI_ERRORS.write(asProblem(error)).body));
    this.#events.end();
  }

  get #begun(): CompletionChunks {
    if (this.#chunks === undefined) throw new Error('an answer came before its call began');
    return this.#chunks;
  }

  async #send(chunks: readonly ChatCompletionChunk[]): Promise<void> {
    const first = this.#events === undefined ? [this.#begun.begin()] : [];
    const events = (this.#events ??= new EventStream(this.#reply));
    for (const chunk of [...first, ...chunks]) await events.data(JSON.stringify(chunk));
  }
}
