import { inParallel } from './in-parallel';

test('every item is worked on once, never more than the limit at the same time', async () => {
  const done: number[] = [];
  let [now, most] = [0, 0];
  await inParallel([...Array(20).keys()], 3, async (item) => {
    most = Math.max(most, ++now);
    await Promise.resolve();
    done.push(item);
    now--;
  });
  expect(done.sort((a, b) => a - b)).toEqual([...Array(20).keys()]);
  expect(most).toBe(3);
});

test('nothing to do is done at once', async () => {
  await expect(inParallel([], 3, () => Promise.reject(new Error('no item')))).resolves.toBeUndefined();
});
