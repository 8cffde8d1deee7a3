import { builtinHelper } from '@prompthub/core';
import type { PromptDocument } from '../documents';
import { frontmatterRegion } from '../language/frontmatter-region';
import { isClosed, templatePlace } from '../language/template-place';

/** What closes the block that is opened by the tag before an offset; undefined when it is closed, or opens none. */
export function closingTag({ text }: PromptDocument, offset: number): string | undefined {
  const region = frontmatterRegion(text);
  if (!text.startsWith('}}', offset - 2) || (region && (!region.closed || offset < region.end)))
    return undefined;
  const { blocks, tag } = templatePlace(text, region?.end ?? 0, offset);
  const block = blocks.at(-1);
  if (!block || tag !== undefined || !isOpening(text, offset, block.tags)) return undefined;
  const takesBody = builtinHelper(block.name)?.kind !== 'inline';
  return takesBody && !isClosed(text, offset, blocks) ? `{{/${block.name}}}` : undefined;
}

/** Not so right behind an `{{else}}`: that block is not new. */
function isOpening(text: string, offset: number, tags: string): boolean {
  const start = offset - tags.length;
  return text.startsWith(tags, start) && tags.indexOf('{{', 2) < 0;
}
