/** Cuts a list into pieces of `length`, the last one shorter. */
export function* slices<Item>(items: readonly Item[], length: number): Generator<readonly Item[]> {
  for (let at = 0; at < items.length; at += length) yield items.slice(at, at + length);
}
