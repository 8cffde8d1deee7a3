import { z } from 'zod';
import type { TracedSpan } from './otlp';

/** What can be used of `ExportTraceServiceRequest` in JSON (OpenTelemetry Protocol 1, "JSON Protobuf Encoding"). */
const nanoseconds = z.union([z.string().regex(/^\d{1,20}$/), z.number().nonnegative()]).transform(Number);
/** Its items are looked at one by one, so that of millions of wrong ones the first ends it. */
const list = () =>
  z
    .array(z.unknown())
    .nullish()
    .transform((items) => items ?? []);
const keyValue = z.object({ key: z.string(), value: z.unknown().optional() });
const span = z.object({
  traceId: z.string().toLowerCase(),
  spanId: z.string().toLowerCase(),
  parentSpanId: z.string().toLowerCase().nullish(),
  name: z.string(),
  startTimeUnixNano: nanoseconds.nullish(),
  endTimeUnixNano: nanoseconds.nullish(),
  attributes: list(),
  status: z.object({ code: z.int().nullish(), message: z.string().nullish() }).nullish(),
});
const request = z.object({ resourceSpans: list() });
const resource = z.object({ scopeSpans: list() });
const scope = z.object({ spans: list() });
const anyValue = z.union([
  z.object({ stringValue: z.string() }).transform((value) => value.stringValue),
  z.object({ boolValue: z.boolean() }).transform((value) => value.boolValue),
  z
    .object({ intValue: z.union([z.string(), z.number()]).transform(Number) })
    .transform((value) => value.intValue),
  z.object({ doubleValue: z.coerce.number() }).transform((value) => value.doubleValue),
  z
    .object({ arrayValue: z.object({ values: list() }) })
    .transform(({ arrayValue }) => arrayValue.values.map(plain)),
  z
    .object({ kvlistValue: z.object({ values: list() }) })
    .transform(({ kvlistValue }) => attributesOf(kvlistValue.values)),
]);

/** Throws for what is no such request. */
export function spansOfOtlpJson(text: string): TracedSpan[] {
  return request
    .parse(JSON.parse(text))
    .resourceSpans.flatMap((each) => resource.parse(each).scopeSpans)
    .flatMap((each) => scope.parse(each).spans)
    .map((each) => span.parse(each))
    .map(({ traceId, spanId, parentSpanId, name, status, ...more }) => ({
      traceId,
      spanId,
      parentSpanId: parentSpanId || undefined,
      name,
      startTime: milliseconds(more.startTimeUnixNano),
      endTime: milliseconds(more.endTimeUnixNano),
      attributes: attributesOf(more.attributes),
      statusCode: status?.code ?? undefined,
      statusMessage: status?.message || undefined,
    }));
}

function milliseconds(nano: number | null | undefined): number | undefined {
  return nano ? nano / 1e6 : undefined;
}

/** What is no attribute is left out. */
function attributesOf(pairs: readonly unknown[]): Record<string, unknown> {
  const found = pairs.flatMap((pair) => keyValue.safeParse(pair).data ?? []);
  return Object.fromEntries(found.map(({ key, value }) => [key, plain(value)]));
}

function plain(value: unknown): unknown {
  return anyValue.safeParse(value).data;
}
