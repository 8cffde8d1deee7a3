import { parse } from '../parse';
import type { PromptTree } from '../syntax/tree';
import { diffMessages } from './diff-messages';
import { diffInput, diffMetadata } from './diff-metadata';
import { diffVariables } from './diff-variables';
import type { PromptChange } from './prompt-change';

/**
 * What changed between two prompts, as a person would say it; nothing for changes of formatting and comments. Messages come first, then
 * variables, then the rest of the frontmatter. Takes texts or trees. Never throws.
 */
export function diffPrompts(before: string | PromptTree, after: string | PromptTree): PromptChange[] {
  const old = typeof before === 'string' ? parse(before) : before;
  const trees = { before: old, after: typeof after === 'string' ? parse(after, old) : after };
  const variables = diffVariables(trees);
  return [
    ...diffMessages(trees),
    ...(variables.length > 0 ? variables : diffInput(trees)),
    ...diffMetadata(trees),
  ];
}
