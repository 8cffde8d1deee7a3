/**
 * The `code` of a system error (`ENOENT`, `ECONNREFUSED`); undefined for anything else. Looks at the shape, not the
 * class: an error may come from another realm (a worker, a sandbox), where `instanceof Error` is false.
 */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
