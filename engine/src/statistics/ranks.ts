/** Ranks from 1, equal values sharing the mean of theirs; and how many share each value. */
export function midRanks(values: readonly number[]): { ranks: number[]; ties: number[] } {
  const order = values.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  const ranks = new Array<number>(values.length).fill(0);
  const ties: number[] = [];
  for (let begin = 0; begin < order.length;) {
    let end = begin;
    while (end < order.length && order[end]?.value === order[begin]?.value) end++;
    for (const { index } of order.slice(begin, end)) ranks[index] = (begin + end + 1) / 2;
    ties.push(end - begin);
    begin = end;
  }
  return { ranks, ties };
}
