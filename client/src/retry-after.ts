/**
 * How long `Retry-After` (RFC 9110, 10.2.3) asks to wait, in milliseconds. A date is counted from the answer's own `Date`,
 * since the clock of this machine may be wrong; undefined where there is nothing to count from.
 */
export function retryAfter(response: Response): number | undefined {
  const value = response.headers.get('retry-after')?.trim();
  if (!value) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const milliseconds = Date.parse(value) - Date.parse(response.headers.get('date') ?? '');
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}
