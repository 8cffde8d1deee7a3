/** Steps that take a few milliseconds. */
const FEW_STEPS = 2_000_000;

/**
 * True when matching surely ends soon, so that no watchdog is needed (it costs a thread). A bound, not an analysis: only
 * single characters and classes may repeat, each repetition can cost a factor of the text's length (the search for a
 * start one more), each option or alternative a factor of two. What it cannot bound, it calls dear.
 */
export function matchesSoon({ source }: RegExp, text: string): boolean {
  const repeatsGroup = /\)[*+?{]/.test(source);
  const refersBack = /\\[1-9k]/.test(source);
  if (repeatsGroup || refersBack) return false;
  const repetitions = count(source, /[*+{]/g);
  const options = count(source, /[?|]/g);
  return (text.length + 1) ** (repetitions + 1) * 2 ** options <= FEW_STEPS;
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
