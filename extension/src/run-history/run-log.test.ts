import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RunRecord } from '../runs/run-record';
import { RunLog } from './run-log';

const folder = mkdtempSync(path.join(tmpdir(), 'runs-'));
const home = (name: string) => path.join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

const A = 'file:///a.prompt';
const ended = (runId: string, more: Partial<RunRecord> = {}): RunRecord => ({
  ...{ runId, uri: A, title: 'a.prompt', startedAt: 5, linked: false, status: 'succeeded' },
  ...{ model: 'openai/a', text: `answer ${runId}`, values: { name: 'Ada' }, latencyMs: 9, costUsd: 0.01 },
  ...{ toolCalls: [], facts: [{ label: 'Time', value: '9 ms' }], request: { uri: A, vars: { name: 'Ada' } } },
  ...more,
});
const execution = {
  ...{ id: randomUUID(), commit: 'c'.repeat(40), attempts: [], cachedAt: '2026-06-14T09:00:00Z' },
};
const ids = (runs: readonly RunRecord[]) => runs.map(({ runId }) => runId);

test('runs are there again for who comes later, newest first, each prompt by itself', async () => {
  const log = new RunLog(home('again'));
  await Promise.all([
    log.add(ended('1'), 'all'),
    log.add(ended('2', { execution }), 'all'),
    log.add(ended('3', { uri: 'file:///b.prompt' }), 'all'),
  ]);
  const later = new RunLog(home('again'));
  const kept = await later.runs(A);
  expect(ids(kept)).toEqual(['2', '1']);
  expect(kept[1]).toEqual({ ...ended('1'), facts: [] });
  expect(kept[0]?.execution).toEqual(execution);
  expect(await later.runs('file:///none.prompt')).toEqual([]);
});

test('without contents no file holds what was asked or answered', async () => {
  const log = new RunLog(home('figures'));
  const secret = { text: 'top secret', values: { name: 'top secret' } };
  const error = { code: 'bad-request', message: 'top secret is not allowed' };
  await log.add(ended('1', { ...secret, error, request: { uri: A, vars: secret.values } }), 'figures');
  const [file = ''] = readdirSync(home('figures'));
  expect(readFileSync(path.join(home('figures'), file), 'utf8')).not.toContain('secret');
  expect((await log.runs(A))[0]).toMatchObject({
    ...{ withoutContents: true, costUsd: 0.01, text: '', error: { code: 'bad-request' } },
  });
});

test('only its owner may read what was kept', async () => {
  const log = new RunLog(home('private'));
  await log.add(ended('1'), 'all');
  const [file = ''] = readdirSync(home('private'));
  expect(statSync(path.join(home('private'), file)).mode & 0o777).toBe(0o600);
});

test('it does not grow for ever: runs, characters, prompts', async () => {
  const log = new RunLog(home('bounded'), { runs: 3, characters: 120, prompts: 2 });
  for (const id of ['1', '2', '3', '4', '5']) await log.add(ended(id), 'all');
  const kept = await log.runs(A);
  expect(ids(kept)).toEqual(['5', '4', '3']);
  expect(kept.map(({ text }) => text !== '')).toEqual([true, true, false]);
  for (const name of ['b', 'c', 'd']) await log.add(ended(name, { uri: `file:///${name}.prompt` }), 'all');
  expect(readdirSync(home('bounded'))).toHaveLength(2);
});

test('it is forgotten when asked to: of one prompt, then of all', async () => {
  const log = new RunLog(home('forgotten'));
  await log.add(ended('1'), 'all');
  await log.add(ended('2', { uri: 'file:///b.prompt' }), 'all');
  await log.forget(A);
  expect(await log.runs(A)).toEqual([]);
  expect(ids(await log.runs('file:///b.prompt'))).toEqual(['2']);
  await log.forget();
  expect(await log.runs('file:///b.prompt')).toEqual([]);
  await log.add(ended('3'), 'all');
  expect(ids(await log.runs(A))).toEqual(['3']);
});

test.each(['', 'no json', '{"a":1}', '[1, {"runId": 7}, null]'])(
  'a damaged file (%p) is as good as none, and the next run is kept',
  async (damage) => {
    const log = new RunLog(home('damaged'));
    await log.add(ended('1'), 'all');
    const [file = ''] = readdirSync(home('damaged'));
    writeFileSync(path.join(home('damaged'), file), damage);
    expect(await log.runs(A)).toEqual([]);
    await log.add(ended('2'), 'all');
    expect(ids(await log.runs(A))).toEqual(['2']);
    await log.forget();
  },
);
