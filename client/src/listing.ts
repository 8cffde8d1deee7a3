import { z } from 'zod';

export interface Page<T> {
  readonly items: T[];
  readonly nextCursor?: string;
}

/** A listing, paged or whole: always read as a page. */
export function listing<T extends z.ZodType>(item: T) {
  return z.union([
    z.object({ items: z.array(item), nextCursor: z.string().optional() }),
    z.array(item).transform((items): { items: z.infer<T>[]; nextCursor?: string } => ({ items })),
  ]);
}

export interface PageOptions {
  readonly cursor?: string;
  /** 1 to 200. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

/** Every item of a paged listing, page by page. */
export async function* allPages<T>(
  load: (cursor: string | undefined) => Promise<Page<T>>,
): AsyncGenerator<T> {
  let cursor: string | undefined;
  do {
    const page = await load(cursor);
    yield* page.items;
    // A hub that hands out the same cursor again would keep us here for ever.
    if (page.nextCursor === cursor) return;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}
