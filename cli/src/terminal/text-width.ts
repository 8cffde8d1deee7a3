/** East Asian wide and full-width characters (Unicode Standard Annex 11), in blocks. */
const WIDE =
  /^(?:[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Yi}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6\u{1f200}-\u{1f2ff}]|\p{Emoji_Presentation}|.*\ufe0f)/u;
const HALF_WIDTH = /^[\uff61-\uffdc\uffe8-\uffee]/u;
const NOTHING = /^[\p{Mark}\p{Default_Ignorable_Code_Point}\p{Control}]+$/u;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** How many columns of a terminal a text takes. It holds no escape sequences. */
export function textWidth(text: string): number {
  // Nearly every text; segments cost a hundred times as much.
  if (/^[\u0020-\u007e]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += graphemeWidth(segment);
  return width;
}

/** The text in so many columns: cut with an ellipsis, or with blanks behind it. */
export function fit(text: string, columns: number): string {
  const width = textWidth(text);
  if (width <= columns) return text + ' '.repeat(columns - width);
  let kept = '';
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    const more = graphemeWidth(segment);
    if (used + more > columns - 1) break;
    kept += segment;
    used += more;
  }
  return columns > 0 ? `${kept}…${' '.repeat(columns - used - 1)}` : '';
}

function graphemeWidth(grapheme: string): number {
  if (NOTHING.test(grapheme)) return 0;
  return WIDE.test(grapheme) && !HALF_WIDTH.test(grapheme) ? 2 : 1;
}
