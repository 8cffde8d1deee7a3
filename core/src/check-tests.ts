import type { Diagnostic, Fix } from './diagnostic';
import type { CheckOptions } from './options';
import { replace } from './rules/fixes';
import { invalidEncoding, lostCharacters } from './rules/invalid-encoding';
import { invalidTest, invalidTests } from './rules/invalid-test';
import type { Finding, RuleMeta } from './rules/rule';
import { levelFrom } from './rules/severities';
import { testsText } from './rules/tests-text';
import { unknownAssertion, unknownAssertions } from './rules/unknown-assertion';
import { unreadable } from './syntax/source-text';
import { parseYaml, type YamlText } from './syntax/yaml';

export type CheckTestsOptions = Pick<CheckOptions, 'assertions' | 'testProblems' | 'lint'> & {
  /** The source, parsed, where that was done already. */
  readonly yaml?: YamlText;
};

/**
 * Finds what is wrong with a `name.tests.yaml`: the text, its YAML, and, as far as the options know the vocabulary, its
 * tests. By place. Never throws.
 */
export function checkTests(source: string, options: CheckTestsOptions = {}): readonly Diagnostic[] {
  const refusal = unreadable(source);
  if (refusal) return found(refusal, [refusal], options);
  const yaml = options.yaml ?? parseYaml(source);
  const problems = yaml.problems.flatMap(({ code, message, range, fix }) => {
    const fixes = fix && [replace(fix.range, fix.newText, { title: fix.title })];
    return found({ code }, [{ message, range, ...(fixes && { fixes }) }], options);
  });
  const isBroken = yaml.problems.some(({ code }) => code !== 'duplicate-key');
  const tests = testsText('file', yaml.value, { source, entry: (path) => yaml.entry(path) });
  return [
    ...found(invalidEncoding.meta, lostCharacters(source), options),
    ...problems,
    ...(isBroken ? [] : found(invalidTest.meta, invalidTests(tests, options), options)),
    ...(isBroken ? [] : found(unknownAssertion.meta, unknownAssertions(tests, options), options)),
  ].sort((a, b) => a.range.start - b.range.start);
}

function found(
  meta: Pick<RuleMeta, 'code'> & Partial<Pick<RuleMeta, 'severity'>>,
  findings: readonly Finding[],
  { lint }: CheckTestsOptions,
): Diagnostic[] {
  const chosen = levelFrom(lint, meta.code);
  if (chosen === 'off') return [];
  return findings.map(({ range, message, severity, fixes = [] }) => ({
    code: meta.code,
    severity: chosen ?? severity ?? meta.severity ?? 'error',
    message,
    range,
    fixes: fixes.filter((fix): fix is Fix => fix !== undefined),
  }));
}
