/**
 * Does the work for every item, at most `limit` at a time. Rejects with the first failure, after which no further item is
 * begun.
 */
export async function forEachConcurrently<T>(
  items: Iterable<T>,
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  // One generator for the whole crew: the first to fail closes it for all.
  const remaining = each(items);
  const worker = async (): Promise<void> => {
    for (const item of remaining) await work(item);
  };
  await Promise.all(Array.from({ length: limit }, worker));
}

function* each<T>(items: Iterable<T>): Generator<T> {
  yield* items;
}
