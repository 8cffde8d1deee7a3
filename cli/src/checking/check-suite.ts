import type { Diagnostic, Range } from '@prompthub/core';

/** Faults of a `name.tests.yaml`: broken YAML, tests that cannot run, assertions that do not exist. */
export async function checkSuite(text: string): Promise<readonly Diagnostic[]> {
  const { parseYaml } = await import('@prompthub/core');
  const yaml = parseYaml(text, 0);
  const found: Diagnostic[] = yaml.problems.map(({ code, message, range }) => fault(code, message, range));
  if (found.some(({ code }) => code !== 'duplicate-key')) return found;
  const { ASSERTION_TYPES, testsOfFile } = await import('@prompthub/engine');
  const { tests, problems, root } = testsOfFile(text);
  const rangeAt = (path: readonly (string | number)[]): Range => {
    const entry = yaml.entry(path);
    return entry?.key ?? entry?.value ?? { start: 0, end: Math.min(1, text.length) };
  };
  for (const { path, message, severity } of problems) {
    if (path.length === 0 && found.length > 0) continue;
    found.push({ ...fault('invalid-test', message, rangeAt(path)), severity });
  }
  for (const test of tests) {
    for (const [index, { type }] of test.assert.entries()) {
      if (ASSERTION_TYPES.includes(type.replace(/^not-/, ''))) continue;
      const range =
        yaml.entry([...root, test.index, 'assert', index, 'type'])?.value ?? rangeAt([...root, test.index]);
      found.push(
        fault(
          'unknown-assertion',
          `There is no assertion \`${type}\`. Known: ${ASSERTION_TYPES.join(', ')}.`,
          range,
        ),
      );
    }
  }
  return found.sort((left, right) => left.range.start - right.range.start);
}

function fault(code: string, message: string, range: Range): Diagnostic {
  return { code, message, severity: 'error', range, fixes: [] };
}
