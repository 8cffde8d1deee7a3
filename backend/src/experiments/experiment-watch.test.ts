import { Logger } from '@nestjs/common';
import { ExperimentWatch } from './experiment-watch';

type Given = ConstructorParameters<typeof ExperimentWatch>;

afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

test('it looks every minute until the hub stops, also after a look that failed', async () => {
  jest.useFakeTimers();
  const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
  const transaction = jest.fn(() => Promise.resolve()).mockRejectedValueOnce(new Error('away'));
  const [dataSource, nothing] = [{ transaction }, {}] as unknown as [
    Given[0],
    Given[1] & Given[2] & Given[3],
  ];
  const watch = new ExperimentWatch(dataSource, nothing, nothing, nothing);
  watch.onApplicationBootstrap();
  await jest.advanceTimersByTimeAsync(59_999);
  expect(transaction).not.toHaveBeenCalled();
  await jest.advanceTimersByTimeAsync(1);
  expect(transaction).toHaveBeenCalledTimes(1);
  expect(warn).toHaveBeenCalledWith(expect.stringContaining('Error: away'));
  await jest.advanceTimersByTimeAsync(60_000);
  expect(transaction).toHaveBeenCalledTimes(2);
  expect(warn).toHaveBeenCalledTimes(1);
  watch.onApplicationShutdown();
  await jest.advanceTimersByTimeAsync(600_000);
  expect(transaction).toHaveBeenCalledTimes(2);
});
