import type { Span } from './span';

/** Where servers tell what they do for requests that carried a `traceparent`. */
export interface SpanCollector {
  /** From now on spans of this trace are kept. */
  expect(traceId: string): void;
  /** What was told of the trace, with what comes late; the trace is then forgotten. Never rejects. */
  collect(traceId: string): Promise<readonly Span[]>;
}
