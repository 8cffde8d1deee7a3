import { spansOfOtlpJson } from './otlp-json';
import { spansOfOtlpProtobuf } from './otlp-protobuf';
import type { Span } from './span';

/** A span, and the 32 hexadecimal digits of its trace. */
export interface TracedSpan extends Span {
  readonly traceId: string;
}

/** A content type that nobody here reads. */
export class UnknownEncodingError extends Error {}

/** The spans in the body of an OTLP/HTTP request (`POST /v1/traces`). Throws UnknownEncodingError, and for what does not parse. */
export function spansOfOtlp(body: Uint8Array, contentType: string): TracedSpan[] {
  const [type = ''] = contentType.split(';');
  switch (type.trim().toLowerCase()) {
    case 'application/json':
      return spansOfOtlpJson(new TextDecoder().decode(body));
    case 'application/x-protobuf':
      return spansOfOtlpProtobuf(body);
    default:
      throw new UnknownEncodingError(
        `OTLP comes as application/json or application/x-protobuf, not as “${type}”.`,
      );
  }
}
