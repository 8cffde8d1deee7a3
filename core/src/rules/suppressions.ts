import type { PromptTree } from '../syntax/tree';

const COMMENT = /(?:\{\{~?!(?:--)?|#)[ \t]*prompthub-disable-next-line\b([^\r\n}]*)/g;

/** Tells which codes a comment silences on which line. */
export interface Suppressions {
  has(line: number, code: string): boolean;
}

/**
 * Finds `{{!-- prompthub-disable-next-line code, code --}}`, or the same behind a `#` in the frontmatter. Without a code
 * it silences everything on the next line. Words behind ` -- ` say why.
 */
export function findSuppressions({ source, lines }: PromptTree): Suppressions {
  const byLine = new Map<number, ReadonlySet<string>>();
  if (source.includes('prompthub-disable-next-line')) {
    for (const match of source.matchAll(COMMENT)) {
      const codes = (match[1] ?? '').split('--', 1)[0] ?? '';
      const line = lines.positionAt(match.index + match[0].length).line + 1;
      byLine.set(line, new Set([...(byLine.get(line) ?? []), ...(codes.match(/[a-z-]*[a-z]/g) ?? ['*'])]));
    }
  }
  return {
    has(line, code) {
      const codes = byLine.get(line);
      return codes !== undefined && (codes.has('*') || codes.has(code));
    },
  };
}
