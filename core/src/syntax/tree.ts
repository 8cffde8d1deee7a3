import type { Document } from 'yaml';
import type { Program } from './ast';
import type { LineMap, Range } from './positions';

/** The language that a file turned out to be written in (language.md, "Dialects"). */
export type Dialect = 'dotprompt' | 'go-template' | 'jinja' | 'jsx' | 'yaml' | 'text';

/** A problem found while reading, before any rule runs. */
export interface SyntaxProblem {
  readonly code: string;
  readonly message: string;
  readonly range: Range;
  /** A single edit that repairs it, where there is one. */
  readonly fix?: { readonly title: string; readonly range: Range; readonly newText: string };
}

/** The YAML between the `---` lines. All ranges are offsets into the whole source. */
export interface Frontmatter {
  /** From the opening `---` to the end of the closing `---` line. */
  readonly range: Range;
  /** The YAML text alone. */
  readonly contentRange: Range;
  readonly document: Document.Parsed;
  /** The value: as much of it as could be read where the YAML is broken, `{}` where nothing could. Later duplicates win. */
  readonly value: Readonly<Record<string, unknown>>;
  /** Where the key and the value at a path stand, e.g. `['input', 'schema', 'name?']`. List items have no key range. */
  entry(path: readonly (string | number)[]): FrontmatterEntry | undefined;
}

export interface FrontmatterEntry {
  readonly key: Range | undefined;
  readonly value: Range;
}

/** One parsed `.prompt` file. Immutable; made once for each version of a text. */
export interface PromptTree {
  readonly source: string;
  readonly lines: LineMap;
  readonly dialect: Dialect;
  readonly frontmatter: Frontmatter | undefined;
  /** The body of the file, trimmed when there is frontmatter. `template` covers exactly this. */
  readonly templateRange: Range;
  readonly template: Program;
  readonly problems: readonly SyntaxProblem[];
}
