/**
 * How well a query fits a text: its letters must stand in it in this order, whatever lies between. Higher is better; the
 * start of the text, starts of words and letters in a row count more. Undefined when it does not fit.
 */
export function fuzzyScore(query: string, text: string): number | undefined {
  const [wanted, lower] = [query.toLowerCase().replaceAll(/\s+/g, ''), text.toLowerCase()];
  let [score, last] = [0, -2];
  for (const letter of wanted) {
    const next = startOfWord(lower, letter, last + 1) ?? lower.indexOf(letter, last + 1);
    const inRow = lower[last + 1] === letter && last >= 0;
    const at = inRow ? last + 1 : next;
    if (at < 0) return fallback(wanted, lower);
    score += inRow ? 4 : isWordStart(lower, at) ? 3 : 1;
    if (at === 0) score += 3;
    last = at;
  }
  return score - lower.length / 100;
}

/** Jumping to starts of words may pass over letters that are needed: then the plain order counts, for less. */
function fallback(wanted: string, text: string): number | undefined {
  let at = -1;
  for (const letter of wanted) {
    at = text.indexOf(letter, at + 1);
    if (at < 0) return undefined;
  }
  return 1 - text.length / 100;
}

function startOfWord(text: string, letter: string, from: number): number | undefined {
  for (let at = text.indexOf(letter, Math.max(0, from)); at >= 0; at = text.indexOf(letter, at + 1))
    if (isWordStart(text, at)) return at;
  return undefined;
}

function isWordStart(text: string, at: number): boolean {
  return at === 0 || /[\s._/-]/.test(text[at - 1] ?? '');
}
