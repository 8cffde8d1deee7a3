import type { AssertionSpec, TestCase } from '@prompthub/engine';
import { unsupportedHere } from './test-problems';

/** They start programs of the machine, or send answers to servers that whoever writes tests may choose. */
const ELSEWHERE: ReadonlySet<string> = new Set(['python', 'ruby', 'webhook']);
/** They judge the answers of all columns together, and the hub's tests end one by one. */
const COMPARING: ReadonlySet<string> = new Set(['select-best', 'max-score']);

/** The test as a hub runs it: one that it must not run is at fault, in words. */
export function hubTest(test: TestCase): TestCase {
  if (test.fault !== undefined) return test;
  const fault = test.assert
    .flatMap(typesOf)
    .map(faultOf)
    .find((found) => found !== undefined);
  return fault === undefined ? test : { ...test, fault };
}

function typesOf({ type, assert = [] }: AssertionSpec): string[] {
  return [type.replace(/^not-/, ''), ...assert.flatMap(typesOf)];
}

function faultOf(type: string): string | undefined {
  if (ELSEWHERE.has(type)) return unsupportedHere(`"${type}"`);
  if (COMPARING.has(type))
    return `"${type}" compares answers with each other, and the hub judges each by itself. Run it with \`prompthub test\`.`;
  return undefined;
}
