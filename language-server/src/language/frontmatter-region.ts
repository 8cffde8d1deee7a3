import type { Range } from '@prompthub/core';

export interface FrontmatterRegion extends Range {
  readonly closed: boolean;
}

/**
 * The lines that are frontmatter, or are going to be: works while the closing `---` is still missing, when the
 * region reaches to the end of the text. Undefined when the text does not start with `---` (after comments and blanks).
 */
export function frontmatterRegion(source: string): FrontmatterRegion | undefined {
  const open = /^\uFEFF?(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r))*---[ \t]*(?:\r\n|\n|\r)/.exec(source);
  if (!open) return undefined;
  const start = open[0].length;
  const close = /^---[ \t]*$/m.exec(source.slice(start));
  return close
    ? { start, end: start + close.index, closed: true }
    : { start, end: source.length, closed: false };
}

/** The frontmatter alone, closed; up to the first line that begins with a tag where its end is missing. */
export function headOf(source: string, region: FrontmatterRegion | undefined): string {
  if (!region) return '';
  const yaml = source.slice(0, region.end);
  const tag = region.closed ? -1 : yaml.search(/^[ \t]*\{\{/m);
  const text = tag < 0 ? yaml : yaml.slice(0, tag);
  return `${text}${/[\r\n]$/.test(text) ? '' : '\n'}---\n`;
}
