import { AssertionError, type Assertion } from './assertion';
import { quote, referenceTexts } from './assertion-value';

/** Metrics take time in proportion to the product of the lengths. UTF-16 units. */
const MAX_LENGTH = 20_000;

interface TextMetric {
  readonly type: string;
  /** For people: `BLEU`. */
  readonly name: string;
  /** The least score that passes, unless the assertion has its own. */
  readonly threshold: number;
  /** What it compares, to go on "of the output and the text": shown in the reference. */
  readonly about: string;
  /** 0 to 1, of the output and all references (at least one). */
  readonly score: (output: string, references: readonly string[]) => number;
}

/** An assertion that holds when the output is near enough to a reference, or to one of several. */
export function textMetric({ type, name, threshold: usual, about, score }: TextMetric): Assertion {
  return {
    type,
    shape: {
      value: 'texts',
      summary: `${about} It reaches \`threshold\` (default ${usual}); of several texts the best one counts.`,
    },
    evaluate(spec, { output }) {
      const references = referenceTexts(spec);
      if (Math.max(output.length, ...references.map(({ length }) => length)) > MAX_LENGTH)
        throw new AssertionError(`"${type}" compares texts of up to ${MAX_LENGTH} characters.`);
      const { threshold = usual } = spec;
      const found = score(output, references);
      return {
        holds: found >= threshold,
        score: found,
        expectation: `to have a ${name} of at least ${threshold} against ${references.map((text) => quote(text)).join(' or ')}`,
        detail: `it is ${Math.round(found * 10_000) / 10_000}`,
        expected: references.join('\n'),
        actual: output,
      };
    },
  };
}
