import { z } from 'zod';
import type { Span } from '../traces/span';
import type { Assertion } from './assertion';
import { parsedValue } from './assertion-value';
import { counted, named, spansOf } from './trace';

const value = z.looseObject({
  pattern: z.string().min(1).default('*'),
  max: z.number(),
  percentile: z.number().min(0).max(100).optional(),
});

/** The spans of the trace were quick enough: all of them, or this percentile of them (nearest rank). */
export const traceSpanDuration: Assertion = {
  type: 'trace-span-duration',
  shape: {
    value: 'map',
    needsValue: true,
    summary:
      'The spans of the trace whose name fits `pattern` took at most `max` milliseconds: all of them, or their `percentile` (0 to 100).',
  },
  evaluate(spec, observed) {
    const { pattern, max, percentile } = parsedValue(
      spec,
      value,
      'a map with "max" (milliseconds), maybe with "pattern" and "percentile" (0 to 100)',
    );
    const spans = spansOf(observed, spec, pattern)
      .map((span) => ({ name: span.name, took: durationOf(span) }))
      .filter((span): span is { name: string; took: number } => span.took !== undefined)
      .sort((a, b) => a.took - b.took);
    // Of no spans nothing was slow.
    const judged = spans[Math.max(0, Math.ceil(((percentile ?? 100) / 100) * spans.length) - 1)];
    const which = percentile === undefined ? 'the longest' : `percentile ${percentile}`;
    const slow = spans.filter(({ took }) => took > max).reverse();
    return {
      holds: judged === undefined || judged.took <= max,
      expectation: `to have ${counted(spans.length, pattern)} in its trace that took at most ${max} ms (${which})`,
      detail: judged && `that is ${rounded(judged.took)} ms; slow are ${named(slow)}`,
      expected: `≤ ${max} ms`,
      actual: spans.map(({ name, took }) => `${name}: ${rounded(took)} ms`).join('\n'),
    };
  },
};

function durationOf({ startTime, endTime }: Span): number | undefined {
  return startTime === undefined || endTime === undefined ? undefined : endTime - startTime;
}

function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
