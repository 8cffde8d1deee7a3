import type { Diagnostic } from '@prompthub/core';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { testsIn } from './test-source';

/**
 * Faults of a `name.tests.yaml`: broken YAML, and what the engine's reader and its list of assertions say as soon as
 * the engine has loaded.
 */
export function checkSuite({ knowledge }: Context, document: PromptDocument): readonly Diagnostic[] {
  const { yaml, text } = document;
  const found: Diagnostic[] = yaml.problems.map(({ code, message, range, fix }) => ({
    code,
    message,
    range,
    severity: 'error',
    fixes: fix
      ? [{ title: fix.title, edits: [{ range: fix.range, newText: fix.newText }], preferred: true }]
      : [],
  }));
  if (found.some(({ code }) => code !== 'duplicate-key')) return found;
  for (const { path, message, severity } of knowledge.readTests?.(text).problems ?? []) {
    const entry = yaml.entry(path);
    const range = entry?.key ?? entry?.value ?? { start: 0, end: Math.min(1, text.length) };
    found.push({ code: 'invalid-test', message, severity, range, fixes: [] });
  }
  found.push(...unknownAssertions(document, knowledge.assertions));
  return found.sort((left, right) => left.range.start - right.range.start);
}

function unknownAssertions(document: PromptDocument, known: readonly string[] | undefined): Diagnostic[] {
  if (!known) return [];
  return testsIn(document).flatMap((test) =>
    test.assertions.flatMap(({ type, typeRange }): Diagnostic[] => {
      if (type === undefined || !typeRange || known.includes(type.replace(/^not-/, ''))) return [];
      const message = `There is no assertion \`${type}\`. Known: ${known.join(', ')}.`;
      return [{ code: 'unknown-assertion', message, severity: 'error', range: typeRange, fixes: [] }];
    }),
  );
}
