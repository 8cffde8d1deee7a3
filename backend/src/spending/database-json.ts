/** JSON that PostgreSQL takes for `jsonb`: it knows neither NUL nor halves of surrogate pairs. */
export function databaseJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'bigint') return part.toString();
    return typeof part === 'string' ? part.toWellFormed().replaceAll('\0', '\ufffd') : part;
  });
}
