import { systemClock } from './clock';

beforeEach(() => jest.useFakeTimers({ doNotFake: ['performance'] }));
afterEach(() => jest.useRealTimers());

test('sleeps as long as it is told', async () => {
  let awake = false;
  const sleeping = systemClock.sleep(1000, new AbortController().signal).then(() => (awake = true));
  await jest.advanceTimersByTimeAsync(999);
  expect(awake).toBe(false);
  await jest.advanceTimersByTimeAsync(1);
  await sleeping;
  expect(awake).toBe(true);
});

test('an abort wakes it, before and in between, and leaves no timer', async () => {
  const controller = new AbortController();
  const sleeping = systemClock.sleep(1000, controller.signal);
  controller.abort();
  await sleeping;
  await systemClock.sleep(1000, controller.signal);
  expect(jest.getTimerCount()).toBe(0);
});

test('never goes back, also where the wall clock does', () => {
  const first = systemClock.now();
  jest.setSystemTime(Date.now() - 86_400_000);
  expect(systemClock.now()).toBeGreaterThanOrEqual(first);
});
