import { AssertionError, type Assertion } from './assertion';
import { TimeLimitError, withinTime } from './time-limit';
import { missingPaths, requiredPaths, type XmlElement } from './xml-elements';
import { xmlIn } from './xml-in';

const LIMIT_MS = 1000;

/** Somewhere in the output are elements that are closed, among them those that the value names. */
export const containsXml: Assertion = {
  type: 'contains-xml',
  shape: {
    value: 'elements',
    summary: 'There is XML in the output, with the elements in the value when there are some.',
  },
  evaluate(spec, { output }) {
    const paths = requiredPaths(spec);
    const expectation = paths.length > 0 ? `to contain XML with ${paths.join(', ')}` : 'to contain XML';
    const found = elementsIn(output);
    if (found.length === 0)
      return { holds: false, expectation, detail: 'there is no XML in it', actual: output };
    const missing = missingPaths(found, paths);
    const detail = missing.length > 0 ? `${missing.join(', ')} is missing` : 'it does';
    return { holds: missing.length === 0, expectation, detail, actual: output };
  },
};

/** Comments that do not end make the search go to the end of the text for each of them. */
function elementsIn(output: string): XmlElement[] {
  try {
    return withinTime(() => xmlIn(output), LIMIT_MS);
  } catch (error) {
    if (!(error instanceof TimeLimitError)) throw error;
    throw new AssertionError(`Looking for XML in the output took more than ${LIMIT_MS} ms.`);
  }
}
