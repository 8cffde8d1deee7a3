import { z } from 'zod';
import type { Span } from '../traces/span';
import type { Assertion } from './assertion';
import { parsedValue } from './assertion-value';
import { counted, named, spansOf } from './trace';

const limit = z.number().min(0);
const value = z
  .union([
    limit.transform((max_count) => ({ max_count })),
    z.looseObject({
      pattern: z.string().min(1).optional(),
      max_count: limit.optional(),
      max_percentage: limit.max(100).optional(),
    }),
  ])
  .default({});

/** Few spans of the trace failed; none, where no limit is given. */
export const traceErrorSpans: Assertion = {
  type: 'trace-error-spans',
  shape: {
    value: 'any',
    summary:
      'At most so many spans of the trace failed: a number (0 without one), or `{ pattern, max_count, max_percentage }`.',
  },
  evaluate(spec, observed) {
    const written: z.output<typeof value> & { pattern?: string; max_percentage?: number } = parsedValue(
      spec,
      value,
      'a number, or a map with "max_count" or "max_percentage" and maybe "pattern"',
    );
    const { pattern = '*', max_percentage: share } = written;
    const { max_count: most = share === undefined ? 0 : Infinity } = written;
    const spans = spansOf(observed, spec, pattern);
    const failed = spans.filter(hasFailed);
    const percentage = spans.length === 0 ? 0 : (failed.length / spans.length) * 100;
    const limits = [
      ...(most === Infinity ? [] : [`at most ${most}`]),
      ...(share === undefined ? [] : [`at most ${share} %`]),
    ].join(' and ');
    return {
      holds: failed.length <= most && percentage <= (share ?? 100),
      expectation: `to have ${limits} failed among ${counted(spans.length, pattern)} in its trace`,
      detail: `${failed.length} failed: ${named(failed)}`,
      expected: `${limits} failed`,
      actual: failed.map(({ name, statusMessage = '' }) => `${name} ${statusMessage}`.trim()).join('\n'),
    };
  },
};

const FLAGS = ['error', 'exception', 'failed', 'failure'];

/** What says that a span failed: its status (OTLP's, or HTTP's), attributes that tracers set, or the words of its status. */
function hasFailed({ statusCode = 0, statusMessage = '', attributes = {} }: Span): boolean {
  const isFlag = (value: unknown): boolean =>
    value === true || value === 'true' || (typeof value === 'object' && value !== null);
  return (
    statusCode === 2 ||
    statusCode >= 400 ||
    FLAGS.some((name) => isFlag(attributes[name])) ||
    Number(attributes['http.status_code']) >= 400 ||
    ['otel.status_code', 'status.code'].some((name) => attributes[name] === 'ERROR') ||
    /error|failed|failure|exception|timeout|abort/i.test(statusMessage)
  );
}
