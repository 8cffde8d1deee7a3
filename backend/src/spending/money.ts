/** Money is counted in billionths of a dollar, in integers: sums are exact, and the cheapest token costs some of them. */
const NANO = 1_000_000_000;
/** A billion dollars: nothing that is counted here may be more. */
const MOST = 1_000_000_000n * BigInt(NANO);

/** US dollars as nano-dollars, rounded up; undefined for what is no amount of money. */
export function toNano(usd: number): bigint | undefined {
  if (!(usd >= 0)) return undefined;
  // 15 digits are what a double holds of a decimal number: 0.000038 × 10⁹ is 38000.000000000004, and not 38001.
  const nano = Math.ceil(Number((usd * NANO).toPrecision(15)));
  return nano < Number(MOST) ? BigInt(nano) : MOST;
}

/** US dollars of an amount as PostgreSQL gives it: `bigint` is text in JavaScript. */
export function toUsd(nano: bigint | string | number): number {
  return Number(nano) / NANO;
}
