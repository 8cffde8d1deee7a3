import { linger } from './linger';

/** A body whose other end the test holds, and whether it was cancelled. */
function body() {
  let source: ReadableStreamDefaultController<Uint8Array> | undefined;
  const cancelled = jest.fn();
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => void (source = controller),
    cancel: cancelled,
  });
  const reader = stream.getReader();
  const send = (bytes: number) => source?.enqueue(new Uint8Array(bytes));
  return {
    reader,
    cancelled,
    send,
    end: () => source?.close(),
    fail: () => source?.error(new Error('reset')),
  };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('a body that ends soon is read to its end, so that the connection can serve the next call', async () => {
  const { reader, cancelled, send, end } = body();
  linger(reader);
  send(5);
  end();
  await reader.closed;
  await jest.advanceTimersByTimeAsync(10_000);
  expect(cancelled).not.toHaveBeenCalled();
  expect(jest.getTimerCount()).toBe(0);
});

test('a body that does not end is given up after half a second', async () => {
  const { reader, cancelled } = body();
  linger(reader);
  await jest.advanceTimersByTimeAsync(499);
  expect(cancelled).not.toHaveBeenCalled();
  await jest.advanceTimersByTimeAsync(1);
  expect(cancelled).toHaveBeenCalledTimes(1);
});

test('a body that goes on and on is given up at once', async () => {
  const { reader, cancelled, send } = body();
  linger(reader);
  for (let kilobytes = 0; kilobytes < 65; kilobytes++) send(1024);
  await jest.advanceTimersByTimeAsync(0);
  expect(cancelled).toHaveBeenCalledTimes(1);
});

test('a connection that breaks is nobody’s failure any more', async () => {
  const { reader, fail } = body();
  reader.closed.catch(() => undefined);
  linger(reader);
  fail();
  await jest.advanceTimersByTimeAsync(1000);
  expect(jest.getTimerCount()).toBe(0);
});
