import type { Span } from './span';

/** Where servers tell what they do for requests that carried a `traceparent`. */
export interface SpanCollector {
  /** From now on spans of this trace are kept. */
  expect(traceId: string): void;
  /** What was told of the trace, with what comes late. Never rejects. */
  collect(traceId: string): Promise<readonly Span[]>;
  /** Nothing more is wanted of it. */
  forget(traceId: string): void;
}
