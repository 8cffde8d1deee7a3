import fc from 'fast-check';
import { Bulkhead, type Patience } from './bulkhead';
import type { Clock } from './clock';

/** A clock on which nobody's time is ever up. */
const still: Clock = {
  now: () => 0,
  sleep: (_ms, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
};
const patient = (signal = new AbortController().signal): Patience => ({
  ...{ clock: still, signal, remainingMs: 1000 },
});

test('lets so many in, and the others in the order in which they came', async () => {
  const bulkhead = new Bulkhead({ calls: 1, waiting: 2 });
  const order: string[] = [];
  const enter = async (name: string): Promise<() => void> => {
    const leave = await bulkhead.enter('m', patient());
    order.push(name);
    return leave;
  };
  const first = await enter('first');
  const [second, third] = [enter('second'), enter('third')];
  expect(bulkhead.report).toEqual({ active: 1, waiting: 2 });
  await expect(bulkhead.enter('openai/m', patient())).rejects.toMatchObject({
    code: 'busy',
    message: expect.stringContaining('openai/m is answering 1 calls, and 2 more wait'),
  });
  first();
  first();
  (await second)();
  (await third)();
  expect(order).toEqual(['first', 'second', 'third']);
  expect(bulkhead.report).toEqual({ active: 0, waiting: 0 });
});

test('who gives up leaves the queue', async () => {
  const bulkhead = new Bulkhead({ calls: 1, waiting: 1 });
  const leave = await bulkhead.enter('m', patient());
  const controller = new AbortController();
  const waiting = bulkhead.enter('m', patient(controller.signal));
  controller.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
  expect(bulkhead.report).toEqual({ active: 1, waiting: 0 });
  leave();
  expect(bulkhead.report).toEqual({ active: 0, waiting: 0 });
});

test('who waits longer than the call may take is told so', async () => {
  const bulkhead = new Bulkhead({ calls: 1, waiting: 1 });
  await bulkhead.enter('m', patient());
  const over: Clock = { ...still, sleep: () => Promise.resolve() };
  const waiting = bulkhead.enter('m', { ...patient(), clock: over });
  await expect(waiting).rejects.toMatchObject({ code: 'timeout' });
  expect(bulkhead.report).toEqual({ active: 1, waiting: 0 });
});

test('never lets in more, and forgets nobody', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.boolean(), { maxLength: 30 }),
      async (calls, cancels) => {
        const bulkhead = new Bulkhead({ calls, waiting: 100 });
        let active = 0;
        const one = async (cancel: boolean): Promise<boolean> => {
          const controller = new AbortController();
          const entering = bulkhead.enter('m', patient(controller.signal));
          if (cancel) controller.abort();
          const leave = await entering.catch(() => undefined);
          if (!leave) return false;
          expect(++active).toBeLessThanOrEqual(calls);
          await new Promise((resolve) => setImmediate(resolve));
          active--;
          leave();
          return true;
        };
        const served = await Promise.all(cancels.map(one));
        expect(served.filter((was, at) => !was && !cancels[at])).toEqual([]);
        expect(bulkhead.report).toEqual({ active: 0, waiting: 0 });
      },
    ),
    { numRuns: 40 },
  );
});
