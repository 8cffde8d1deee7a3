import { LineMap, type ConflictSide } from '@prompthub/core';
import type { FileConflict } from '@prompthub/protocol';
import type { Clash } from '../tree-editing';
import type { PathConflict } from './merge-trees';

type Side = 'base' | 'ours' | 'theirs';
const SIDES: readonly Side[] = ['base', 'ours', 'theirs'];

/** A conflict as the API shows it: with all that an editor needs to let a person settle it. */
export function toFileConflict({ path, kind, file }: PathConflict): FileConflict {
  if (file === undefined) return { path, kind, places: [] };
  const { texts, result } = file;
  const lines = new Map(SIDES.map((side) => [side, new LineMap(texts[side] ?? '')]));
  const placed = (side: Side, part: ConflictSide | undefined) => {
    const map = lines.get(side);
    if (part === undefined || map === undefined) return {};
    const { range, text } = part;
    return {
      [side]: { range: { start: map.positionAt(range.start), end: map.positionAt(range.end) }, text },
    };
  };
  return {
    path,
    kind,
    ...Object.fromEntries(SIDES.flatMap((side) => (texts[side] === undefined ? [] : [[side, texts[side]]]))),
    ...(kind === 'content' && result.text !== undefined ? { text: result.text } : {}),
    places: result.conflicts.map(({ place, ...parts }) => ({
      place: place.kind === 'frontmatter' ? { kind: place.kind, path: [...place.path] } : place,
      ...placed('base', parts.base),
      ...placed('ours', parts.ours),
      ...placed('theirs', parts.theirs),
    })),
  };
}

export function toClashConflict({ path, other }: Clash): FileConflict {
  return { path, kind: 'clash', other, places: [] };
}
