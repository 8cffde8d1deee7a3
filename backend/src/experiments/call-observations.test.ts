import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { CallObservations, type ObservedCall } from './call-observations';

const given = { id: 'e', arm: 'new', index: 1, commit: 'c', subject: 's' };
const call = (executionId: string): ObservedCall => ({
  ...{ executionId, given, costUsd: 0.5, latencyMs: 3, tokens: 7, failed: false },
});

/** A database that notes what it is given, or refuses. */
function written(refuses = false) {
  const batches: [calls: { execution_id: string }[], lost: unknown[]][] = [];
  const query = ({ values: [calls, lost] }: { values: [string, string] }) => {
    if (refuses) return Promise.reject(new Error('away'));
    batches.push([JSON.parse(calls), JSON.parse(lost)]);
    return Promise.resolve({ rows: [] });
  };
  const observations = new CallObservations({ driver: { master: { query } } } as unknown as DataSource);
  return { batches, observations };
}

test('calls are written in batches, in order, each once', async () => {
  const { batches, observations } = written();
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
  const { batches, observations } = written();
  for (let index = 0; index < 20_003; index++) observations.add(call(`${index}`));
  await observations.flush();
  expect(batches.flatMap(([calls]) => calls)).toHaveLength(20_000);
  expect(batches.flatMap(([, lost]) => lost)).toEqual([{ experiment_id: 'e', count: 3 }]);
});

test('a hub that stops does not wait for a database that is away', async () => {
  const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
  const { batches, observations } = written(true);
  observations.add(call('one'));
  await observations.onApplicationShutdown();
  expect(batches).toEqual([]);
  expect(warn).toHaveBeenCalledTimes(1);
  warn.mockRestore();
});
