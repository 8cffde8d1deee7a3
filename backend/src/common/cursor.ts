import type { z } from 'zod';
import { ProblemError } from './problem';

/** Cursors are opaque to clients: base64url of the JSON of the last row's sort key. */
export function encodeCursor(key: unknown): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** The sort key in `cursor`, checked against `schema`; 422 when it is not one of ours. */
export function decodeCursor<T extends z.ZodType>(schema: T, cursor: string): z.infer<T> {
  const parsed = schema.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString('utf8')));
  if (parsed.success) return parsed.data;
  throw new ProblemError(422, 'validation-failed', 'Some values are not valid; see `errors`.', {
    errors: [{ pointer: '/cursor', message: 'is not a cursor of this listing' }],
  });
}

/** Cuts `rows` (asked with `limit + 1`) to a page. */
export function toPage<Row, Item>(
  rows: readonly Row[],
  options: { limit: number; item: (row: Row) => Item; key: (row: Row) => unknown },
): { items: Item[]; nextCursor?: string } {
  const shown = rows.slice(0, options.limit);
  const last = shown.at(-1);
  const more = rows.length > options.limit && last !== undefined;
  return {
    items: shown.map(options.item),
    ...(more ? { nextCursor: encodeCursor(options.key(last)) } : {}),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
