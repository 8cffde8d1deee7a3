/** Azure's own header beside the two that OpenAI and Anthropic send. */
const EXACT = ['retry-after-ms', 'x-ms-retry-after-ms'];

/**
 * How long the server asks to wait, milliseconds: exactly, or by `Retry-After` in seconds or as an HTTP date (RFC 9110,
 * 10.2.3). A date is measured against the server's own `Date`, for our clock may be another.
 */
export function retryAfterOf(headers: Headers | undefined, now: number = Date.now()): number | undefined {
  const exact = EXACT.map((name) => numberOf(headers?.get(name))).find((value) => value !== undefined);
  if (exact !== undefined) return exact;
  const value = headers?.get('retry-after');
  const seconds = numberOf(value);
  if (seconds !== undefined) return seconds * 1000;
  const date = Date.parse(value ?? '');
  if (Number.isNaN(date)) return undefined;
  const sent = Date.parse(headers?.get('date') ?? '');
  return Math.max(0, date - (Number.isNaN(sent) ? now : sent));
}

function numberOf(text: string | null | undefined): number | undefined {
  return text && /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : undefined;
}
