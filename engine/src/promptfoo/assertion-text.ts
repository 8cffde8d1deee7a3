import type { AssertionSpec } from '../runner/test-case';
import { ASSERTION_TYPES } from '../assertions/registry';

const LISTS = /^(?:not-)?(?:i?contains-(?:all|any))$/;

/**
 * An assertion as promptfoo's tables write it (promptfoo.dev, "CSV with assertions"): `contains: x`, `similar(0.8): x`, `is-json`,
 * `fn: output.length > 3`; any other text must be equalled.
 */
export function assertionOfText(written: string): AssertionSpec {
  const text = written.trim();
  const code = /^(?:fn|eval|javascript):([\s\S]*)$/.exec(text)?.[1];
  if (code !== undefined) return { type: 'javascript', value: code.trim() };
  const graded = /^grade:([\s\S]*)$/.exec(text)?.[1];
  if (graded !== undefined) return { type: 'llm-rubric', value: graded.trim() };
  const [, type = '', threshold, value] =
    /^((?:not-)?[a-z][a-z0-9-]*(?::[a-z]+)?)(?:\((\d+(?:\.\d+)?)\))?(?::([\s\S]*))?$/.exec(text) ?? [];
  if (!ASSERTION_TYPES.includes(type.replace(/^not-/, ''))) return { type: 'equals', value: text };
  return {
    type,
    ...(threshold !== undefined && { threshold: Number(threshold) }),
    ...(value !== undefined && { value: LISTS.test(type) ? items(value) : value.trim() }),
  };
}

function items(text: string): string[] {
  return text.split(',').map((item) => item.trim());
}
