import type { Page } from '@prompthub/client';

/** Every item of a paged listing of the hub. */
export async function allItems<T>(load: (cursor: string | undefined) => Promise<Page<T>>): Promise<T[]> {
  const { allPages } = await import('@prompthub/client');
  const items: T[] = [];
  for await (const item of allPages(load)) items.push(item);
  return items;
}
