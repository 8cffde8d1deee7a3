import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { CallObservations, type ObservedCall } from './call-observations';

jest.mock('node:timers/promises', () => ({ setTimeout: jest.fn(() => Promise.resolve()) }));
beforeEach(() => jest.clearAllMocks());

const given = { id: 'e', arm: 'new', index: 1, commit: 'c', subject: 's' };
const call = (executionId: string): ObservedCall => ({
  ...{ executionId, given, costUsd: 0.5, latencyMs: 3, tokens: 7, failed: false },
});

type Batch = [calls: { execution_id: string }[], lost: { experiment_id: string; count: number }[]];

/** A database that keeps what it is given when a transaction has ended, and does what `onCommit` says before. */
function database(onCommit: () => void = () => undefined) {
  const batches: Batch[] = [];
  const dataSource = {
    async transaction(work: (manager: object) => Promise<unknown>) {
      const batch: Batch = [[], []];
      await work({
        query: (sql: string, [rows = '']: string[]) => {
          batch[sql.includes('experiment_calls') ? 0 : 1] = JSON.parse(rows);
          return Promise.resolve([]);
        },
      });
      onCommit();
      batches.push(batch);
    },
  };
  return { batches, observations: new CallObservations(dataSource as unknown as DataSource) };
}

const away = () => {
  throw new Error('away');
};

test('calls are written in batches, in order, each once', async () => {
  const { batches, observations } = database();
  const ids = Array.from({ length: 2_500 }, (_, index) => `${index}`);
  for (const id of ids) observations.add(call(id));
  await observations.onApplicationShutdown();
  expect(batches.map(([calls]) => calls.length)).toEqual([1_000, 1_000, 500]);
  expect(batches.flatMap(([calls]) => calls.map(({ execution_id: id }) => id))).toEqual(ids);
  expect(batches[0]?.[0][0]).toEqual({
    ...{ execution_id: '0', experiment_id: 'e', subject: 's', arm: 1 },
    ...{ cost_usd: 0.5, latency_ms: 3, tokens: 7, failed: false },
  });
});

test('those that there is no room for are counted as lost, once', async () => {
  const { batches, observations } = database();
  for (let index = 0; index < 20_003; index++) observations.add(call(`${index}`));
  await observations.flush();
  expect(batches.flatMap(([calls]) => calls)).toHaveLength(20_000);
  expect(batches.flatMap(([, lost]) => lost)).toEqual([{ experiment_id: 'e', count: 3 }]);
});

test('what is lost while a batch is written is not forgotten', async () => {
  let added = false;
  const { batches, observations } = database(() => {
    if (!added) observations.add(call('meanwhile'));
    added = true;
  });
  for (let index = 0; index < 20_001; index++) observations.add(call(`${index}`));
  await observations.flush();
  const once = [{ experiment_id: 'e', count: 1 }];
  expect(batches.slice(0, 3).map(([, lost]) => lost)).toEqual([once, once, []]);
});

test('what the database did not take is written a second later, with what came meanwhile, each once', async () => {
  const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
  let failures = 2;
  const { batches, observations } = database(() => {
    if (failures-- <= 0) return;
    observations.add(call(`meanwhile-${failures}`));
    away();
  });
  observations.add(call('first'));
  await observations.flush();
  expect(batches.flatMap(([calls]) => calls.map(({ execution_id: id }) => id))).toEqual([
    'first',
    'meanwhile-1',
    'meanwhile-0',
  ]);
  expect(warn).toHaveBeenCalledTimes(2);
  expect(jest.mocked(delay).mock.calls).toEqual([[50], [1000], [50], [1000], [50]]);
  warn.mockRestore();
});

test('a hub that stops does not wait for a database that is away', async () => {
  const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
  const { batches, observations } = database(away);
  observations.add(call('one'));
  await observations.onApplicationShutdown();
  expect(batches).toEqual([]);
  expect(warn).toHaveBeenCalledTimes(1);
  warn.mockRestore();
});
