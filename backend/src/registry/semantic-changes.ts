import { diffPrompts, LineMap, type PromptChange } from '@prompthub/core';
import type { SemanticChange } from '@prompthub/protocol';

/** What changed in meaning between two texts of a prompt, with the places as lines and columns. */
export function semanticChanges(before: string, after: string): SemanticChange[] {
  const [left, right] = [new LineMap(before), new LineMap(after)];
  const placed = (map: LineMap, range: PromptChange['before']) =>
    range && { start: map.positionAt(range.start), end: map.positionAt(range.end) };
  return diffPrompts(before, after).map(({ kind, sentence, name, before: from, after: to }) => {
    const [was, is] = [placed(left, from), placed(right, to)];
    return {
      kind,
      sentence,
      ...(name === undefined ? {} : { name }),
      ...(was === undefined ? {} : { before: was }),
      ...(is === undefined ? {} : { after: is }),
    };
  });
}
