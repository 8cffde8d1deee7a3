import type { AssertionSpec } from '../../runner/test-case';
import { AssertionError, type Assertion, type Finding, type Observation } from '../assertion';
import type { AssertionTools } from '../assertion-tools';
import { quote } from '../assertion-value';
import { cosine, dot, euclidean } from './vectors';

const DEFAULT_THRESHOLD = 0.75;
/** What is equal but for rounding reaches the threshold. */
const TOLERANCE = 1e-9;

interface Metric {
  readonly compare: (a: readonly number[], b: readonly number[]) => number;
  /** Less is nearer. */
  readonly isDistance?: boolean;
  readonly name: string;
}

const COSINE: Metric = { compare: cosine, name: 'a similarity' };
const DOT: Metric = { compare: dot, name: 'a dot product' };
const EUCLIDEAN: Metric = { compare: euclidean, isDistance: true, name: 'a distance' };

/** The output means nearly the same as the text, or as one of the texts, by vectors of an embedding model. */
function similarity(type: string, metric: Metric): Assertion {
  const limit = metric.isDistance ? 'at most' : 'at least';
  return {
    type,
    shape: {
      value: 'texts',
      summary: `The output means the same as the text, or one of the texts: ${metric.name} of ${limit} \`threshold\` (default ${DEFAULT_THRESHOLD}).`,
    },
    evaluate: (spec, observed, tools) => compare(spec, observed, { tools, metric, limit }),
  };
}

export const similar = similarity('similar', COSINE);
export const similarCosine = similarity('similar:cosine', COSINE);
export const similarDot = similarity('similar:dot', DOT);
export const similarEuclidean = similarity('similar:euclidean', EUCLIDEAN);

async function compare(
  spec: AssertionSpec,
  { output }: Observation,
  {
    tools,
    metric,
    limit,
  }: { readonly tools: AssertionTools; readonly metric: Metric; readonly limit: string },
): Promise<Finding> {
  const expected = textsOf(spec);
  const { threshold = DEFAULT_THRESHOLD } = spec;
  const expectation = `to have ${metric.name} of ${limit} ${threshold} to ${expected.map((text) => quote(text, 80)).join(' or ')}`;
  const shown = { expectation, expected: expected.join('\n'), actual: output };
  // There is no vector of nothing.
  if (output.trim() === '') return { ...shown, holds: false, detail: 'it is empty' };
  const [own = [], ...others] = await tools.embed([output, ...expected], spec.provider);
  const values = others.map((other) => metric.compare(own, other));
  if (values.length === 0 || !values.every(Number.isFinite))
    throw new AssertionError('The vectors of the embedding model cannot be compared.');
  const best = metric.isDistance ? Math.min(...values) : Math.max(...values);
  return {
    ...shown,
    holds: metric.isDistance ? best <= threshold + TOLERANCE : best >= threshold - TOLERANCE,
    score: metric.isDistance ? 1 / (1 + best) : Math.min(1, Math.max(0, best)),
    detail: `it is ${best.toFixed(3)}`,
  };
}

/** A text with commas is one text. */
function textsOf({ type, value }: AssertionSpec): readonly string[] {
  const list = (Array.isArray(value) ? value : [value]).filter(
    (item): item is string => typeof item === 'string' && item.trim() !== '',
  );
  if (list.length === 0 || (Array.isArray(value) && list.length < value.length))
    throw new AssertionError(`The assertion "${type}" needs a text, or a list of texts, as its value.`);
  return list;
}
