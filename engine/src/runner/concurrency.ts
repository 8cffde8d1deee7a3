/**
 * Does the work for every item, at most `limit` at a time, in order of start. A fixed crew takes the next item when it is
 * free, so that the list may be made while it is gone through, and one slow item holds up nobody. Rejects with the first failure.
 */
export async function forEachConcurrently<T>(
  items: Iterable<T>,
  limit: number,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const remaining = numbered(items);
  let turn = Promise.resolve();
  const worker = async (): Promise<void> => {
    for (const [index, item] of remaining) {
      await (turn = turn.then(nextTurn));
      await work(item, index);
    }
  };
  const crew = Math.max(1, Math.floor(limit) || 1);
  await Promise.all(Array.from({ length: crew }, worker));
}

function* numbered<T>(items: Iterable<T>): Generator<[number, T]> {
  let index = 0;
  for (const item of items) yield [index++, item];
}

/**
 * One start in each turn of the event loop. `fetch` writes a request only in the turn after it was made: without this, of
 * many answers that arrive together, none would be followed by the next request before the last of them was judged.
 */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
