const MOST = 1_000_000_000;

/** Why a text is no amount of dollars; undefined when it is one. */
export function dollarsProblem(text: string): string | undefined {
  if (/^\d+(?:\.\d+)?$/.test(text.trim()) && Number(text) <= MOST) return undefined;
  return 'An amount of US dollars, without a sign: 200 or 0.50';
}

/** Why a text is no count. */
export function countProblem(text: string): string | undefined {
  return /^\d+$/.test(text.trim()) && Number(text) <= MOST ? undefined : 'A whole number, 0 or more';
}
