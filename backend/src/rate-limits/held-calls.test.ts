import type { CallCounts, HeldCall } from './call-counts';
import { HELD_FOR_MS } from './call-counts';
import { HeldCalls, RENEW_EVERY_MS } from './held-calls';

const call = (id: string): HeldCall => ({ id, key: 'a limit' });

/** Counts that note what they are asked, and answer when the test says so. */
function noting() {
  const asked: string[] = [];
  const answers: PromiseWithResolvers<void>[] = [];
  const note = (what: string, calls: readonly HeldCall[]): Promise<void> => {
    asked.push(`${what} ${calls.map(({ id }) => id).join()}`);
    const answer = Promise.withResolvers<void>();
    answers.push(answer);
    return answer.promise;
  };
  const counts: CallCounts = {
    add: () => Promise.resolve(0),
    hold: () => Promise.resolve(true),
    renew: (calls) => note('renew', calls),
    release: (released) => note('release', [released]),
  };
  return { counts, asked, answers };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());
const turns = () => jest.advanceTimersByTimeAsync(0);
const yes = () => Promise.resolve(true);

test('says several times before they would be forgotten that calls go on, and of nobody else', async () => {
  const { counts, asked, answers } = noting();
  const held = new HeldCalls(counts);
  await held.hold(call('one'), 5, yes);
  await held.hold(call('refused'), 5, () => Promise.resolve(false));
  await expect(held.hold(call('failed'), 5, () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  void held.hold(call('asking'), 5, () => new Promise(() => undefined));
  for (let passed = 0; passed + RENEW_EVERY_MS < HELD_FOR_MS; passed += RENEW_EVERY_MS) {
    await jest.advanceTimersByTimeAsync(RENEW_EVERY_MS);
    // Also after one that failed.
    if (passed === 0) answers.at(-1)?.reject(new Error('away'));
    else answers.at(-1)?.resolve();
    await turns();
  }
  expect(asked).toEqual(['renew one', 'renew one', 'renew one']);
  held.stop();
  await jest.advanceTimersByTimeAsync(HELD_FOR_MS);
  expect(asked).toHaveLength(3);
});

test('a call that ends while it is renewed is released after that, so that it is not held again', async () => {
  const { counts, asked, answers } = noting();
  const held = new HeldCalls(counts);
  const ending = call('ending');
  await held.hold(ending, 5, yes);
  void held.renew();
  await turns();
  const released = held.release(ending);
  await turns();
  expect(asked).toEqual(['renew ending']);
  answers[0]?.resolve();
  await turns();
  expect(asked).toEqual(['renew ending', 'release ending']);
  answers[1]?.resolve();
  await released;
  held.stop();
});

test('calls that ask at the same time count for each other, and those that are refused no longer', async () => {
  const held = new HeldCalls(noting().counts);
  const both = [held.hold(call('one'), 1, yes), held.hold(call('other'), 1, yes)];
  expect(await Promise.all(both)).toEqual([true, false]);
  const another = { id: 'another', key: 'another limit' };
  expect(await held.hold(another, 1, () => Promise.resolve(false))).toBe(false);
  expect(await held.hold(another, 1, yes)).toBe(true);
  held.stop();
});
