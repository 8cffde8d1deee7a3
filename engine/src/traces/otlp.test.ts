import fc from 'fast-check';
import { spansOfOtlp } from './otlp';
import { ProtobufReader } from './protobuf-reader';

// What @opentelemetry/otlp-transformer 0.2 makes of two spans, in its two encodings.
const PROTOBUF =
  'CqsDCpgBCiYKDHNlcnZpY2UubmFtZRIWChR1bmtub3duX3NlcnZpY2U6bm9kZQoiChZ0ZWxlbWV0cnkuc2RrLmxhbmd1YWdlEggKBm5vZGVqcwolChJ0ZWxlbWV0cnkuc2RrLm5hbWUSDwoNb3BlbnRlbGVtZXRyeQohChV0ZWxlbWV0cnkuc2RrLnZlcnNpb24SCAoGMi4xMi4xEAASjQIKBgoBdBIBMRJdChCCoUtf/tNwIgaM1PW5qoCDEgjHnqDxU4luWyIIQC1wB201IbIqCGNoaWxkIMOpMAE5YONANv6clxdBAAlnNv6clxdQAGAAcAB6CxIHdGltZW91dBgChQEBAQAAEqMBChCCoUtf/tNwIgaM1PW5qoCDEghALXAHbTUhsioGR0VUIC9hMAE5IKExNv6clxdBAMrEcf6clxdKCwoBcxIGCgR0ZXh0SgcKAWISAhABShAKAWkSCxj5//////////8BSg4KAWQSCSEAAAAAAAD4P0oRCgFsEgwqCgoDCgFhCgMKAWJKDgoDYmlnEgcYlLTk9MsDUABgAHAAegIYAIUBAQEAAA==';
const attribute = (key: string, value: unknown) => ({ key, value });
const JSON_TEXT = JSON.stringify({
  resourceSpans: [
    {
      resource: { attributes: [], droppedAttributesCount: 0 },
      scopeSpans: [
        {
          scope: { name: 't', version: '1' },
          spans: [
            {
              traceId: '82A14B5FFED37022068CD4F5B9AA8083',
              spanId: 'c79ea0f153896e5b',
              parentSpanId: '402d70076d3521b2',
              name: 'child é',
              kind: 1,
              startTimeUnixNano: '1700000000001500000',
              endTimeUnixNano: '1700000000004000000',
              attributes: [],
              status: { code: 2, message: 'timeout' },
            },
            {
              traceId: '82a14b5ffed37022068cd4f5b9aa8083',
              spanId: '402d70076d3521b2',
              name: 'GET /a',
              startTimeUnixNano: '1700000000000500000',
              endTimeUnixNano: '1700000001000000000',
              attributes: [
                attribute('s', { stringValue: 'text' }),
                attribute('b', { boolValue: true }),
                attribute('i', { intValue: -7 }),
                attribute('d', { doubleValue: 1.5 }),
                attribute('l', { arrayValue: { values: [{ stringValue: 'a' }, { stringValue: 'b' }] } }),
                attribute('big', { intValue: '123456789012' }),
              ],
              status: { code: 0 },
            },
          ],
        },
      ],
    },
  ],
});
const bytes = { json: new TextEncoder().encode(JSON_TEXT), protobuf: Buffer.from(PROTOBUF, 'base64') };
const types = { json: 'application/json; charset=utf-8', protobuf: 'application/x-protobuf' };

test.each(['json', 'protobuf'] as const)('spans are read from %s', (encoding) => {
  const [child, parent, ...others] = spansOfOtlp(bytes[encoding], types[encoding]);
  const traceId = '82a14b5ffed37022068cd4f5b9aa8083';
  expect(others).toEqual([]);
  expect(child).toMatchObject({
    ...{ traceId, spanId: 'c79ea0f153896e5b', parentSpanId: '402d70076d3521b2', name: 'child é' },
    ...{ startTime: 1_700_000_000_001.5, endTime: 1_700_000_000_004, attributes: {} },
    ...{ statusCode: 2, statusMessage: 'timeout' },
  });
  expect(parent).toMatchObject({
    ...{ traceId, spanId: '402d70076d3521b2', name: 'GET /a' },
    attributes: { s: 'text', b: true, i: -7, d: 1.5, l: ['a', 'b'], big: 123_456_789_012 },
  });
  expect(parent?.parentSpanId).toBeUndefined();
});

test('an encoding that is neither is refused by its name', () => {
  expect(() => spansOfOtlp(bytes.json, 'text/html')).toThrow('not as “text/html”');
});

test('bytes that are cut off or damaged end in an error or in spans, and soon', () => {
  const read = (body: Uint8Array): void => {
    try {
      for (const { name } of spansOfOtlp(body, 'application/x-protobuf')) expect(typeof name).toBe('string');
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError);
    }
  };
  for (let end = 0; end < bytes.protobuf.length; end++) read(bytes.protobuf.subarray(0, end));
  fc.assert(
    fc.property(fc.nat(bytes.protobuf.length - 1), fc.nat(255), (at, byte) => {
      const damaged = Uint8Array.from(bytes.protobuf);
      damaged[at] = byte;
      read(damaged);
    }),
  );
});

test('bodies that would fill the memory are refused, and soon', () => {
  const inner = Buffer.alloc(800, Buffer.from([10, 0]));
  const message = Buffer.concat([Buffer.from([10, 160, 6]), inner]);
  const read = (reader: ProtobufReader) =>
    reader.messages(message, 1).flatMap((each) => reader.messages(each, 1));
  expect(read(new ProtobufReader(401))).toHaveLength(400);
  expect(() => read(new ProtobufReader(400))).toThrow('too many fields');
  const text = `{"resourceSpans":[{"scopeSpans":[{"spans":[${'0,'.repeat(1_000_000)}0]}]}]}`;
  expect(() => spansOfOtlp(Buffer.from(text), 'application/json')).toThrow(
    /^(?=[^]*expected object)[^]{0,300}$/,
  );
});
