import type { TracedSpan } from './otlp';
import { ProtobufReader, type ProtobufField } from './protobuf-reader';

/** Lists in lists of an attribute: more is left out. */
const MAX_DEPTH = 8;

/**
 * The spans of an `ExportTraceServiceRequest` in Protocol Buffers. The numbers are those of opentelemetry-proto 1
 * (`trace/v1/trace.proto`, `common/v1/common.proto`). Throws RangeError for what is none.
 */
export function spansOfOtlpProtobuf(body: Uint8Array): TracedSpan[] {
  const reader = new ProtobufReader();
  return reader
    .messages(body, 1)
    .flatMap((resourceSpans) => reader.messages(resourceSpans, 2))
    .flatMap((scopeSpans) => reader.messages(scopeSpans, 2))
    .map((span) => spanOf(span, reader));
}

function spanOf(message: Uint8Array, reader: ProtobufReader): TracedSpan {
  const byNumber = new Map<number, ProtobufField>();
  for (const each of reader.fields(message)) byNumber.set(each.field, each);
  const status = [...reader.fields(byNumber.get(15)?.bytes ?? new Uint8Array())];
  return {
    traceId: hex(byNumber.get(1)),
    spanId: hex(byNumber.get(2)),
    parentSpanId: hex(byNumber.get(4)) || undefined,
    name: text(byNumber.get(5)),
    startTime: milliseconds(byNumber.get(7)),
    endTime: milliseconds(byNumber.get(8)),
    attributes: attributesOf(reader.messages(message, 9), 0, reader),
    statusCode: Number(status.find(({ field }) => field === 3)?.number ?? 0n) || undefined,
    statusMessage: text(status.find(({ field }) => field === 2)) || undefined,
  };
}

function attributesOf(
  pairs: readonly Uint8Array[],
  depth: number,
  reader: ProtobufReader,
): Record<string, unknown> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const fields = [...reader.fields(pair)];
      const value = fields.find(({ field }) => field === 2)?.bytes;
      return [text(fields.find(({ field }) => field === 1)), value && valueOf(value, depth, reader)];
    }),
  );
}

/** `AnyValue`: text, boolean, integer, double, list, map; bytes are left out. */
function valueOf(message: Uint8Array, depth: number, reader: ProtobufReader): unknown {
  const found = [...reader.fields(message)].at(-1);
  if (!found || depth > MAX_DEPTH) return undefined;
  const { field, number = 0n, bytes = new Uint8Array() } = found;
  switch (field) {
    case 1:
      return text(found);
    case 2:
      return number !== 0n;
    case 3:
      return Number(BigInt.asIntN(64, number));
    case 4:
      return new Float64Array(new BigUint64Array([number]).buffer)[0];
    case 5:
      return reader.messages(bytes, 1).map((value) => valueOf(value, depth + 1, reader));
    case 6:
      return attributesOf(reader.messages(bytes, 1), depth + 1, reader);
    default:
      return undefined;
  }
}

function hex({ bytes = new Uint8Array() }: ProtobufField = { field: 0 }): string {
  return Buffer.from(bytes).toString('hex');
}

function text({ bytes = new Uint8Array() }: ProtobufField = { field: 0 }): string {
  return new TextDecoder().decode(bytes);
}

function milliseconds({ number = 0n }: ProtobufField = { field: 0 }): number | undefined {
  return number === 0n ? undefined : Number(number) / 1e6;
}
