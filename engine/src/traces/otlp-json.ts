import { z } from 'zod';
import type { TracedSpan } from './otlp';

/** What can be used of `ExportTraceServiceRequest` in JSON (OpenTelemetry Protocol 1, "JSON Protobuf Encoding"). */
const nanoseconds = z.union([z.string().regex(/^\d{1,20}$/), z.number().nonnegative()]).transform(Number);
const keyValue = z.object({ key: z.string(), value: z.unknown().optional() });
const span = z.object({
  traceId: z.string().toLowerCase(),
  spanId: z.string().toLowerCase(),
  parentSpanId: z.string().toLowerCase().nullish(),
  name: z.string(),
  startTimeUnixNano: nanoseconds.nullish(),
  endTimeUnixNano: nanoseconds.nullish(),
  attributes: z.array(keyValue).nullish(),
  status: z.object({ code: z.int().nullish(), message: z.string().nullish() }).nullish(),
});
const list = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);
const request = z.object({
  resourceSpans: list(z.object({ scopeSpans: list(z.object({ spans: list(span) })) })),
});
const anyValue = z.union([
  z.object({ stringValue: z.string() }).transform((value) => value.stringValue),
  z.object({ boolValue: z.boolean() }).transform((value) => value.boolValue),
  z
    .object({ intValue: z.union([z.string(), z.number()]).transform(Number) })
    .transform((value) => value.intValue),
  z.object({ doubleValue: z.coerce.number() }).transform((value) => value.doubleValue),
  z
    .object({ arrayValue: z.object({ values: list(z.unknown()) }) })
    .transform(({ arrayValue }) => arrayValue.values.map(plain)),
  z
    .object({ kvlistValue: z.object({ values: list(keyValue) }) })
    .transform(({ kvlistValue }) => attributesOf(kvlistValue.values)),
]);

/** Exporters send 512 spans at a time. What stands between commas may have one byte, and takes some hundred once it is looked at. */
const MAX_COMMAS = 300_000;

/** Throws for what is no such request, and for too much. */
export function spansOfOtlpJson(text: string): TracedSpan[] {
  let commas = 0;
  for (let at = text.indexOf(','); at >= 0; at = text.indexOf(',', at + 1))
    if (++commas > MAX_COMMAS) throw new RangeError(`There are more than ${MAX_COMMAS} commas.`);
  const { resourceSpans } = request.parse(JSON.parse(text));
  return resourceSpans
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
    .map(({ traceId, spanId, parentSpanId, name, status, ...more }) => ({
      traceId,
      spanId,
      parentSpanId: parentSpanId || undefined,
      name,
      startTime: milliseconds(more.startTimeUnixNano),
      endTime: milliseconds(more.endTimeUnixNano),
      attributes: attributesOf(more.attributes ?? []),
      statusCode: status?.code ?? undefined,
      statusMessage: status?.message || undefined,
    }));
}

function milliseconds(nano: number | null | undefined): number | undefined {
  return nano ? nano / 1e6 : undefined;
}

function attributesOf(pairs: readonly z.infer<typeof keyValue>[]): Record<string, unknown> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, plain(value)]));
}

function plain(value: unknown): unknown {
  return anyValue.safeParse(value).data;
}
