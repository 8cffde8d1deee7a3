/** One thing that was done for an answer, and how long it took: a span as OpenTelemetry has it. */
export interface Span {
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** Milliseconds since 1970, with fractions; undefined where it was not told. */
  readonly startTime?: number;
  readonly endTime?: number;
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** OTLP's: 0 unset, 1 fine, 2 failed. */
  readonly statusCode?: number;
  readonly statusMessage?: string;
}
