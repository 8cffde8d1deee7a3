import { forEachConcurrently } from './concurrency';

it('begins nothing more after the first failure, and says which it was', async () => {
  const begun: number[] = [];
  const work = async (item: number): Promise<void> => {
    begun.push(item);
    await Promise.resolve();
    if (item === 2) throw new Error('two');
  };
  await expect(forEachConcurrently([1, 2, 3, 4, 5, 6, 7, 8], 2, work)).rejects.toThrow('two');
  expect(begun.length).toBeLessThanOrEqual(4);
});

it('does nothing for no items', async () => {
  await expect(forEachConcurrently([], 8, () => Promise.reject(new Error('begun')))).resolves.toBeUndefined();
});
