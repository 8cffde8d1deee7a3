import type { ExecutionDetail, ExecutionRecord } from '@prompthub/protocol';
import type { RunRecord } from '../runs/run-record';
import {
  fitsFilter,
  isEmptyRunFilter,
  rowDescription,
  runFilterText,
  runOfExecution,
  runRows,
} from './run-rows';

const URI = 'file:///desk/reply.prompt';
const run = (runId: string, more: Partial<RunRecord> = {}): RunRecord => ({
  ...{ runId, uri: URI, title: 'reply.prompt', startedAt: Date.parse('2026-06-14T10:00:00Z'), linked: false },
  ...{ status: 'succeeded', model: 'openai/a', text: 'Dear Ada', toolCalls: [], facts: [], latencyMs: 1500 },
  ...{ request: { uri: URI }, values: { ticket: 'late' } },
  ...more,
});
const record = (id: string, more: Partial<ExecutionRecord> = {}): ExecutionRecord => ({
  ...{
    id,
    path: 'reply.prompt',
    commit: 'c'.repeat(40),
    model: 'anthropic/b',
    status: 'succeeded',
    cached: false,
  },
  ...{ user: { id: 'u', name: 'Ann' }, inputTokens: 1, outputTokens: 1, retries: 0, costUsd: 0.02 },
  startedAt: '2026-06-14T11:00:00Z',
  ...more,
});
const idsOf = (rows: ReturnType<typeof runRows>) =>
  rows.map((row) => (row.kind === 'run' ? row.run.runId : row.record.id));

test('runs of both kinds stand in one list, newest first, and none twice', () => {
  const byHub = run('2', {
    startedAt: Date.parse('2026-06-14T12:00:00Z'),
    execution: { id: 'e2', commit: 'c', attempts: [] },
  });
  const failed = run('0', { startedAt: 0, status: 'failed', execution: { id: 'e0' } });
  const rows = runRows([run('1'), byHub, failed], [record('e2'), record('e1'), record('e0')], URI);
  expect(idsOf(rows)).toEqual(['2', 'e1', '1', '0']);
});

const rows = runRows(
  [
    run('ok'),
    run('no', { status: 'failed', text: '', error: { code: 'timeout', message: 'Too slow.' } }),
    run('off', { status: 'cancelled', model: 'openai/c' }),
    run('there', { request: { uri: URI, hub: true }, model: 'anthropic/b' }),
  ],
  [record('e1'), record('e2', { status: 'failed', errorCode: 'rate-limited' })],
  URI,
);

test.each([
  [{}, 'e1 e2 ok no off there'],
  [{ status: 'failed' }, 'e2 no'],
  [{ status: 'cancelled' }, 'off'],
  [{ model: 'anthropic/b' }, 'e1 e2 there'],
  [{ where: 'here' }, 'ok no off'],
  [{ where: 'hub' }, 'e1 e2 there'],
  [{ text: 'dear ADA', where: 'here' }, 'ok off'],
  [{ text: 'late', status: 'succeeded' }, 'ok there'],
  [{ text: 'too slow' }, 'no'],
  [{ text: 'ann' }, 'e1 e2'],
  [{ text: 'rate-limited' }, 'e2'],
] as const)('the filter %p shows %p', (filter, expected) =>
  expect(idsOf(rows.filter((row) => fitsFilter(row, filter))).join(' ')).toBe(expected),
);

test('a filter says what it shows', () => {
  expect(runFilterText({ status: 'cancelled', model: 'a/b', where: 'hub', mine: true, text: 'x' })).toBe(
    'stopped · a/b · run on the hub · mine · “x”',
  );
  expect([
    isEmptyRunFilter({}),
    isEmptyRunFilter({ text: undefined }),
    isEmptyRunFilter({ mine: true }),
  ]).toEqual([...[true, true, false]]);
});

test.each([
  [run('1', { costUsd: 0.01 }), '$0.010 · 1.5 s · 2 hours ago'],
  [run('1', { status: 'failed', error: { code: 'timeout', message: '' } }), 'timeout · 1.5 s · 2 hours ago'],
  [
    run('1', { status: 'cancelled', request: { uri: URI, hub: true } }),
    'stopped · 1.5 s · hub · 2 hours ago',
  ],
])('a run of this workspace reads %#', (one, text) => {
  const [row] = runRows([one], [], URI);
  expect(row && rowDescription(row, Date.parse('2026-06-14T12:00:00Z'))).toBe(text);
});

test('a record of the hub names who ran it, and says when its answer was a kept one', () => {
  const [row] = runRows([], [record('e', { cached: true, latencyMs: 20 })], URI);
  expect(row && rowDescription(row, Date.parse('2026-06-14T12:00:00Z'))).toBe(
    'kept answer · 20 ms · hub, Ann · 1 hour ago',
  );
});

test('a record becomes a run that the pages can show, with or without what was asked and answered', () => {
  const detail: ExecutionDetail = {
    ...record('e', { status: 'failed', errorCode: 'timeout' }),
    attempts: [{ model: 'anthropic/b', latencyMs: 1, waitMs: 0 }],
  };
  const made = runOfExecution(detail, { uri: URI, note: 'n' });
  expect(made).toMatchObject({
    ...{ runId: 'e', title: 'reply.prompt', status: 'failed', withoutContents: true, text: '' },
    ...{ error: { code: 'timeout' }, execution: { attempts: detail.attempts } },
    request: { uri: URI, model: 'anthropic/b', hub: true },
    usage: { inputTokens: 1, outputTokens: 1 },
  });
  const contents = { vars: { a: 1 }, text: 'said' };
  expect(runOfExecution({ ...detail, contents }, { uri: URI, note: 'n' })).toMatchObject({
    ...{ text: 'said', values: { a: 1 }, withoutContents: false },
  });
});
