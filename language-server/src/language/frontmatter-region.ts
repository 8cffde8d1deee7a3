import type { Range } from '@prompthub/core';

/**
 * The lines that are frontmatter, or are going to be: works while the closing `---` is still missing, when the
 * region reaches to the end of the text. Undefined when the text does not start with `---` (after comments and blanks).
 */
export function frontmatterRegion(source: string): (Range & { readonly closed: boolean }) | undefined {
  const open = /^\uFEFF?(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r))*---[ \t]*(?:\r\n|\n|\r)/.exec(source);
  if (!open) return undefined;
  const start = open[0].length;
  const close = /^---[ \t]*$/m.exec(source.slice(start));
  return close
    ? { start, end: start + close.index, closed: true }
    : { start, end: source.length, closed: false };
}
