import { AssertionError, type Assertion } from './assertion';
import { listValue, quote } from './assertion-value';
import { toolNamesIn } from './tool-calls';

/**
 * F1 of the names of the tools that the model called against those in the value, both as sets (van Rijsbergen 1979);
 * it holds at `threshold`, 1 when absent: these tools and no others.
 */
export const toolCallF1: Assertion = {
  type: 'tool-call-f1',
  shape: {
    value: 'list',
    summary:
      'The F1 of the tools that were called against those in the list reaches `threshold` (default 1).',
  },
  evaluate(spec, { output, data, toolCalls = [] }) {
    const expected = new Set(
      listValue(spec)
        .map((name) => name.trim())
        .filter((name) => name !== ''),
    );
    if (expected.size === 0) throw new AssertionError('"tool-call-f1" needs names of tools as its value.');
    const called = toolNamesIn(toolCalls.length > 0 ? toolCalls : (data ?? output));
    const shared = [...expected].filter((name) => called.has(name)).length;
    const score = (2 * shared) / (expected.size + called.size);
    const { threshold = 1 } = spec;
    return {
      holds: score >= threshold,
      score,
      expectation: `to call ${named(expected)} with an F1 of at least ${threshold}`,
      detail: `the F1 is ${Math.round(score * 1000) / 1000}, it calls ${named(called)}`,
      expected: [...expected].join('\n'),
      actual: [...called].join('\n'),
    };
  },
};

function named(names: ReadonlySet<string>): string {
  return names.size === 0 ? 'no tool' : [...names].map((name) => quote(name)).join(', ');
}
