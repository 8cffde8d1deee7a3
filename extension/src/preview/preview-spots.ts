import type { LspRange, PreviewOrigin, PreviewPlace, PreviewResult } from '@prompthub/protocol';

type Position = LspRange['start'];

/** A stretch of the rendered messages; without `part`, the head of a message; without `start`, a part that is no text. */
export interface Spot {
  readonly message: number;
  readonly part?: number;
  readonly start?: number;
  readonly end?: number;
}

/**
 * What a place of the source printed. A cursor in a text means the line that it stands in; on the tag of a partial, all that the
 * partial printed.
 */
export function spotsAt({ messages }: PreviewResult, { uri, at }: { uri: string; at: Position }): Spot[] {
  const inside: Spot[] = [];
  const beside: Spot[] = [];
  const through: Spot[] = [];
  const add = (origin: PreviewOrigin | undefined, spot: Spot, text = ''): void => {
    if (!origin || origin.kind === 'history') return;
    const narrow =
      origin.kind === 'text' ? lineOf(spot, { text, line: at.line - origin.range.start.line }) : spot;
    if (origin.uri === uri && contains(origin.range, at)) inside.push(narrow);
    else if (origin.uri === uri && isSame(origin.range.end, at)) beside.push(narrow);
    else if (origin.via.some((place) => place.uri === uri && contains(place.range, at))) through.push(spot);
  };
  messages.forEach((message, index) => {
    add(message.begin, { message: index });
    message.parts.forEach((part, which) => {
      const spot = { message: index, part: which };
      if (part.type !== 'text') add(part.origin, spot);
      else
        for (const { start, end, origin } of part.segments)
          add(origin, { ...spot, start, end }, part.text.slice(start, end));
    });
  });
  return [inside, beside, through].find((spots) => spots.length > 0) ?? [];
}

/** The source of a place in the rendered messages: for a text the line, for a value its tag. */
export function sourceOf(
  { messages }: PreviewResult,
  { message, part, start = 0 }: Spot,
): PreviewPlace | undefined {
  const shown = messages[message];
  if (part === undefined) return placeOf(shown?.begin);
  const clicked = shown?.parts[part];
  if (clicked?.type !== 'text') return placeOf(clicked?.origin);
  const segment =
    clicked.segments.find((each) => each.start <= start && start < each.end) ?? clicked.segments.at(-1);
  if (segment?.origin.kind !== 'text') return placeOf(segment?.origin);
  const text = clicked.text.slice(segment.start, segment.end);
  const { uri, range } = segment.origin;
  const before = text.slice(0, start - segment.start);
  const line = before.split('\n').length - 1;
  const from = before.lastIndexOf('\n') + 1;
  const to = text.indexOf('\n', from);
  const first = line === 0 ? range.start.character : 0;
  const length = text.slice(from, to < 0 ? undefined : to).replace(/\r$/, '').length;
  const at = range.start.line + line;
  return {
    uri,
    range: { start: { line: at, character: first }, end: { line: at, character: first + length } },
  };
}

function placeOf(origin: PreviewOrigin | undefined): PreviewPlace | undefined {
  return origin && origin.kind !== 'history' ? { uri: origin.uri, range: origin.range } : undefined;
}

/** The spot narrowed to one of its lines. */
function lineOf(spot: Spot, { text, line }: { text: string; line: number }): Spot {
  const lines = text.split('\n');
  const from = lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, spot.start ?? 0);
  return { ...spot, start: from, end: from + (lines[line]?.length ?? 0) };
}

/** From the first character up to, and without, the end. */
function contains({ start, end }: LspRange, at: Position): boolean {
  return !isBefore(at, start) && isBefore(at, end);
}

function isBefore(left: Position, right: Position): boolean {
  return left.line < right.line || (left.line === right.line && left.character < right.character);
}

function isSame(left: Position, right: Position): boolean {
  return left.line === right.line && left.character === right.character;
}
