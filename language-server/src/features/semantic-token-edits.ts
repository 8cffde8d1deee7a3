import type { SemanticTokensEdit } from 'vscode-languageserver';

/** Numbers that describe one token. */
const WIDTH = 5;

/** What makes one list of tokens another: one edit around all that differs, in whole tokens; none where they are equal. */
export function tokenEdits(before: readonly number[], after: readonly number[]): SemanticTokensEdit[] {
  const least = Math.min(before.length, after.length);
  let start = 0;
  while (start < least && before[start] === after[start]) start++;
  if (start === before.length && start === after.length) return [];
  let end = 0;
  while (end < least - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  start -= start % WIDTH;
  end -= end % WIDTH;
  return [
    {
      start,
      deleteCount: before.length - end - start,
      data: after.slice(start, after.length - end),
    },
  ];
}
