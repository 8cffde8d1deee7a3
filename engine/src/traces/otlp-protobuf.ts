import type { TracedSpan } from './otlp';
import { protobufFields, type ProtobufField } from './protobuf-reader';

/** Lists in lists of an attribute: more is left out. */
const MAX_DEPTH = 8;

/**
 * The spans of an `ExportTraceServiceRequest` in Protocol Buffers. The numbers are those of opentelemetry-proto 1
 * (`trace/v1/trace.proto`, `common/v1/common.proto`). Throws RangeError for what is none.
 */
export function spansOfOtlpProtobuf(body: Uint8Array): TracedSpan[] {
  return messages(body, 1).flatMap((resourceSpans) =>
    messages(resourceSpans, 2).flatMap((scopeSpans) => messages(scopeSpans, 2).map(spanOf)),
  );
}

function spanOf(message: Uint8Array): TracedSpan {
  const byNumber = new Map<number, ProtobufField>();
  for (const each of protobufFields(message)) byNumber.set(each.field, each);
  const status = [...protobufFields(byNumber.get(15)?.bytes ?? new Uint8Array())];
  return {
    traceId: hex(byNumber.get(1)),
    spanId: hex(byNumber.get(2)),
    parentSpanId: hex(byNumber.get(4)) || undefined,
    name: text(byNumber.get(5)),
    startTime: milliseconds(byNumber.get(7)),
    endTime: milliseconds(byNumber.get(8)),
    attributes: attributesOf(messages(message, 9), 0),
    statusCode: Number(status.find(({ field }) => field === 3)?.number ?? 0n) || undefined,
    statusMessage: text(status.find(({ field }) => field === 2)) || undefined,
  };
}

function attributesOf(pairs: readonly Uint8Array[], depth: number): Record<string, unknown> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const fields = [...protobufFields(pair)];
      const value = fields.find(({ field }) => field === 2)?.bytes;
      return [text(fields.find(({ field }) => field === 1)), value && valueOf(value, depth)];
    }),
  );
}

/** `AnyValue`: text, boolean, integer, double, list, map; bytes are left out. */
function valueOf(message: Uint8Array, depth: number): unknown {
  const found = [...protobufFields(message)].at(-1);
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
      return messages(bytes, 1).map((value) => valueOf(value, depth + 1));
    case 6:
      return attributesOf(messages(bytes, 1), depth + 1);
    default:
      return undefined;
  }
}

function messages(message: Uint8Array, wanted: number): Uint8Array[] {
  return [...protobufFields(message)].flatMap(({ field, bytes }) =>
    field === wanted && bytes ? [bytes] : [],
  );
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
