import { parse } from '../parse';
import { unreadable } from '../syntax/source-text';
import type { PromptTree } from '../syntax/tree';
import { mergeFrontmatter } from './merge-frontmatter';
import { mergeLines } from './merge-lines';
import { mergeTemplate } from './merge-template';
import { eitherSide, onSides, plainText, wholeOf } from './sides';
import type { Piece, Sides } from './sides';

/** Merges prompts that end their lines alike. */
export function mergePrompt(texts: Sides<string>): Piece[] {
  const byLine = (): Piece[] => mergeLines(onSides(texts, wholeOf), { kind: 'lines' });
  if ([texts.base, texts.ours, texts.theirs].some((text) => unreadable(text))) return byLine();
  const trees = onSides(texts, (text) => parse(text));
  if (!isSound(trees.base) || !isSound(trees.ours) || !isSound(trees.theirs)) return byLine();
  const pieces = [
    ...mergeFrontmatter(trees),
    ...mergeTemplate(trees),
    eitherSide(onSides(trees, ({ source, templateRange }) => source.slice(templateRange.end))),
  ];
  if (staysReadable(pieces, trees)) return pieces;
  const lines = byLine();
  return staysReadable(lines, trees) ? lines : [{ place: { kind: 'lines' }, ...onSides(texts, wholeOf) }];
}

/** The frontmatter can be cut: only the template may have problems. */
function isSound({ problems }: PromptTree): boolean {
  return problems.every(({ code }) => code.startsWith('template-'));
}

/** Two prompts that can be read are not merged to one that cannot, unless it has conflicts. */
function staysReadable(pieces: readonly Piece[], { ours, theirs }: Sides<PromptTree>): boolean {
  const text = plainText(pieces);
  const wasReadable = ours.problems.length === 0 && theirs.problems.length === 0;
  return text === undefined || !wasReadable || parse(text).problems.length === 0;
}
