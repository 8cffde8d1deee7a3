/**
 * Text that Handlebars prints as it stands: a backslash keeps braces from being a tag. Backslashes that stand before
 * the braces already meant the same; Handlebars could not print them there.
 */
export function literalText(text: string): string {
  return text.replace(/\\*\{\{/g, String.raw`\{{`);
}

/** Literal text in front of a tag: one more backslash, or the last one would turn the tag into text. */
export function literalBeforeTag(text: string): string {
  return literalText(text).replace(/\\$/, String.raw`\\`);
}
