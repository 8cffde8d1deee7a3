import { withoutBorders } from './search-words';

/** Characters that no text of the index has (`separated`), so that a prompt cannot mark anything itself. */
const START = '\u0002';
const STOP = '\u0003';
const GAP = '\u0004';

/** Of `ts_headline`. */
export const HEADLINE_OPTIONS = `StartSel="${START}", StopSel="${STOP}", FragmentDelimiter="${GAP}", MaxFragments=2, MinWords=5, MaxWords=18`;

/** A piece of a snippet. Plain text: whoever shows it decides how a match looks. */
export interface SnippetPart {
  readonly text: string;
  readonly match: boolean;
}

/** What PostgreSQL marked, as pieces of one line. Empty when there is no text. */
export function toSnippet(headline: string): SnippetPart[] {
  const line = withoutBorders(headline).replaceAll(GAP, ' … ').replace(/\s+/gu, ' ').trim();
  const parts = line.split(START).flatMap((piece, at) => {
    const [marked = '', rest] = at === 0 ? ['', piece] : cut(piece);
    return [
      { text: marked, match: true },
      { text: rest, match: false },
    ];
  });
  return joined(parts.filter(({ text }) => text !== ''));
}

function cut(piece: string): [marked: string, rest: string] {
  const end = piece.indexOf(STOP);
  return end < 0 ? [piece, ''] : [piece.slice(0, end), piece.slice(end + 1)];
}

/** Letters of a script without spaces are marked one by one. */
function joined(parts: readonly SnippetPart[]): SnippetPart[] {
  const whole: SnippetPart[] = [];
  for (const part of parts) {
    const last = whole.at(-1);
    if (last?.match === part.match) whole[whole.length - 1] = { ...part, text: last.text + part.text };
    else whole.push(part);
  }
  return whole;
}
