import { scopeAt, type Analysis, type Frontmatter, type ScopeAt } from '@prompthub/core';
import type { Context } from '../context';
import { PromptDocument } from '../documents';
import type { OpenBlock } from './template-place';

/** What can be named at a place, and the inputs of its prompt. */
export interface Surroundings {
  readonly scope: ScopeAt;
  readonly analysis: Analysis;
  readonly frontmatter: Frontmatter | undefined;
}

interface Kept {
  readonly text: string;
  readonly document: PromptDocument;
}

const kept = new WeakMap<Context, Kept>();

/**
 * What the template's names mean inside of some blocks. Only the frontmatter and the tags that open these blocks are
 * parsed, and nothing at all as long as neither changes: so typing in a long prompt takes no longer than in a short one.
 */
export function surroundingsOf(
  context: Context,
  { head, blocks }: { readonly head: string; readonly blocks: readonly OpenBlock[] },
): Surroundings {
  const text = head + blocks.map(({ tags }) => tags).join('');
  const known = kept.get(context);
  const document =
    known?.text === text ? known.document : new PromptDocument('untitled:head.prompt', 0, text);
  kept.set(context, { text, document });
  const { tree, analysis } = document;
  return { scope: scopeAt(tree, text.length, analysis), analysis, frontmatter: tree.frontmatter };
}
