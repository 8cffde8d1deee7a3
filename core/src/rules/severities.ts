import type { Severity } from '../diagnostic';
import { LINT_LEVELS } from '../model/frontmatter-shape';
import type { CheckOptions } from '../options';
import type { PromptTree } from '../syntax/tree';
import type { RuleMeta } from './rule';

/** What `prompthub.lint` in the file says for a rule, else what the settings say; undefined when neither does, and the rule speaks unasked. */
export function chosenSeverity(
  { code, optIn }: RuleMeta,
  tree: PromptTree,
  options: CheckOptions,
): Severity | 'off' | undefined {
  const own = levelFrom(tree.frontmatter?.value['prompthub.lint'], code) ?? levelFrom(options.lint, code);
  return own ?? (optIn && 'off');
}

/** What one `lint` map says for a code. */
export function levelFrom(lint: unknown, code: string): Severity | 'off' | undefined {
  if (typeof lint !== 'object' || lint === null || !Object.hasOwn(lint, code)) return undefined;
  const value = (lint as Record<string, unknown>)[code];
  // YAML 1.1 readers, and people, take `off` for `false`.
  return value === false ? 'off' : LINT_LEVELS.find((level) => level === value);
}
