import type { Assertion } from './assertion';
import { parseXml } from './parse-xml';
import { missingPaths, requiredPaths } from './xml-elements';

/** The whole output is well-formed XML, with the elements that the value names. */
export const isXml: Assertion = {
  type: 'is-xml',
  shape: {
    value: 'elements',
    summary: 'The whole output is XML, with the elements in the value when there are some.',
  },
  async evaluate(spec, { output }) {
    const paths = requiredPaths(spec);
    const expectation = paths.length > 0 ? `to be XML with ${paths.join(', ')}` : 'to be XML';
    const root = await parseXml(output);
    if ('problem' in root)
      return { holds: false, expectation, detail: `it is not: ${root.problem}`, actual: output };
    const missing = missingPaths([root], paths);
    const detail = missing.length > 0 ? `${missing.join(', ')} is missing` : 'it is';
    return { holds: missing.length === 0, expectation, detail, actual: output };
  },
};
