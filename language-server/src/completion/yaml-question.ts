import type { PromptDocument } from '../documents';
import type { YamlShape } from '../language/frontmatter-keys';
import { inputsOf, type Input } from '../language/names';
import type { YamlContext } from '../language/yaml-context';

export type Step = string | number;

/** A cursor in frontmatter or in a tests file, and what is known there. */
export interface YamlQuestion {
  readonly text: string;
  readonly at: YamlContext;
  readonly root: YamlShape;
  /** The parsed YAML as far as there is one: keys that are there already are not offered again. */
  readonly value: unknown;
  /** The prompt that the YAML is about. */
  readonly prompt: PromptFacts | undefined;
}

export interface PromptFacts {
  readonly uri: string;
  readonly inputs: readonly Input[];
  /** Names that its template uses and nothing declares. */
  undeclared(): readonly string[];
}

/** Longer prompts are not parsed as a whole only to find names that nothing declares. */
const MAX_PARSED = 100_000;

/** `analysis` may be that of its frontmatter alone. */
export function factsOf(document: PromptDocument, analysis = document.analysis): PromptFacts {
  const inputs = inputsOf(analysis);
  const known = new Set(inputs.map(({ name }) => name));
  return {
    uri: document.uri,
    inputs,
    undeclared: () =>
      document.text.length > MAX_PARSED
        ? []
        : [...document.analysis.usages.keys()].filter((name) => !known.has(name)),
  };
}

/** What stands at a path of the parsed YAML. */
export function valueAt(value: unknown, path: readonly Step[]): unknown {
  let at = value;
  for (const step of path) at = Array.isArray(at) ? at[Number(step)] : asMap(at)[step];
  return at;
}

export function asMap(value: unknown): Record<Step, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

/** Keys of the map at the cursor, without the one that is being typed. */
export function otherKeys({ at, value }: YamlQuestion): ReadonlySet<string> {
  const typed = at.word.trim();
  return new Set(Object.keys(asMap(valueAt(value, at.path))).filter((key) => key !== typed));
}

/**
 * A line break that goes on in the column of the key. Editors repeat the blanks that the line begins with, and know
 * nothing of the dashes that may follow them.
 */
export function newLine({ text, at }: YamlQuestion): string {
  const start = at.replace.start;
  const lineStart = Math.max(text.lastIndexOf('\n', start - 1), text.lastIndexOf('\r', start - 1)) + 1;
  const blanks = /^ */.exec(text.slice(lineStart, start))?.[0].length ?? 0;
  return `\n${' '.repeat(Math.max(0, at.column - blanks))}`;
}
