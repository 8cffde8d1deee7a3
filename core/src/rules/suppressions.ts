import type { LineMap, Range } from '../syntax/positions';
import type { PromptTree } from '../syntax/tree';

const COMMENT = /(\{\{~?!(?:--)?|#)[ \t]*(prompthub-disable(-next-line)?)(?![\w-])([^\r\n}]*)/g;

/** One code that a comment silences, or all of them. */
export interface Suppression {
  /** Undefined: every code. */
  readonly code: string | undefined;
  /** The code, or the word `prompthub-disable…` where none is named. */
  readonly range: Range;
  /** Where the comment begins: its `{{!` or `#`. */
  readonly start: number;
  /** How many codes the comment names. */
  readonly of: number;
  readonly isUsed: boolean;
}

/** Which codes the comments of a text silence, and where. */
export interface Suppressions {
  /** Whether a diagnostic is silenced; what silences it counts as used from then on. */
  silences(line: number, code: string): boolean;
  readonly all: readonly Suppression[];
}

interface Text {
  readonly source: string;
  readonly lines: LineMap;
  /** Where `#` begins a comment, and no longer `{{!`; undefined: everywhere. */
  readonly yamlEnd?: number;
}

/** The comments of a prompt: behind `#` in the frontmatter, in `{{!-- … --}}` in the template. */
export function suppressionsOf({ source, lines, frontmatter, templateRange }: PromptTree): Suppressions {
  return findSuppressions({ source, lines, yamlEnd: frontmatter ? templateRange.start : 0 });
}

/**
 * Finds `prompthub-disable-next-line code, code`, and `prompthub-disable code` for the whole file. Without a code all are
 * silenced. Words behind ` -- ` say why.
 */
export function findSuppressions({ source, lines, yamlEnd = Infinity }: Text): Suppressions {
  const all: (Suppression & { isUsed: boolean; readonly line: number | undefined })[] = [];
  const matches = source.includes('prompthub-disable') ? source.matchAll(COMMENT) : [];
  for (const { index, 0: whole, 1: mark = '', 2: word = '', 3: next, 4: rest = '' } of matches) {
    if ((mark === '#') !== index < yamlEnd) continue;
    const end = index + whole.length;
    const line = next === undefined ? undefined : lines.positionAt(end).line + 1;
    const codes = [...(rest.split('--', 1)[0] ?? '').matchAll(/[a-z-]*[a-z]/g)];
    const add = (code: string | undefined, start: number, length: number): void => {
      const range = { start, end: start + length };
      all.push({ code, range, start: index, of: codes.length, line, isUsed: false });
    };
    for (const code of codes) add(code[0], end - rest.length + code.index, code[0].length);
    if (codes.length === 0) add(undefined, source.indexOf(word, index), word.length);
  }
  const byLine = Map.groupBy(all, ({ line }) => line);
  return {
    all,
    silences(line, code) {
      const here = [...(byLine.get(line) ?? []), ...(byLine.get(undefined) ?? [])];
      const fitting = here.filter((each) => (each.code ?? code) === code);
      for (const each of fitting) each.isUsed = true;
      return fitting.length > 0;
    },
  };
}
