import type { Diagnostic, Fix } from './diagnostic';
import { readInputSchema, type InputSchema } from './model/input-schema';
import type { CheckOptions } from './options';
import { parse } from './parse';
import { replace } from './rules/fixes';
import { rules } from './rules/index';
import { invalidEncoding, lostCharacters } from './rules/invalid-encoding';
import type { Finding, RuleMeta } from './rules/rule';
import { levelFrom } from './rules/severities';
import { findSuppressions } from './rules/suppressions';
import type { TestsRule } from './rules/tests-rule';
import { testsText } from './rules/tests-text';
import { unusedFinding, unusedSuppression } from './rules/unused-suppression';
import { LineMap } from './syntax/positions';
import { unreadable } from './syntax/source-text';
import type { PromptTree } from './syntax/tree';
import { parseYaml, type YamlText } from './syntax/yaml';

export type CheckTestsOptions = Omit<CheckOptions, 'fileName' | 'partials'> & {
  /** The source, parsed, where that was done already. */
  readonly yaml?: YamlText;
  /** The prompt that is tested: its source, or its tree. Undefined: nobody compares values with its input. */
  readonly prompt?: string | PromptTree | undefined;
};

const testsRules = rules.filter((rule): rule is TestsRule => 'find' in rule);
const codes = rules.map(({ meta }) => meta.code);

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
  const { document } = yaml;
  const tests = testsText('file', yaml.value, {
    yaml: { source, document, entry: (path) => yaml.entry(path) },
  });
  const context = { options, input: inputOf(options.prompt) };
  const all = [
    ...found(invalidEncoding.meta, lostCharacters(source), options),
    ...problems,
    ...(isBroken ? [] : testsRules).flatMap(({ meta, find }) => found(meta, find(tests, context), options)),
  ];
  return unsilenced(source, all, { options, isBroken }).sort((a, b) => a.range.start - b.range.start);
}

/** What the prompt takes; undefined when it is not known, or too broken to tell. */
function inputOf(prompt: CheckTestsOptions['prompt']): InputSchema | undefined {
  if (prompt === undefined || (typeof prompt === 'string' && unreadable(prompt))) return undefined;
  const tree = typeof prompt === 'string' ? parse(prompt) : prompt;
  const isReadable =
    tree.dialect === 'dotprompt' && tree.problems.every(({ code }) => code === 'template-syntax');
  return isReadable ? readInputSchema(tree.frontmatter) : undefined;
}

function unsilenced(
  source: string,
  all: readonly Diagnostic[],
  { options, isBroken }: { options: CheckTestsOptions; isBroken: boolean },
): Diagnostic[] {
  const lines = new LineMap(source);
  const suppressions = findSuppressions({ source, lines });
  const rest = all.filter(
    ({ range, code }) => !suppressions.silences(lines.positionAt(range.start).line, code),
  );
  if (isBroken) return rest;
  const judges = (code: string | undefined): boolean =>
    levelFrom(options.lint, code ?? '') !== 'off' && knows(code, options);
  const unused = suppressions.all.flatMap((each) => unusedFinding(each, { source, codes, judges }) ?? []);
  return [...rest, ...found(unusedSuppression.meta, unused, options)];
}

/** Whether the rule of that code was told what it needs. Rules about prompts never speak here. */
function knows(code: string | undefined, options: CheckTestsOptions): boolean {
  const needs = testsRules.find(({ meta }) => meta.code === code)?.meta.needs ?? [];
  return needs.every((key) => key in options && options[key as keyof CheckTestsOptions] !== undefined);
}

function found(
  meta: Pick<RuleMeta, 'code'> & Partial<Pick<RuleMeta, 'severity'>>,
  findings: readonly Finding[],
  { lint }: CheckTestsOptions,
): Diagnostic[] {
  const chosen = levelFrom(lint, meta.code);
  if (chosen === 'off') return [];
  return findings.map(({ range, message, severity, fixes = [], tags, related }) => ({
    code: meta.code,
    severity: chosen ?? severity ?? meta.severity ?? 'error',
    message,
    range,
    fixes: fixes.filter((fix): fix is Fix => fix !== undefined),
    ...(tags && { tags }),
    ...(related && { related }),
  }));
}
