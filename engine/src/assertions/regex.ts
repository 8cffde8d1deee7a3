import { AssertionError, type Assertion } from './assertion';
import { quote, someTextValue } from './assertion-value';
import { matchesSoon } from './regex-cost';
import { TimeLimitError, withinTime } from './time-limit';

const LIMIT_MS = 1000;

/** The output matches the regular expression somewhere. `/x/i` gives flags. */
export const regex: Assertion = {
  type: 'regex',
  shape: {
    value: 'pattern',
    summary: 'The output matches the regular expression somewhere. `/x/i` gives flags.',
  },
  evaluate(spec, { output }) {
    const source = someTextValue(spec);
    const pattern = compile(source);
    return {
      holds: matches(pattern, output),
      expectation: `to match ${quote(source)}`,
      expected: source,
      actual: output,
    };
  },
};

function compile(source: string): RegExp {
  const literal = /^\/(.+)\/([dgimsuvy]*)$/s.exec(source);
  try {
    return literal ? new RegExp(literal[1] ?? '', literal[2]) : new RegExp(source);
  } catch (error) {
    throw new AssertionError(`The value of "regex" is not a regular expression: ${String(error)}.`);
  }
}

/** A pattern may take exponential time on an unlucky text. */
function matches(pattern: RegExp, text: string): boolean {
  try {
    return matchesSoon(pattern, text) ? pattern.test(text) : withinTime(() => pattern.test(text), LIMIT_MS);
  } catch (error) {
    if (!(error instanceof TimeLimitError)) throw error;
    throw new AssertionError(
      `The regular expression ${pattern.source} took more than ${LIMIT_MS} ms. Simplify it.`,
    );
  }
}
