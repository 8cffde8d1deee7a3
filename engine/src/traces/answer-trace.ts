import { randomBytes } from 'node:crypto';
import type { RunOutcome } from '../runner/run-prompt';
import type { Span } from './span';
import type { SpanCollector } from './span-collector';

/** OTLP's status code for what failed. */
const FAILED = 2;

/**
 * The trace of one answer. Every request to the model is a span `chat <model>`, failed ones too, and every tool that the answer calls a span
 * `tool_call <name>` below it; attributes are named as in OpenTelemetry's conventions for generative AI. Spans that the asked server tells
 * to `collector` come with them.
 */
export class AnswerTrace {
  readonly #id = randomBytes(16).toString('hex');
  readonly #spans: Span[] = [];
  readonly #collector: SpanCollector | undefined;

  constructor(collector?: SpanCollector) {
    this.#collector = collector;
    collector?.expect(this.#id);
  }

  /** Sends one request, as a span. `traceparent` is for its header (W3C Trace Context, section 3.2). */
  async request(model: string, send: (traceparent: string) => Promise<RunOutcome>): Promise<RunOutcome> {
    const span = {
      spanId: newSpanId(),
      name: `chat ${model}`,
      startTime: now(),
      attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': model },
    };
    try {
      const outcome = await send(`00-${this.#id}-${span.spanId}-01`);
      const endTime = now();
      const { inputTokens, outputTokens } = outcome.usage;
      const usage = { 'gen_ai.usage.input_tokens': inputTokens, 'gen_ai.usage.output_tokens': outputTokens };
      this.#spans.push({ ...span, endTime, attributes: { ...span.attributes, ...usage } });
      for (const { name, arguments: written } of outcome.answer.toolCalls)
        this.#spans.push({
          spanId: newSpanId(),
          parentSpanId: span.spanId,
          name: `tool_call ${name}`,
          startTime: endTime,
          endTime,
          attributes: { 'gen_ai.tool.name': name, 'gen_ai.tool.call.arguments': written },
        });
      return outcome;
    } catch (error) {
      const statusMessage = error instanceof Error ? error.message : String(error);
      this.#spans.push({ ...span, endTime: now(), statusCode: FAILED, statusMessage });
      throw error;
    }
  }

  /** All of it, once the answer is there. Never rejects. */
  async end(): Promise<readonly Span[]> {
    return [...this.#spans, ...((await this.#collector?.collect(this.#id)) ?? [])];
  }

  /** Lets go of what the collector keeps. */
  close(): void {
    this.#collector?.forget(this.#id);
  }
}

function newSpanId(): string {
  return randomBytes(8).toString('hex');
}

function now(): number {
  return performance.timeOrigin + performance.now();
}
