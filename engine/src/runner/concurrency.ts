/**
 * Does the work for every item, at most `limit` at a time, in order of start. A fixed crew takes the next item when it is
 * free, so that memory does not grow with the list and one slow item holds up nobody. Rejects with the first failure.
 */
export async function forEachConcurrently<T>(
  items: readonly T[],
  limit: number,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const remaining = items.entries();
  let turn = Promise.resolve();
  const worker = async (): Promise<void> => {
    for (const [index, item] of remaining) {
      await (turn = turn.then(nextTurn));
      await work(item, index);
    }
  };
  const crew = Math.max(1, Math.min(Math.floor(limit) || 1, items.length));
  await Promise.all(Array.from({ length: crew }, worker));
}

/**
 * One start in each turn of the event loop. `fetch` writes a request only in the turn after it was made: without this, of
 * many answers that arrive together, none would be followed by the next request before the last of them was judged.
 */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
