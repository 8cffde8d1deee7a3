import type { AssertionSpec } from '../runner/test-case';
import { ASSERTION_TYPES } from '../assertions/registry';

const LISTS = /^(?:not-)?(?:i?contains-(?:all|any))$/;

/** The names that a text begins with; the longest first, since `similar:cosine` begins as `similar` does. */
const NAMES = [...ASSERTION_TYPES].sort((a, b) => b.length - a.length).join('|');
const NAMED = new RegExp(String.raw`^((?:not-)?(${NAMES}))(?:\((\d+(?:\.\d+)?)\))?(?::([\s\S]*))?$`);

const FILES = [
  ['javascript', /^file:\/\/.*\.[cm]?[jt]s(?::\w+)?$/],
  ['python', /^file:\/\/.*\.py(?::\w+)?$/],
] as const;

/** What promptfoo demands where a table names no threshold: other than in a configuration. */
const THRESHOLDS: Readonly<Record<string, number>> = {
  similar: 0.8,
  ...Object.fromEntries(
    [
      ...['answer-relevance', 'context-faithfulness', 'context-recall', 'context-relevance', 'classifier'],
      ...['cost', 'latency', 'levenshtein', 'perplexity', 'perplexity-score', 'rouge-n'],
    ].map((type) => [type, 0.75]),
  ),
};

/**
 * An assertion as promptfoo's tables write it (promptfoo.dev, "CSV with assertions"): `contains: x`, `similar(0.8): x`, `is-json`,
 * `fn: output.length > 3`, `file://check.js`; any other text must be equalled.
 */
export function assertionOfText(cell: string): AssertionSpec {
  const text = cell.trim();
  const code = /^(?:fn|eval|javascript):([\s\S]*)$/.exec(text)?.[1];
  if (code !== undefined) return { type: 'javascript', value: code.trim() };
  const graded = /^grade:([\s\S]*)$/.exec(text)?.[1];
  if (graded !== undefined) return { type: 'llm-rubric', value: graded.trim() };
  const [program] = FILES.find(([, names]) => names.test(text)) ?? [];
  if (program !== undefined) return { type: program, value: text };
  const [, type, bare = '', written, value] = NAMED.exec(text) ?? [];
  if (type === undefined) return { type: 'equals', value: text };
  const threshold = written === undefined ? THRESHOLDS[bare] : Number(written);
  return {
    type,
    ...(threshold !== undefined && { threshold }),
    ...(value !== undefined && { value: LISTS.test(type) ? items(value) : value.trim() }),
  };
}

function items(text: string): string[] {
  return text.split(',').map((item) => item.trim());
}
