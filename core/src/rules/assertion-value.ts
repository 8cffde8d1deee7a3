import type { Fix } from '../diagnostic';
import type { AssertionShape } from '../options';
import { parseYaml } from '../syntax/yaml';
import { replace } from './fixes';
import type { Finding } from './rule';
import { testsRule } from './tests-rule';
import type { TestsText } from './tests-text';
import { isMap, writtenAssertions, writtenTests, type WrittenAssertion } from './written-tests';

/** What an assertion compares with must be something that it can compare with. */
export const assertionValue = testsRule(
  {
    code: 'assertion-value',
    severity: 'error',
    summary: 'An assertion has no value that it could compare with.',
    docs:
      'Most assertions compare with a text, `contains-all` and `contains-any` with a list of texts, `is-json` with a JSON ' +
      'Schema or with nothing; `latency` and `cost` need a number as `threshold` and a call of the model. With another ' +
      'value the test cannot be decided.',
    bad: '---\nprompthub.tests:\n  - assert: [{ type: contains-all, value: {} }]\n---\nHello {{name}}',
    good: '---\nprompthub.tests:\n  - assert: [{ type: contains-all, value: [Hello, Ada] }]\n---\nHello {{name}}',
    needs: ['assertionShapes'],
  },
  (tests, { options: { assertionShapes: shapes } }) => {
    if (!shapes) return [];
    const rendersOnly = new Set(
      writtenTests(tests.content)
        .filter(({ test }) => test['mode'] === 'render')
        .map(({ path }) => path.join()),
    );
    return writtenAssertions(tests.content).flatMap((written): Finding[] => {
      const { path, assertion } = written;
      const type = typeof assertion['type'] === 'string' ? assertion['type'] : '';
      const bare = type.replace(/^not-/, '');
      const shape = Object.hasOwn(shapes, bare) ? shapes[bare] : undefined;
      const testPath = path.slice(0, path.indexOf('assert')).join();
      const found = shape && complaint(written, { shape, type, isRendered: rendersOnly.has(testPath) });
      if (!found) return [];
      const at = found.at && tests.entry([...path, found.at]) ? found.at : 'type';
      return [
        {
          range: tests.rangeAt([...path, at], 'value'),
          message: found.message,
          fixes: [
            found.needsText
              ? addText(written, tests)
              : shape?.value === 'limit'
                ? toNumber(written, tests)
                : undefined,
          ],
        },
      ];
    });
  },
);

interface Complaint {
  readonly message: string;
  readonly at?: 'value' | 'threshold' | 'assert';
  readonly needsText?: boolean;
}

interface Known {
  readonly shape: AssertionShape;
  readonly type: string;
  readonly isRendered: boolean;
}

function complaint(
  { assertion }: WrittenAssertion,
  { shape, type, isRendered }: Known,
): Complaint | undefined {
  const { value, threshold, assert } = assertion;
  // What stands in a file is known when the test runs.
  if (typeof value === 'string' && value.startsWith('file://')) return undefined;
  const wants = (what: string): Complaint => ({ message: `\`${type}\` needs ${what}.`, at: 'value' });
  switch (shape.value) {
    case 'text':
      if (value === '' && !shape.mayBeEmpty) return wants('a text that is not empty');
      return isText(value) ? undefined : { ...wants('a text as its `value`'), needsText: isEmpty(value) };
    case 'pattern':
      if (!isText(value) || value === '')
        return { ...wants('a regular expression as its `value`'), needsText: isEmpty(value) };
      return patternComplaint(String(value));
    case 'list':
      return isList(value) ? undefined : wants('a list of texts as its `value`');
    case 'texts':
      if (Array.isArray(value) ? value.length > 0 && value.every(isSomeText) : isSomeText(value))
        return undefined;
      return { ...wants('a text, or a list of texts, as its `value`'), needsText: isEmpty(value) };
    case 'map':
      if (isMap(value) || (isEmpty(value) && !shape.needsValue)) return undefined;
      return wants(`a map as its \`value\`${shape.needsValue ? '' : ', or none'}`);
    case 'any':
    case 'json':
      return isEmpty(value) ? { ...wants('a `value`'), needsText: true } : undefined;
    case 'schema':
      if (shape.needsValue && isEmpty(value)) return wants('a JSON Schema as its `value`');
      return isSchema(value) ? undefined : wants('a JSON Schema as its `value`, or none');
    case 'limit':
      if (isRendered)
        return {
          message: `\`${type}\` needs a call of the model, and this test only renders (\`mode: render\`).`,
        };
      if (typeof (threshold ?? value) === 'number' || !isEmpty(threshold)) return undefined;
      return wants('a number as its `threshold`');
    case 'set':
      if (Array.isArray(assert) && assert.length > 0) return undefined;
      return { message: `\`${type}\` needs a list of assertions under \`assert\`.`, at: 'assert' };
    case 'none':
      return undefined;
    case 'count':
      return isCount(value) ? undefined : wants('a number as its `value`, or a map with `min` or `max`');
    case 'elements':
      return isElements(value) ? undefined : wants('paths of elements as its `value`, or none');
  }
}

function patternComplaint(source: string): Complaint | undefined {
  // Variables are filled in before it is read.
  if (source.includes('{{')) return undefined;
  const literal = /^\/(.+)\/([dgimsuvy]*)$/s.exec(source);
  try {
    new RegExp(literal?.[1] ?? source, literal?.[2]);
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^Invalid regular expression: /, '') : '';
    return { message: `This is no regular expression: ${reason}.`, at: 'value' };
  }
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null;
}

function isText(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function isSomeText(value: unknown): boolean {
  return isText(value) && value !== '';
}

function isList(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : typeof value === 'string' && /[^\s,"]/.test(value);
}

function isCount(value: unknown): boolean {
  if (typeof value === 'string') return !Number.isNaN(Number(value));
  if (!isMap(value)) return typeof value === 'number';
  const limits = [value['min'], value['max']].filter((limit) => limit !== undefined);
  const inOrder = limits.length < 2 || Number(limits[0]) <= Number(limits[1]);
  return limits.length > 0 && inOrder && limits.every((limit) => typeof limit === 'number');
}

function isElements(value: unknown): boolean {
  if (isEmpty(value) || typeof value === 'string' || Array.isArray(value)) return true;
  return isMap(value) && (Object.keys(value).length === 0 || Array.isArray(value['requiredElements']));
}

function isSchema(value: unknown): boolean {
  if (isEmpty(value) || typeof value === 'boolean' || isMap(value)) return true;
  if (typeof value !== 'string') return false;
  const { value: read, problems } = parseYaml(value);
  return problems.length === 0 && (typeof read === 'boolean' || isMap(read));
}

function addText({ path, assertion }: WrittenAssertion, tests: TestsText): Fix | undefined {
  const edit = 'value' in assertion ? undefined : tests.add(path, 'value', '"text"');
  return edit && { title: 'Add a value', edits: [edit], preferred: false };
}

/** `"200"` where 200 is wanted. */
function toNumber({ path, assertion: { value } }: WrittenAssertion, tests: TestsText): Fix | undefined {
  const range = tests.entry([...path, 'value'])?.value;
  const isNumber = typeof value === 'string' && /^\d+(?:\.\d+)?$/.test(value);
  return range && isNumber ? replace(range, value) : undefined;
}
