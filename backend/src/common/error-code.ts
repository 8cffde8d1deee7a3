/** The `code` of an error of Node, its libraries or PostgreSQL: `ENOENT`, `EADDRINUSE`, `23505`. */
export function errorCode(error: unknown): string | undefined {
  // By shape, not by class: the error may come from another realm.
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
