import { PromptLookup } from './prompt-lookup';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

function begin() {
  const asked: {
    text: string;
    signal: AbortSignal;
    answer: (found: string) => void;
    fail: (error: Error) => void;
  }[] = [];
  const seen: unknown[] = [];
  const lookup = new PromptLookup<string>({
    ask: (text, signal) =>
      new Promise((answer, fail) => {
        asked.push({ text, signal, answer, fail });
      }),
    onBusy: (busy) => seen.push(busy),
    onFound: (found) => seen.push(found),
    onFailure: (error) => seen.push(error),
  });
  return { lookup, asked, seen };
}
const settled = () => jest.advanceTimersByTimeAsync(0);

it('asks once for what is typed without a pause', async () => {
  const { lookup, asked } = begin();
  for (const text of ['r', 're', 'ref']) {
    lookup.type(text);
    await jest.advanceTimersByTimeAsync(149);
  }
  expect(asked).toEqual([]);
  await jest.advanceTimersByTimeAsync(1);
  expect(asked.map(({ text }) => text)).toEqual(['ref']);
});

it('shows the answer to what was typed last, whichever comes first', async () => {
  const { lookup, asked, seen } = begin();
  lookup.type('old', { now: true });
  lookup.type('new', { now: true });
  expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, false]);
  asked[1]?.answer('new answer');
  asked[0]?.answer('old answer');
  await settled();
  expect(seen).toEqual([true, true, false, 'new answer']);
});

it('tells of a failure, and of none that nobody waits for', async () => {
  const { lookup, asked, seen } = begin();
  lookup.type('a', { now: true });
  const away = new Error('away');
  asked[0]?.fail(away);
  await settled();
  expect(seen).toEqual([true, false, away]);
  lookup.type('b', { now: true });
  lookup.stop();
  asked[1]?.fail(new Error('aborted'));
  await settled();
  expect(seen).toEqual([true, false, away, true]);
});

it('asks nothing any more once it is stopped', async () => {
  const { lookup, asked } = begin();
  lookup.type('a');
  lookup.stop();
  await jest.advanceTimersByTimeAsync(1000);
  expect(asked).toEqual([]);
});
