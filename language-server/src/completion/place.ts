import { detectDialect } from '@prompthub/core';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { expressionContext, type ExpressionContext } from '../language/expression-context';
import { frontmatterRegion, headOf, type FrontmatterRegion } from '../language/frontmatter-region';
import { surroundingsOf, type Surroundings } from '../language/surroundings';
import { templatePlace, type OpenBlock } from '../language/template-place';

/** Everything that is known of the cursor inside `{{…`. */
export interface ExpressionPlace extends Surroundings {
  readonly document: PromptDocument;
  readonly at: ExpressionContext;
  readonly offset: number;
  /** The blocks around it, outermost first. */
  readonly blocks: readonly OpenBlock[];
}

/** What is known of a cursor inside `{{…`, by the text's own frontmatter or by another `head`; undefined elsewhere, and in a text that is no Dotprompt. */
export function expressionPlace(
  context: Context,
  document: PromptDocument,
  { offset, head }: { readonly offset: number; readonly head?: string | undefined },
): ExpressionPlace | undefined {
  const { text } = document;
  const region = frontmatterRegion(text);
  const start = region?.closed ? region.end : 0;
  if (offset < start) return undefined;
  const { tag, inert, blocks } = templatePlace(text, start, offset);
  const at = tag === undefined || inert ? undefined : expressionContext(text, offset, tag);
  if (!at || !isOurs(text, start, region)) return undefined;
  const last = blocks.at(-1);
  // What follows `{{else if` is read where the `{{else}}` would be.
  const around = at.chained && last ? blocks.with(-1, { ...last, tags: `${last.tags}{{else}}` }) : blocks;
  const surroundings = surroundingsOf(context, { head: head ?? headOf(text, region), blocks: around });
  return { ...surroundings, document, at, offset, blocks };
}

/** Short texts are, whatever they look like: they have only begun. */
function isOurs(text: string, start: number, region: FrontmatterRegion | undefined): boolean {
  const template = { start, end: text.length };
  return text.length < 200 || detectDialect(text, template, region !== undefined) === 'dotprompt';
}
