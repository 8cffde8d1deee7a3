/** Figures of a run in words, the same wherever a person reads them. */

/** `420 ms`, `3.4 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** US dollars. Two significant digits for small sums, so that cheap runs do not all read `$0.00`. */
export function dollars(amount: number): string {
  if (amount === 0) return '$0';
  if (amount >= 0.1) return `$${amount.toFixed(2)}`;
  return `$${amount.toFixed(Math.min(8, 1 - Math.floor(Math.log10(amount))))}`;
}

/** Of a test's last runs on one text, some passed and some did not. */
export function isFlaky(
  recent: { readonly passed: number; readonly total: number } | undefined,
): recent is { readonly passed: number; readonly total: number } {
  return recent !== undefined && recent.passed > 0 && recent.passed < recent.total;
}

/** `flaky: passed 7 of the last 10`. */
export function flakyText({ passed, total }: { readonly passed: number; readonly total: number }): string {
  return `flaky: passed ${passed} of the last ${total}`;
}
