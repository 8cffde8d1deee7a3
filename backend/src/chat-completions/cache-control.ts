import type { CacheWish } from '@prompthub/protocol';

/** What a request wishes of the cache, and what its `Cache-Control` takes from that (RFC 9111 §5.2.1). */
export function cacheWishOf(header: string | undefined, wish: CacheWish | undefined): CacheWish | undefined {
  if (wish === undefined || header === undefined) return wish;
  const directives = header
    .toLowerCase()
    .split(',')
    .map((directive) => directive.trim());
  const [noCache, noStore] = [directives.includes('no-cache'), directives.includes('no-store')];
  if (noCache && noStore) return undefined;
  if (noCache) return { ...wish, mode: 'no-cache' };
  return noStore ? { ...wish, mode: 'no-store' } : wish;
}
