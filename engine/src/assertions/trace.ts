import type { AssertionSpec } from '../runner/test-case';
import type { Span } from '../traces/span';
import { AssertionError, type Observation } from './assertion';
import { quote } from './assertion-value';
import { fitsGlob } from './glob';

/** Spans that a verdict names. */
const MAX_NAMED = 3;

/** The spans of an answer's trace whose names fit. */
export function spansOf({ spans, model }: Observation, spec: AssertionSpec, pattern: string): Span[] {
  if (model === '') throw new AssertionError(`"${spec.type}" needs a model call; this test only renders.`);
  if (!spans)
    throw new AssertionError(
      `"${spec.type}" needs the trace of the answer, and none was kept with it: record the answer anew.`,
    );
  return spans.filter(({ name }) => fitsGlob(name, pattern));
}

/** `3 spans "db*"`. */
export function counted(count: number, pattern: string): string {
  return `${count} ${count === 1 ? 'span' : 'spans'} ${quote(pattern)}`;
}

/** Names, each once; of many the first few. */
export function named(spans: readonly Pick<Span, 'name'>[]): string {
  const names = [...new Set(spans.map(({ name }) => name))];
  const shown = names.slice(0, MAX_NAMED).map((name) => quote(name));
  return shown.join(', ') + (names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : '');
}
