import { Logger } from '@nestjs/common';
import { OldObservations } from './old-observations';

type Given = ConstructorParameters<typeof OldObservations>;

afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

test.each([
  [90, 2],
  [0, 0],
])(
  'what is kept for %d days is looked after again and again, also when that failed',
  async (observationDays, times) => {
    jest.useFakeTimers();
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
    const transaction = jest.fn(() => Promise.resolve(false)).mockRejectedValueOnce(new Error('away'));
    const [dataSource, config] = [{ transaction }, { observationDays }] as unknown as [Given[0], Given[1]];
    const old = new OldObservations(dataSource, config);
    old.onApplicationBootstrap();
    await jest.advanceTimersByTimeAsync(20 * 60_000);
    expect(transaction).toHaveBeenCalledTimes(times);
    expect(warn).toHaveBeenCalledTimes(times / 2);
    old.onApplicationShutdown();
    await jest.advanceTimersByTimeAsync(60 * 60_000);
    expect(transaction).toHaveBeenCalledTimes(times);
  },
);
