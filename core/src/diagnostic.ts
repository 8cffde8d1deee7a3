import type { Range } from './syntax/positions';

/** `off` silences a rule (`prompthub.lint`). */
export type Severity = 'error' | 'warning' | 'info' | 'hint';

/** A replacement of one span of the source. Edits of one fix never overlap. */
export interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}

/** A repair that a person can apply with one click. */
export interface Fix {
  /** Imperative and specific: `Change to {{role "system"}}`. */
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** True when it is the one obvious repair, so that "fix all" may apply it. */
  readonly preferred: boolean;
  /** A file to create beside the prompt, for example a missing partial. */
  readonly createFile?: { readonly path: string; readonly content: string };
}

export interface RelatedInformation {
  /** The partial, by its name, that the range is in; undefined: the file itself. */
  readonly partial?: string;
  readonly range: Range;
  readonly message: string;
}

/** What a rule found. `code` is stable: people write it in `prompthub.lint`. */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: Range;
  readonly fixes: readonly Fix[];
  readonly tags?: readonly ('unnecessary' | 'deprecated')[];
  readonly related?: readonly RelatedInformation[];
}
