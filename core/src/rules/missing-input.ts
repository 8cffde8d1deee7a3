import type { Fix } from '../diagnostic';
import { describeType, typeNames, type Type } from '../model/schema-types';
import { violationsOf, type Violation } from '../model/schema-violations';
import { yamlString } from '../syntax/yaml-scalar';
import type { Finding } from './rule';
import { testsRule } from './tests-rule';
import type { TestsText } from './tests-text';
import { nameOf } from './value-repair';
import { isMap, writtenTests } from './written-tests';

export const missingInput = testsRule(
  {
    code: 'missing-input',
    severity: 'warning',
    summary: 'A test leaves out a value that the prompt needs.',
    docs:
      'Every variable of `input.schema` without a `?` and without a default is needed. In this test it would be empty, so ' +
      'the test tries something that cannot happen where the prompt is used.',
    bad: '---\ninput:\n  schema: { name: string }\nprompthub.tests:\n  - vars: {}\n---\nHello {{name}}',
    good: '---\ninput:\n  schema: { name: string }\nprompthub.tests:\n  - vars: { name: Ada }\n---\nHello {{name}}',
  },
  (tests, { input }) => {
    const { content } = tests;
    const shared = isMap(content) ? content['dataset'] : undefined;
    return writtenTests(content).flatMap(({ path, test }): Finding[] => {
      const vars = test['vars'] ?? {};
      // What the rows of a dataset bring stands in another file.
      if (!input || !isMap(vars) || (test['dataset'] ?? shared) !== undefined) return [];
      const hasDefault = (violation: Violation): boolean =>
        violation.kind === 'missing' &&
        violation.path.length === 0 &&
        Object.hasOwn(input.defaults, violation.name);
      return violationsOf(vars, input.type).flatMap((violation) =>
        violation.kind === 'missing' && !hasDefault(violation) ? [findingFor(violation, path, tests)] : [],
      );
    });
  },
);

type Path = readonly (string | number)[];

function findingFor(
  { path, name, type }: Extract<Violation, { kind: 'missing' }>,
  testPath: Path,
  tests: TestsText,
): Finding {
  const at = [...testPath, 'vars', ...path];
  const whole = path.length === 0 ? 'The test' : `\`${nameOf(path)}\``;
  return {
    range: tests.rangeAt(at),
    message: `${whole} has no \`${name}\` (${describeType(type)}), which the prompt needs.`,
    fixes: [addition(at, { name, type }, tests)],
  };
}

function addition(
  path: Path,
  { name, type }: { name: string; type: Type },
  tests: TestsText,
): Fix | undefined {
  const value = exampleOf(type);
  const hasVars = tests.entry(path) !== undefined;
  const edit = hasVars
    ? tests.add(path, yamlString(name), value)
    : tests.add(path.slice(0, -1), 'vars', `{ ${yamlString(name)}: ${value} }`);
  return edit && { title: `Add ${name}`, edits: [edit], preferred: false };
}

/** A value of the type, in YAML, to be replaced by a person. */
function exampleOf(type: Type): string {
  if (Array.isArray(type?.enum)) return JSON.stringify((type.enum as unknown[])[0] ?? null);
  const names = typeNames(type);
  if (names?.has('number') || names?.has('integer')) return '0';
  if (names?.has('boolean')) return 'false';
  if (names?.has('array')) return '[]';
  return names?.has('object') ? '{}' : '""';
}
