import type { Page } from '@prompthub/client';

/** The first items of a listing, from as many pages as that takes. */
export async function firstOf<T>(
  limit: number,
  load: (page: { cursor: string | undefined; limit: number }) => Promise<Page<T>>,
): Promise<T[]> {
  const { allPages } = await import('@prompthub/client');
  const items: T[] = [];
  for await (const item of allPages((cursor) => load({ cursor, limit: Math.min(limit, 200) }))) {
    items.push(item);
    if (items.length >= limit) break;
  }
  return items;
}
