import { ProviderError } from '../../providers/provider';
import { FakeClock } from '../../resilience/testing/fake-clock';
import type { Passage } from './adaptive-limit';
import { ProviderQueue } from './provider-queue';

const never = new AbortController().signal;
const queueOf = (wanted: number) => {
  const clock = new FakeClock();
  return { clock, queue: new ProviderQueue(wanted, { clock, longestWaitMs: 60_000 }) };
};

test('lets requests out in the order in which they came', async () => {
  const { queue } = queueOf(1);
  const order: string[] = [];
  const enter = async (name: string): Promise<Passage> => {
    const passage = await queue.enter(never);
    order.push(name);
    return passage;
  };
  const first = await enter('a');
  const second = enter('b');
  const third = enter('c');
  expect(queue.report).toEqual({ limit: 1, active: 1, waiting: 2 });
  queue.leave(first);
  queue.leave(await second);
  await third;
  expect(order).toEqual(['a', 'b', 'c']);
});

test('who is cancelled while waiting holds up nobody, and who has left already does not enter', async () => {
  const { queue } = queueOf(1);
  const first = await queue.enter(never);
  const leaving = new AbortController();
  const gone = queue.enter(leaving.signal);
  const behind = queue.enter(never);
  leaving.abort();
  await expect(gone).rejects.toMatchObject({ code: 'aborted', unreached: true });
  await expect(queue.enter(leaving.signal)).rejects.toMatchObject({ code: 'aborted' });
  queue.leave(first);
  await expect(behind).resolves.toBeDefined();
});

test.each([
  [5_000, 5_000],
  [3_600_000, 0],
])('a provider that wants %i ms is given %i: nobody waits for an hour', async (retryAfterMs, waited) => {
  const { clock, queue } = queueOf(2);
  queue.leave(await queue.enter(never), new ProviderError('rate-limited', 'Slow down.', { retryAfterMs }));
  await queue.enter(never);
  expect(clock.now()).toBe(waited);
});
