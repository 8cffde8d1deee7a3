import type { Assertion } from './assertion';
import { quote, textValue } from './assertion-value';

/** The model stopped for the reason in the value: `stop`, `length`, `tool_calls`, `content_filter`. */
export const finishReason: Assertion = {
  type: 'finish-reason',
  shape: {
    value: 'text',
    mayBeEmpty: true,
    summary: 'The model stopped for this reason: `stop`, `length`, `tool_calls` or `content_filter`.',
  },
  evaluate(spec, { finishReason: found }) {
    const expected = textValue(spec);
    const plain = (reason: string): string => reason.toLowerCase().replaceAll('-', '_');
    return {
      holds: found !== undefined && plain(found) === plain(expected),
      expectation: `to end for the reason ${quote(expected)}`,
      detail: found === undefined ? 'no reason is known' : `it ended for ${quote(plain(found))}`,
      expected,
      actual: found && plain(found),
    };
  },
};
