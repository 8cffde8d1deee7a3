import type { Sides } from './sides';

/**
 * Whether merged text has every line as often as the side that alone changed how often it stands there. It has not where one side moved
 * a line to another message and the other side removed that line.
 */
export function keepsLines(texts: Sides<string>, merged: string): boolean {
  const [base, ours, theirs, result] = [texts.base, texts.ours, texts.theirs, merged].map(countLines);
  return [...new Set([...(ours?.keys() ?? []), ...(theirs?.keys() ?? [])])].every((line) => {
    const [was = 0, mine = 0, other = 0, now = 0] = [base, ours, theirs, result].map((side) =>
      side?.get(line),
    );
    if (mine === was) return now === other;
    return other !== was || now === mine;
  });
}

function countLines(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of text.split('\n')) if (line !== '') counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}
